import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { LARGEST_MAIL, READ_OF_A_LARGER } from '../../mails/read.ts';
import type { ImapMailbox } from '../../settings/mailboxes.ts';
import type { MailDesk } from './desk.ts';
import { type Cursor, cursorOf, keepMails, type RawMail } from './inbound-mails.ts';
import { settleWaiting } from './settle.ts';

const shortestPause = 1_000;
const longestPause = 30_000;
/** A server that announces nothing is asked all the same. */
const askEvery = 60_000;
const mailsAtOnce = 50;
/** At most some forty mails a second, four at a time: fewer than the messenger delivers, so that a flood never makes an urgent transfer wait. */
const restMs = 100;
const bytesAtOnce = 32 * 1024 * 1024;

export interface Watch {
  desk: MailDesk;
  mailbox: ImapMailbox;
  /** Ends the watch. */
  signal: AbortSignal;
  /** What is worth telling the operator: a code, never a name nor a mail. Said once, when it changes. */
  tell(code: WatchCode): void;
}

export type WatchCode = 'MAILBOX_WATCHED' | 'MAILBOX_AWAY' | 'MAILBOX_REFUSED' | 'MAILBOX_RENUMBERED' | 'MAIL_NOT_MARKED' | 'MAIL_WAITS';

/**
 * Holds a mailbox until told to stop: takes in what is new, then waits until the server announces more (IDLE). Comes back after
 * any outage, ever more slowly. Every mail is on disk with the mark of how far was read, in one transaction, before it is marked as
 * read: nothing is skipped or read twice; where the server renumbered its mails, all are read again and known again.
 */
export async function watchMailbox(watch: Watch): Promise<void> {
  const { signal } = watch;
  let pause = shortestPause;
  let last: WatchCode | null = null;
  const tell = (code: WatchCode) => {
    if (code !== last) watch.tell(code);
    last = code;
  };
  while (!signal.aborted) {
    const client = connection(watch.mailbox);
    // Whoever waits for an answer is told by it.
    client.on('error', () => undefined);
    const hangUp = () => client.close();
    signal.addEventListener('abort', hangUp);
    try {
      await client.connect();
      pause = shortestPause;
      await hold(client, { ...watch, tell });
    } catch (failure) {
      // A server that still answers is not what failed: the record is away, or has no such department.
      tell(isRefused(failure) ? 'MAILBOX_REFUSED' : client.usable ? 'MAIL_WAITS' : 'MAILBOX_AWAY');
    } finally {
      signal.removeEventListener('abort', hangUp);
      client.close();
    }
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(longestPause, pause * 2);
  }
}

/** Signs in and opens the folder. Throws when either is refused or the server is away; answers with how many mails it holds. */
export async function tryMailbox(mailbox: ImapMailbox): Promise<number> {
  const client = connection(mailbox);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.mailboxOpen(mailbox.folder, { readOnly: true })).exists;
  } finally {
    client.close();
  }
}

/**
 * Deletes from a department's mailbox, and from where its mails are put away, the mails of these Message-IDs. Answers with those that the server will not
 * delete. Idempotent; rejects when the mail server is away.
 */
export async function forgetCopies(mailbox: ImapMailbox, ids: readonly string[]): Promise<string[]> {
  const kept = new Set<string>();
  const client = connection(mailbox);
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const folder of [mailbox.folder, ...(mailbox.archive === undefined ? [] : [mailbox.archive])]) {
      await client.mailboxOpen(folder);
      for (const id of ids) {
        const found = (await client.search({ header: { 'message-id': id } }, { uid: true })) || [];
        if (found.length > 0 && !(await client.messageDelete(found.join(','), { uid: true }))) kept.add(id);
      }
    }
    return [...kept];
  } finally {
    client.close();
  }
}

