import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../calendar/span.ts';
import type { SenderChecks } from '../../cases/model/content.ts';
import type { Actor } from '../../cases/model/events.ts';
import { isToRecipient } from '../../cases/model/message.ts';
import { apply } from '../../cases/record/apply.ts';
import { addFiles } from '../../cases/record/files.ts';
import { caseThatGoesOn } from '../../cases/record/merging.ts';
import { findMessage } from '../../cases/record/messages.ts';
import type { Database } from '../../database/pool.ts';
import { deskContact } from '../../directory/desk.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { examine } from '../../files/examine.ts';
import { type Examined, tooMuch } from '../../files/file.ts';
import { NotReady } from '../../procedures/record/published.ts';
import type { ClamdAddress } from '../../settings/config.ts';
import { readAuthor } from '../author.ts';
import { type Received, receive } from '../receive.ts';
import { deskAddress, quotedMessages, returnedMessage } from './addresses.ts';
import { mailAlert, remarks, spokenAlert } from './alert.ts';
import type { Authenticator } from './authentic.ts';
import { alertsBy, earlierInThread, type KeptMail, openMail, settled, waitingMails } from './inbound-mails.ts';
import { headingOf, type IncomingMail, type KnownMessage, type Sorted, writtenBy } from './mail.ts';
import { ownWords, readMail } from './read.ts';
import { type KnownBesideMail, mayAcknowledge, sort } from './sort.ts';

/** What taking mails in needs. */
export interface MailDesk {
  db: Database;
  /** Right part of the desk's own addresses. */
  domain: string;
  check: Authenticator;
  /** Addresses of the answering machine, by department. */
  voicemail: ReadonlyMap<string, readonly string[]>;
  /** Where the antivirus listens; undefined when there is none. */
  clamd: ClamdAddress | undefined;
  now(): Instant;
}

/** An author who writes more alerts than this in a day is no longer answered by machine: two machines may be talking. */
const ANSWERS_A_DAY = 5;
const DAY = 86_400_000;
const AT_A_TIME = 4;
/** So many that cannot be settled: something else is wrong, and the rest would fare no better now. */
const MOST_FAILURES = 20;

const deliverer: Actor = { kind: 'DELIVERY', id: null };

/** What an answer joins. */
type Joined = { caseId: string; alertId: string | null };

interface Read {
  kept: KeptMail;
  mail: IncomingMail;
  known: KnownBesideMail;
  earlier: Joined | null;
  sorted: Sorted;
}

/**
 * Sorts every mail of a department that waits on disk, and does what each asks for. Doing it twice changes nothing: an alert, a
 * note, a bounce each carry the mail's own identity. Answers with how many were settled; throws when one could not be
 * (database away, nothing published yet), the others done all the same: it still waits. `restMs` leaves that much time to others
 * after each mail.
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
  const read = await sortKept(desk, department, kept);
  const { mail, known, sorted } = read;
  const caseId = await carryOut(desk, department, read).catch((failure: unknown) => {
    if (isOutage(failure)) throw failure;
    // Nothing a sender wrote may keep a mail from being read by somebody: it is an alert, the original beside it.
    return openAlert(desk, department, { ...read, mail: { ...mail, attachments: [], defects: [...mail.defects, 'UNREADABLE'] } });
  });
  await settled(desk.db, department, id, {
    ...sorted,
    checks: known.checks,
    sender: mail.from?.address ?? null,
    messageId: mail.messageId,
    heading: headingOf(mail),
    status: caseId === null ? 'QUARANTINED' : 'TAKEN',
    caseId: caseId ?? known.message?.caseId ?? null,
  });
}

/** Failures of the database, the network and the system carry a code; what the desk is not ready for passes too. */
function isOutage(failure: unknown): boolean {
  return failure instanceof NotReady || (failure instanceof Error && 'code' in failure);
}

/** What was set aside is no spam after all: it opens a case, or joins the one it answers. Answers with that case. */
export async function takeAsAlert(desk: MailDesk, department: string, kept: KeptMail): Promise<string> {
  const read = await sortKept(desk, department, kept);
  return (await joinCase(desk, department, read)) ?? openAlert(desk, department, read);
}

async function sortKept(desk: MailDesk, department: string, kept: KeptMail): Promise<Read> {
  const { db, domain, voicemail } = desk;
  const mail = await readMail(kept.raw, kept.size);
  const returned = returnedMessage(db.keys, mail);
  const directory = await currentDirectory(db, department);
  const message = await messageOf(db, department, [...(returned === null ? [] : [returned]), ...quotedMessages(mail)]);
  const own = [deskAddress(department, domain), deskContact(directory)?.email?.toLowerCase()].filter((address) => address !== undefined);
  const ids = mail.references.slice(0, 20);
  const earlier = message !== null || mail.from === null ? null : await earlierInThread(db, department, mail.from.address, ids);
  const known: KnownBesideMail = {
    own,
    domain,
    message,
    continues: earlier !== null,
    returned: returned !== null,
    checks: await desk.check(kept.raw, mail),
    voicemail: voicemail.get(department) ?? [],
  };
  return { kept, mail, known, earlier, sorted: sort(mail, known) };
}

