import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { noteReturned } from '../../directory/record/campaigns.ts';
import { readApart } from '../../mails/apart.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import { plainRead } from '../../mails/plain-read.ts';
import { ownWords } from '../../mails/quotations.ts';
import { codeIn } from '../../mails/report.ts';
import { NotReady } from '../../procedures/record/published.ts';
import { type Received, receive } from '../receive.ts';
import { messagesMeant } from './addresses.ts';
import { mailAlert, spokenAlert } from './alert.ts';
import type { MailDesk } from './desk.ts';
import { examined } from './files.ts';
import { alertsBy, type KeptMail, openMail, settled, triedMail, waitingMails } from './inbound-mails.ts';
import { eventOf, joinCase } from './join.ts';
import { type SortedMail, sortKept } from './know.ts';
import { headingOf, type Reason, reasons, writtenBy } from './mail.ts';
import { ownLines } from './own-lines.ts';
import { mayAcknowledge } from './sort.ts';
import { writerOf } from './writer.ts';

/** An author who writes more alerts than this in a day is no longer answered by machine: two machines may be talking. */
const ANSWERS_A_DAY = 5;
const DAY = 86_400_000;
const AT_A_TIME = 4;
/** So many that cannot be settled: something else is wrong, and the rest would fare no better now. */
const MOST_FAILURES = 20;

const deliverer: Actor = { kind: 'DELIVERY', id: null };

/**
 * Sorts every mail of a department that waits on disk, and does what each asks for. Doing it twice changes nothing: an alert, a
 * note, a bounce each carry the mail's own identity. Answers with how many were settled; throws when one could not be
 * (database away, nothing published yet), the others done all the same: it still waits, behind those less often tried. `restMs` leaves
 * that much time to others after each mail.
 */
export async function settleWaiting(desk: MailDesk, department: string, restMs = 0): Promise<number> {
  const failed: string[] = [];
  let why: unknown;
  let done = 0;
  for (;;) {
    const ids = await waitingMails(desk.db, department, 100, failed);
    if (ids.length === 0 || failed.length > MOST_FAILURES) break;
    await inTurn(ids, async (id) => {
      try {
        await settle(desk, department, id);
        done += 1;
      } catch (failure) {
        failed.push(id);
        why = failure;
        await triedMail(desk.db, department, id).catch(() => undefined);
      }
      if (restMs > 0) await delay(restMs);
    });
  }
  if (failed.length > 0) throw why;
  return done;
}

/** Sorts one mail that waits on disk and does what it asks for. Nothing when it does not wait. */
export async function settle(desk: MailDesk, department: string, id: string): Promise<void> {
  const kept = await openMail(desk.db, department, id);
  if (kept === null || !kept.waits) return;
  await note(desk, department, kept, await whateverItIs(desk, department, kept, carryOut));
}

/** What became of a mail: as it was sorted, and the case it opened or joined. */
interface Came {
  read: SortedMail;
  caseId: string | null;
}

type Doing<Result> = (desk: MailDesk, department: string, read: SortedMail) => Promise<Result>;

/**
 * Reads a mail, sorts it and does what it asks for. Nothing a sender wrote may keep it from being read by somebody: where any of that
 * fails for another reason than an outage, it is an alert with the beginning of its text, the original beside it.
 */
async function whateverItIs<Result extends string | null>(desk: MailDesk, department: string, kept: KeptMail, doing: Doing<Result>): Promise<Came> {
  try {
    const read = await sortKept(desk, department, kept, await readApart(kept.raw, kept.size));
    return { read, caseId: await doing(desk, department, read) };
  } catch (failure) {
    if (isOutage(failure)) throw failure;
    const read = unsorted(kept, plainRead(kept.raw, 'UNREADABLE'));
    return { read, caseId: await openAlert(desk, department, read) };
  }
}

/** An alert, whatever else it is: nothing is known beside it. */
function unsorted(kept: KeptMail, mail: IncomingMail): SortedMail {
  const known = {
    own: [],
    domain: '',
    message: null,
    continues: false,
    named: false,
    returned: false,
    checks: null,
    confirmed: false,
    voicemail: [],
  };
  return { kept, mail, known, earlier: null, sorted: { verdict: 'ALERT', reasons: mail.defects } };
}

async function note(desk: MailDesk, department: string, { id }: KeptMail, { read, caseId }: Came): Promise<void> {
  const { mail, known, sorted } = read;
  await settled(desk.db, department, id, {
    ...sorted,
    checks: known.checks,
    sender: writerOf(mail)?.address ?? null,
    messageId: mail.messageId,
    heading: headingOf(mail),
    status: caseId === null ? 'QUARANTINED' : 'TAKEN',
    caseId: caseId ?? known.message?.caseId ?? null,
  });
}

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOSPC',
  'EMFILE',
]);