/** Without TLS only on this machine itself. */
function connection({ host, port, secure, user, password }: ImapMailbox): ImapFlow {
  const here = host === 'localhost' || host === '127.0.0.1' || host === '::1' || host === '[::1]';
  return new ImapFlow({
    host,
    port,
    secure,
    ...(!secure && { doSTARTTLS: !here }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 5 * askEvery,
    maxLiteralSize: 2 * LARGEST_MAIL,
  });
}

function isRefused(failure: unknown): boolean {
  return failure instanceof Error && 'authenticationFailed' in failure && failure.authenticationFailed === true;
}

async function hold(client: ImapFlow, watch: Watch): Promise<void> {
  const { mailbox, signal, tell } = watch;
  const opened = await client.mailboxOpen(mailbox.folder);
  const { uidValidity } = opened;
  let news = Promise.withResolvers<void>();
  client.on('exists', () => news.resolve());
  client.on('close', () => news.resolve());
  tell('MAILBOX_WATCHED');
  const settler = new Settler(watch);
  let from = await resumeAt(client, watch, uidValidity, opened.uidNext);
  while (!signal.aborted && client.usable) {
    news = Promise.withResolvers();
    from = await takeNew(client, watch, { uidValidity, uid: from }, settler);
    await settler.idle();
    const idling = client.idle().catch(() => news.resolve());
    const ask = setTimeout(news.resolve, askEvery);
    await news.promise;
    clearTimeout(ask);
    if (signal.aborted || !client.usable) return;
    // The next command ends the IDLE; so does this one, which also makes a silent server say what is new.
    await client.noop();
    await idling;
  }
}

/** The last number that was read, 0 to read everything again: the first time, and where the server numbered its mails anew. */
async function resumeAt(client: ImapFlow, watch: Watch, uidValidity: bigint, uidNext: number): Promise<number> {
  const { desk, mailbox, tell } = watch;
  const known = await cursorOf(desk.db, mailbox.department, 'imap');
  if (known === null) return 0;
  if (known.uidValidity !== uidValidity || uidNext <= known.uid) {
    tell('MAILBOX_RENUMBERED');
    return 0;
  }
  // What a crash left on disk but not marked.
  const left = await client.search({ uid: `1:${Math.max(1, known.uid)}`, ...(mailbox.archive === undefined && { seen: false }) }, { uid: true });
  if (left && left.length > 0) await mark(client, watch, left);
  return known.uid;
}

/** Takes in everything above the cursor, in order; answers with the new last number. */
async function takeNew(client: ImapFlow, watch: Watch, { uidValidity, uid }: Cursor, settler: Settler): Promise<number> {
  const { desk, mailbox, signal } = watch;
  let last = uid;
  // "n:*" names the last mail even when its number is below n.
  const listed = (await client.fetchAll(`${uid + 1}:*`, { uid: true, size: true }, { uid: true })).filter((mail) => mail.uid > uid);
  for (const batch of batches(listed.toSorted((a, b) => a.uid - b.uid))) {
    if (signal.aborted) return last;
    const mails = await fetchBatch(client, batch);
    last = batch.at(-1)?.uid ?? last;
    await keepMails(desk.db, mailbox.department, 'imap', mails, desk.now(), { uidValidity, uid: last });
    settler.work();
    await mark(
      client,
      watch,
      batch.map((mail) => mail.uid),
    );
  }
  return last;
}

interface Listed {
  uid: number;
  size?: number | undefined;
}

function* batches(listed: readonly Listed[]): Generator<Listed[]> {
  let batch: Listed[] = [];
  let bytes = 0;
  for (const mail of listed) {
    const size = Math.min(mail.size ?? 0, LARGEST_MAIL);
    if (batch.length > 0 && (batch.length >= mailsAtOnce || bytes + size > bytesAtOnce)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(mail);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** The mails of a batch, in the order of their numbers; one that was taken away meanwhile is left out. */
async function fetchBatch(client: ImapFlow, batch: readonly Listed[]): Promise<RawMail[]> {
  const large = batch.filter(({ size = 0 }) => size > LARGEST_MAIL);
  const whole = batch.filter(({ size = 0 }) => size <= LARGEST_MAIL);
  const fetched = new Map<number, RawMail>();
  const get = async (mails: readonly Listed[], source: true | { start: number; maxLength: number }) => {
    if (mails.length === 0) return;
    const range = mails.map(({ uid }) => uid).join(',');
    for (const { uid, source: raw, size, internalDate } of await client.fetchAll(
      range,
      { uid: true, size: true, internalDate: true, source },
      { uid: true },
    )) {
      const arrival = `${uid} ${String(internalDate)}`;
      if (raw !== undefined) fetched.set(uid, { raw, arrival, ...(source !== true && size !== undefined && { size }) });
    }
  };
  await get(whole, true);
  await get(large, { start: 0, maxLength: READ_OF_A_LARGER });
  return batch.flatMap(({ uid }) => fetched.get(uid) ?? []);
}

/** Marks what is on disk as read, or puts it away. A server that will not is no reason to stop. */
async function mark(client: ImapFlow, { mailbox, tell }: Watch, uids: readonly number[]): Promise<void> {
  const range = uids.join(',');
  try {
    const seen = await client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
    const moved = mailbox.archive === undefined || (await client.messageMove(range, mailbox.archive, { uid: true })) !== false;
    if (!seen || !moved) tell('MAIL_NOT_MARKED');
  } catch (failure) {
    if (!client.usable) throw failure;
    tell('MAIL_NOT_MARKED');
  }
}

/** Sorts what is on disk beside the reading of the mailbox, one run at a time. */
class Settler {
  readonly #watch: Watch;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  work(): void {
    this.#again = true;
    this.#running ??= this.#run();
  }

  /** Resolves once everything on disk was tried. */
  async idle(): Promise<void> {
    this.work();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { desk, mailbox, tell } = this.#watch;
    while (this.#again) {
      this.#again = false;
      await settleWaiting(desk, mailbox.department, restMs).catch(() => tell('MAIL_WAITS'));
    }
    this.#running = undefined;
  }
}
