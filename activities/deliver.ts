import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type DutyWays, isToRecipient, type MessageParts, NO_AGREEMENT } from '../cases/model/message.ts';
import type { Transfer } from '../cases/model/state.ts';
import { type Acted, apply } from '../cases/record/apply.ts';
import { linkFor } from '../cases/record/links.ts';
import { type MailMatter, readMailMatter } from '../cases/record/mail-matter.ts';
import { claimMessage } from '../cases/record/messages.ts';
import type { Database } from '../database/pool.ts';
import { deskHere } from '../directory/neighbours.ts';
import { whoToCall } from '../directory/record/duty.ts';
import { readAuthor } from '../intake/author.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import type { MailEngine, WrittenMail } from '../templates/mail.ts';
import { type CaseActivities, type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { callRecipient, keepAnswered } from './call-recipient.ts';
import { writeAuthorMail, writeDutyCall, writeTransferMail } from './case-mails.ts';
import { byAllWays, type DutyTask, keepAllCalled, nobody, phoneLastResort, phonePeople } from './duty-phone.ts';
import { handToDesk, tellOrigin } from './hand-over.ts';
import { type AddressedMail, type Mailer, SENDER_REFUSED } from './mailer.ts';
import { OPERATOR_REFUSED, type Operator } from './operator.ts';

export interface DeliverParts {
  db: Database;
  mailer: Mailer;
  write: MailEngine;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Right part of the desk's own addresses. */
  mailDomain: string;
  /** Carries texts and spoken calls to whoever is on duty; left out, they are called by mail alone. */
  operator?: Operator;
  /** Whether machines of partners may be called anywhere: in a demonstration only. */
  anywhere?: boolean;
  /** Called when the mail server, or the operator, refuses this desk itself: somebody has to mend that. */
  senderRefused(): void;
}

const beatEvery = 3_000;

/** A message of a case, to be handed over. */
type Asked = CaseRef & { message: string };

/**
 * Hands one message of a case to the mail server and applies its fate. Doing it twice is harmless: a message already
 * handed over is not claimed again, a later try sends the same Message-ID, an earlier one that comes back late cannot
 * write. `now` is the engine's time, which may be ahead of this machine's, and is in a test that moves it. Throws
 * ApplicationFailures that carry codes only; whoever asked decides what a lasting failure means.
 */
export type HandOver = (asked: Asked, when: { now: number; signal?: AbortSignal }) => Promise<void>;

/** The activity that sees a message to its fate when the first try, at the look itself, did not. */
export function createDeliver(handOver: HandOver): CaseActivities['deliver'] {
  return async (errand) => {
    const context = Context.current();
    // Tells the engine within seconds that this worker died; most deliveries end before the first beat.
    const beat = setInterval(() => context.heartbeat(), beatEvery);
    try {
      await handOver(errand, { now: context.info.currentAttemptScheduledTimestampMs, signal: context.cancellationSignal });
    } finally {
      clearInterval(beat);
    }
  };
}

/** A message being handed over already by this process is not tried beside that: whoever asks waits for it. */
export function createHandOver(parts: DeliverParts): HandOver {
  const underWay = new Map<string, Promise<void>>();
  return (asked, { now, signal = new AbortController().signal }) => {
    const key = `${asked.caseId} ${asked.message}`;
    const handing = underWay.get(key) ?? handOver(parts, asked, { now, signal }).finally(() => underWay.delete(key));
    underWay.set(key, handing);
    return handing;
  };
}

async function handOver(parts: DeliverParts, { message, ...ref }: Asked, { now, signal }: { now: number; signal: AbortSignal }): Promise<void> {
  const { db, mailer, mailDomain, senderRefused } = parts;
  const { department, caseId } = ref;
  const [claimed, subject] = await Promise.all([claimMessage(db, department, caseId, message), readMailMatter(db, department, caseId)]);
  if (claimed === null || subject === null) {
    // Withdrawn, or handed over already: unless the case still asks for it, in which case trying at once again would never end.
    if (subject?.state.messages.some(({ id }) => id === message)) throw ApplicationFailure.create({ type: 'NOT_CLAIMED', message: 'NOT_CLAIMED' });
    return;
  }
  const send = async (written: Written): Promise<void> => {
    // Nobody real is written to in a drill: not a recipient, not an author, not whoever is on duty.
    const to = subject.exercise === null ? written.to : [subject.exercise.to].filter((address) => address !== null);
    if (to.length > 0) await mailer.send({ ...written, to, ...deskEnvelope(db.keys, department, claimed.messageId, mailDomain) }, signal);
  };
  // The engine's clock may be ahead of this machine's, and is in a test that moves it.
  const instant = () => Math.max(Date.now(), now);
  let ways: DutyWays | undefined;
  let answered: Acted | null = null;
  try {
    const { parts: said, messageId } = claimed;
    const there = isToRecipient(said) ? handedTo(subject, said.transfer) : undefined;
    // Nothing real is done in a drill: no other desk hears of it.
    const isMachine = isToRecipient(said) && said.channel === 'API';
    if (subject.exercise !== null && (said.kind === 'ORIGIN' || there !== undefined || isMachine)) ways = undefined;
    else if (said.kind === 'ORIGIN') await tellOrigin(db, ref, { messageId, parts: said, at: instant() }, subject);
    else if (there !== undefined && isToRecipient(said)) await handToDesk(db, ref, { messageId, said, ...there, at: instant() }, subject);
    else if (isMachine) answered = await callRecipient(parts, ref, { ...claimed, said, at: instant(), cancelled: signal }, subject);
    else if (said.kind === 'DUTY_CALL') ways = await callDuty(parts, { ...ref, ...said, messageId }, subject, { send, signal });
    else await send(await writeTo(parts, ref, { ...claimed, parts: said }, subject));
  } catch (failure) {
    if (failure instanceof ApplicationFailure && (failure.type === SENDER_REFUSED || failure.type === OPERATOR_REFUSED)) senderRefused();
    throw failure;
  }
  const by = { kind: 'DELIVERY', id: null } as const;
  const handedOver: Acted = {
    event: { kind: 'HandedOver', at: instant(), by, message, ...(ways && { ways }) },
    options: { attempt: claimed.attempt, wake: false },
  };
  if (answered === null) await apply(db, department, caseId, handedOver.event, handedOver.options);
  else await keepAnswered(db, ref, handedOver, answered);
}

/** The transfer, where its recipient is the desk of another department of this installation, and that department. */
function handedTo({ state, world }: MailMatter, id: string): { transfer: Transfer; to: string } | undefined {
  const transfer = state.transfers.find((one) => one.id === id);
  const to = transfer === undefined ? undefined : deskHere(world.directory, transfer.organisation);
  return transfer === undefined || to === undefined ? undefined : { transfer, to };
}

type Written = WrittenMail & Pick<AddressedMail, 'to' | 'thread'>;

/**
 * Calls whoever must be reached for a task of the duty: by mail, and by a text where there is an operator; or rings. Nobody being left who
 * may act, the number of the department. Answers with what became of each way; nothing where there is no operator.
 */
async function callDuty(
  { db, write, publicUrl, operator }: DeliverParts,
  asked: DutyTask & Pick<Extract<MessageParts, { kind: 'DUTY_CALL' }>, 'by'>,
  subject: MailMatter,
  { send, signal }: { send(written: Written): Promise<void>; signal: AbortSignal },
): Promise<DutyWays | undefined> {
  const { department, caseId } = asked;
  const now = Date.now() + subject.clockOffset;
  const task = subject.state.tasks.find((one) => one.id === asked.task);
  const mail = writeDutyCall(write, subject, asked, `${publicUrl}/guichet/dossiers/${subject.reference}`, now);
  const people = await whoToCall(db, department, { level: task?.to === 'COORDINATOR' ? 2 : (task?.level ?? 0), at: now, caseId });
  if (mail === null) throw nobody();
  const mails = async () => {
    if (people.length === 0) return false;
    await send({ ...mail, to: people.map(({ email }) => email) });
    return true;
  };
  // Nobody real is called in a drill.
  const links = subject.exercise === null ? await keepAllCalled(db, asked, people) : new Map<string, string>();
  if (operator === undefined || subject.exercise !== null) {
    // Its settings were taken away since: nothing rings, and the next person is called in time.
    if (asked.by !== undefined) throw ApplicationFailure.create({ type: 'NO_OPERATOR', message: 'NO_OPERATOR' });
    if (!(await mails())) throw nobody();
    return undefined;
  }
  const phone = { db, operator, publicUrl };
  const way = asked.by === undefined ? 'text' : 'ring';
  const calls = people.length === 0 ? phoneLastResort(phone, way, asked, signal) : phonePeople(phone, way, { ...asked, links }, people, signal);
  return asked.by === undefined ? byAllWays({ EMAIL: mails(), PHONE_TEXT: calls }) : byAllWays({ VOICE: calls });
}

/** Writes the mail and finds who it goes to. */
async function writeTo(
  parts: DeliverParts,
  ref: CaseRef,
  { parts: said, contact: addressee }: { parts: Exclude<MessageParts, { kind: 'DUTY_CALL' | 'ORIGIN' }>; contact: string | null },
  subject: MailMatter,
): Promise<Written> {
  const { write } = parts;
  const now = Date.now() + subject.clockOffset;
  if (said.kind === 'AUTHOR') return writeToAuthor(parts, ref, said, subject, now);
  const transfer = subject.state.transfers.find((one) => one.id === said.transfer);
  // As it is reached now: no mail goes to whom an agreement no longer opens a link.
  const contact = subject.world.directory.on(now).contactById.get(addressee ?? '');
  if (transfer === undefined || contact?.email === undefined) throw unwritten(subject, addressee);
  const link = said.kind === 'REVOKED' ? '' : await linkTo(parts, ref, transfer.id, contact.organisation, contact.id);
  return { ...writeTransferMail(write, subject, said, { transfer, contact, link }, now), to: [contact.email] };
}

/** Whether the address that is published was kept from a body whose agreement lapsed, or there is none. Nobody real is written to in a drill. */
function unwritten({ world, exercise }: MailMatter, contact: string | null): ApplicationFailure {
  const isKept = exercise === null && world.directory.contactById.get(contact ?? '')?.email !== undefined;
  return isKept ? ApplicationFailure.nonRetryable(NO_AGREEMENT, NO_AGREEMENT) : ApplicationFailure.nonRetryable('NO_ADDRESS', RECIPIENT_REJECTED);
}

/** The author's address is opened here, and goes to the mail server and nowhere else. */
async function writeToAuthor(
  { db, write, publicUrl }: DeliverParts,
  { department, caseId }: CaseRef,
  said: Extract<MessageParts, { kind: 'AUTHOR' }>,
  subject: MailMatter,
  now: number,
): Promise<Written> {
  const alert = subject.state.alerts.find((one) => one.id === said.alert);
  const author = alert && (await readAuthor(db, department, caseId, alert, { kind: 'DELIVERY', id: null }, 'AUTHOR_MAIL'));
  if (!author || author.email === undefined) throw ApplicationFailure.nonRetryable('NO_ADDRESS', RECIPIENT_REJECTED);
  const { email, thread } = author;
  return { ...writeAuthorMail(write, subject, author, said.news, `${publicUrl}/${department}/lire`, now), to: [email], ...(thread && { thread }) };
}

async function linkTo(
  { db, publicUrl }: DeliverParts,
  { caseId, department }: CaseRef,
  transfer: string,
  organisation: string,
  contact: string,
): Promise<string> {
  const token = await linkFor(db, { department, caseId, transfer, organisation, contact }, Date.now());
  if (token === null) throw ApplicationFailure.nonRetryable('LINK_REVOKED', RECIPIENT_REJECTED);
  return `${publicUrl}/t/${token}`;
}