/** What passes: the database or the network away, the desk not ready. Nothing that the mail itself brings about. */
function isOutage(failure: unknown): boolean {
  if (failure instanceof NotReady) return true;
  if (!(failure instanceof Error)) return false;
  if (!('code' in failure) || typeof failure.code !== 'string') return /connection|timeout exceeded/i.test(failure.message);
  // Connection, resources, operator, rollback, lock (PostgreSQL, appendix A).
  return network.has(failure.code) || /^(?:08|53|57|58|40|55)[0-9A-Z]{3}$/.test(failure.code);
}

/** What was set aside is no spam after all, or waits: it opens a case, or joins the one it answers. Answers with that case. */
export async function takeAsAlert(desk: MailDesk, department: string, kept: KeptMail): Promise<string> {
  const came = await whateverItIs(desk, department, kept, async (_desk, _department, read) => {
    const { verdict } = read.sorted;
    return (
      (await joinCase(desk, department, read)) ??
      openAlert(desk, department, verdict === 'VOICEMAIL' ? read : { ...read, sorted: { ...read.sorted, verdict: 'ALERT' } })
    );
  });
  const caseId = caseOf(came);
  if (kept.waits) await note(desk, department, kept, came);
  return caseId;
}

/** Makes a mail an alert of its own, whatever it answers; twice is once. Answers with its case. */
export async function openOwnAlert(desk: MailDesk, department: string, kept: KeptMail): Promise<string> {
  return caseOf(
    await whateverItIs(desk, department, kept, (_desk, _department, read) =>
      openAlert(desk, department, { ...read, sorted: { ...read.sorted, verdict: 'ALERT' } }),
    ),
  );
}

function caseOf({ caseId }: Came): string {
  if (caseId === null) throw new Error('A mail that was taken as an alert has no case.');
  return caseId;
}

/** Does what the mail asks for; answers with the case it opened or joined, null when it is only kept. */
async function carryOut(desk: MailDesk, department: string, read: SortedMail): Promise<string | null> {
  const { sorted, known, mail } = read;
  const { message } = known;
  if (sorted.verdict === 'ALERT' || sorted.verdict === 'VOICEMAIL') return openAlert(desk, department, read);
  if (sorted.verdict === 'ANSWER') return joinCase(desk, department, read);
  if (message === null && sorted.reasons.includes('DELIVERY_FAILED'))
    await noteReturned(desk.db, department, messagesMeant(desk.db.keys, mail), desk.now());
  if (message === null || sorted.verdict === 'SPAM' || sorted.verdict === 'LOOP') return null;
  if (sorted.reasons.includes('DELIVERY_FAILED')) {
    const code = mail.report?.status ?? codeIn(`${mail.subject}\n${mail.text}`) ?? 'UNKNOWN';
    const event = { kind: 'Bounced', at: desk.now(), by: deliverer, message: message.parts, code } as const;
    const applied = await apply(desk.db, department, message.caseId, event, { eventId: eventOf(read.kept) });
    return 'refused' in applied ? null : message.caseId;
  }
  const content = { text: noted(read), mail: read.kept.id };
  await apply(desk.db, department, message.caseId, { kind: 'NoteAdded', at: desk.now(), by: deliverer }, { content, eventId: eventOf(read.kept) });
  return null;
}

/** What a mail that asks nothing tells the case it is about. */
function noted({ sorted, mail }: SortedMail): string {
  if (sorted.reasons.includes('VACATION')) return `Réponse automatique d’absence de ${writtenBy(mail.from)}\u00a0:\n${ownWords(mail.text)}`;
  const says = sorted.reasons.filter((reason): reason is Reason => said.has(reason)).map((reason) => reasons[reason]);
  return `Courriel de ${writtenBy(mail.from)}\n${says.join('\n')}`;
}

const said = new Set<Reason>(['DELIVERY_DELAYED', 'DELIVERY_REPORT', 'READ_RECEIPT', 'MEETING_ANSWER', 'COMPLAINT', 'ACKNOWLEDGED']);

async function openAlert(desk: MailDesk, department: string, { kept, mail, known, sorted }: SortedMail): Promise<string> {
  const { files, refused } = await examined(mail, desk.clamd);
  if (sorted.verdict === 'VOICEMAIL') {
    const ours = await ownLines(desk.db, department);
    return opened(await receive(desk.db, spokenAlert(department, kept, { mail, files, refused, ours })));
  }
  const to = mayAcknowledge(mail, known);
  const writer = writerOf(mail);
  const often = writer !== null && (await alertsBy(desk.db, department, writer.address, kept.receivedAt - DAY)) >= ANSWERS_A_DAY;
  const acknowledge = !often && to !== null;
  return opened(await receive(desk.db, mailAlert(department, kept, { mail, checks: known.checks, files, refused, acknowledge })));
}

function opened(received: Received): string {
  if ('conflict' in received) throw new Error('The identity of a mail is that of another.');
  return received.caseId;
}

/** Works through a list, a few at a time. */
async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const hand = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, hand));
}