/** Does what the mail asks for; answers with the case it opened or joined, null when it is only kept. */
async function carryOut(desk: MailDesk, department: string, read: Read): Promise<string | null> {
  const { sorted, known, mail } = read;
  const { message } = known;
  if (sorted.verdict === 'ALERT' || sorted.verdict === 'VOICEMAIL') return openAlert(desk, department, read);
  if (sorted.verdict === 'ANSWER') return joinCase(desk, department, read);
  if (message === null) return null;
  if (sorted.verdict === 'BOUNCE' && sorted.reasons.includes('DELIVERY_FAILED')) {
    const code = mail.report?.status ?? 'UNKNOWN';
    const event = { kind: 'Bounced', at: desk.now(), by: deliverer, message: message.parts, code } as const;
    const applied = await apply(desk.db, department, message.caseId, event, { eventId: eventOf(read) });
    return 'refused' in applied ? null : message.caseId;
  }
  if (sorted.verdict === 'OUT_OF_OFFICE' && sorted.reasons.includes('VACATION') && isToRecipient(message.parts)) {
    const content = { text: `Réponse automatique d’absence de ${writtenBy(mail.from)}\u00a0:\n${ownWords(mail.text)}` };
    await apply(desk.db, department, message.caseId, { kind: 'NoteAdded', at: desk.now(), by: deliverer }, { content, eventId: eventOf(read) });
  }
  return null;
}

async function openAlert(desk: MailDesk, department: string, { kept, mail, known, sorted }: Read): Promise<string> {
  const { files, refused } = await examined(mail, desk.clamd);
  if (sorted.verdict === 'VOICEMAIL') return opened(await receive(desk.db, spokenAlert(department, kept, mail, files, refused)));
  const since = kept.receivedAt - DAY;
  const often = mail.from !== null && (await alertsBy(desk.db, department, mail.from.address, since)) >= ANSWERS_A_DAY;
  const acknowledge = !often && mayAcknowledge(mail, known);
  return opened(await receive(desk.db, mailAlert(department, kept, { mail, checks: known.checks, files, refused, acknowledge })));
}

function opened(received: Received): string {
  if ('conflict' in received) throw new Error('The identity of a mail is that of another.');
  return received.caseId;
}

/** An answer joins its case; null when it answers nothing known. It is read by somebody, and acknowledges nothing by itself. Who writes is believed only from the address we wrote to. */
async function joinCase(desk: MailDesk, department: string, read: Read): Promise<string | null> {
  const { db } = desk;
  const { mail, known, earlier } = read;
  const joined = known.message ?? earlier;
  if (joined === null) return null;
  const { files, refused } = await examined(mail, desk.clamd);
  const caseId = await caseThatGoesOn(db, department, joined.caseId);
  const { by, expected } = await writerOf(db, department, read);
  const own = ownWords(mail.text) || 'Courriel sans texte.';
  const told = [expected ? '' : `Cette adresse n’est pas celle à laquelle le guichet a écrit\u00a0: vérifiez qui répond.`, proofOf(known.checks)];
  const head = [`Courriel de ${writtenBy(mail.from)}`, ...told.filter(Boolean)].join('\n');
  // The author reads these words again on the follow page: there, only what was written.
  const text = [by.kind === 'REPORTER' && expected ? '' : head, own, ...remarks({ mail, refused })].filter(Boolean).join('\n\n');
  const at = desk.now();
  const applied = await apply(db, department, caseId, { kind: 'NoteAdded', at, by }, { content: { text }, eventId: eventOf(read) });
  if ('refused' in applied) throw new Error(`An answer was refused: ${applied.refused.code}.`);
  if (files.length > 0) await addFiles(db, department, caseId, by, files, `${eventOf(read)}:files`, at);
  return caseId;
}

/** Files as they may be kept, and what must be said of those that may not. An infected file is kept shut, and said so on its line. */
async function examined(mail: IncomingMail, clamd: ClamdAddress | undefined): Promise<{ files: Examined[]; refused: string[] }> {
  const files: Examined[] = [];
  const refused: string[] = [];
  for (const { name, bytes } of mail.attachments) {
    const file = await examine({ name, bytes }, clamd);
    const wrong = 'refused' in file ? file.refused : tooMuch([...files, file].map((one) => ({ size: one.bytes.length })));
    if (wrong !== null) refused.push(`Pièce «\u00a0${name}\u00a0» non jointe, elle est dans le courriel d’origine\u00a0: ${wrong}`);
    else if ('bytes' in file) files.push(file);
  }
  return { files, refused };
}

async function messageOf(db: Database, department: string, ids: readonly string[]): Promise<KnownMessage | null> {
  for (const messageId of ids) {
    const found = await findMessage(db, department, messageId);
    if (found !== null) return { ...found, messageId };
  }
  return null;
}

/** Whom the desk wrote to, if that is who answers: an author, or a partner's contact. */
async function writerOf(
  db: Database,
  department: string,
  { mail: { from }, known: { message }, earlier }: Read,
): Promise<{ by: Actor; expected: boolean }> {
  if (message === null) return { by: { kind: 'REPORTER', id: earlier?.alertId ?? null }, expected: true };
  const { parts } = message;
  if (parts.kind !== 'AUTHOR') {
    const contact = message.contact === null ? undefined : (await currentDirectory(db, department)).contactById.get(message.contact);
    const expected = contact?.email !== undefined && contact.email.toLowerCase() === from?.address;
    return { by: { kind: 'PARTNER', id: expected ? message.contact : null }, expected };
  }
  const author = await readAuthor(db, department, message.caseId, { id: parts.alert }, deliverer, 'EMAIL');
  const expected = author?.email !== undefined && author.email.toLowerCase() === from?.address;
  return { by: { kind: 'REPORTER', id: expected ? author.alertId : null }, expected };
}

function proofOf(checks: SenderChecks | null): string {
  if (checks?.dmarc === 'pass') return 'Le domaine de l’expéditeur est vérifié.';
  return checks?.dmarc === 'fail' ? 'Le domaine de l’expéditeur n’est pas vérifié\u00a0: l’adresse peut être usurpée.' : '';
}

const eventOf = ({ kept }: Read): string => `mail:${kept.identity.toString('hex')}`;

/** Works through a list, a few at a time. */
async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const hand = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, hand));
}
