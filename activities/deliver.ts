import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { MessageParts } from '../cases/model/message.ts';
import { apply } from '../cases/record/apply.ts';
import { linkFor } from '../cases/record/links.ts';
import { type MailMatter, readMailMatter } from '../cases/record/mail-matter.ts';
import { type ClaimedMessage, claimMessage } from '../cases/record/messages.ts';
import type { Database } from '../database/pool.ts';
import { whoToCall } from '../directory/record/duty.ts';
import { readAuthor } from '../intake/author.ts';
import { deskAddress, returnAddress } from '../intake/email/addresses.ts';
import type { MailEngine, WrittenMail } from '../templates/mail.ts';
import { type CaseActivities, type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { writeAuthorMail, writeDutyCall, writeTransferMail } from './case-mails.ts';
import { type AddressedMail, type Mailer, SENDER_REFUSED } from './mailer.ts';

export interface DeliverParts {
  db: Database;
  mailer: Mailer;
  write: MailEngine;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Right part of the desk's own addresses. */
  mailDomain: string;
  /** Called when the mail server refuses this desk itself: somebody has to mend that. */
  senderRefused(): void;
}

const beatEvery = 3_000;

/**
 * Hands one message of a case to the mail server and applies its fate. Doing it twice is harmless: a message already
 * handed over is not claimed again, a later try sends the same Message-ID, an earlier one that comes back late cannot
 * write. Throws ApplicationFailures that carry codes only; the workflow decides what a lasting failure means.
 */
export function createDeliver(parts: DeliverParts): CaseActivities['deliver'] {
  return async (errand) => {
    const context = Context.current();
    // Tells the engine within seconds that this worker died; most deliveries end before the first beat.
    const beat = setInterval(() => context.heartbeat(), beatEvery);
    try {
      await deliver(parts, context, errand);
    } finally {
      clearInterval(beat);
    }
  };
}

async function deliver(
  parts: DeliverParts,
  { cancellationSignal, info }: Context,
  { message, ...ref }: CaseRef & { message: string },
): Promise<void> {
  const { db, mailer, mailDomain, senderRefused } = parts;
  const { department, caseId } = ref;
  const [claimed, subject] = await Promise.all([claimMessage(db, department, caseId, message), readMailMatter(db, department, caseId)]);
  if (claimed === null || subject === null) {
    // Withdrawn, or handed over already: unless the case still asks for it, in which case trying at once again would never end.
    if (subject?.state.messages.some(({ id }) => id === message)) throw ApplicationFailure.create({ type: 'NOT_CLAIMED', message: 'NOT_CLAIMED' });
    return;
  }
  const written = await writeTo(parts, ref, claimed, subject);
  // Nobody real is written to in a drill: not a recipient, not an author, not whoever is on duty.
  const to = subject.exercise === null ? written.to : [subject.exercise.to].filter((address) => address !== null);
  const mail = {
    ...written,
    to,
    id: claimed.messageId,
    from: { name: `Guichet ${department}`, address: deskAddress(department, mailDomain) },
    returnTo: returnAddress(db.keys, department, claimed.messageId, mailDomain),
  };
  try {
    if (to.length > 0) await mailer.send(mail, cancellationSignal);
  } catch (failure) {
    if (failure instanceof ApplicationFailure && failure.type === SENDER_REFUSED) senderRefused();
    throw failure;
  }
  // The engine's clock may be ahead of this machine's, and is in a test that moves it.
  const at = Math.max(Date.now(), info.currentAttemptScheduledTimestampMs);
  const by = { kind: 'DELIVERY', id: null } as const;
  await apply(db, department, caseId, { kind: 'HandedOver', at, by, message }, { attempt: claimed.attempt, wake: false });
}

type Written = WrittenMail & Pick<AddressedMail, 'to' | 'thread'>;

/** Writes the mail and finds who it goes to. */
async function writeTo(
  parts: DeliverParts,
  ref: CaseRef,
  { parts: said, contact: addressee }: ClaimedMessage,
  subject: MailMatter,
): Promise<Written> {
  const { db, write, publicUrl } = parts;
  const now = Date.now() + subject.clockOffset;
  if (said.kind === 'DUTY_CALL') {
    const task = subject.state.tasks.find((one) => one.id === said.task);
    const mail = writeDutyCall(write, subject, said, `${publicUrl}/guichet/dossiers/${subject.reference}`, now);
    const people = await whoToCall(db, ref.department, {
      level: task?.to === 'COORDINATOR' ? 2 : (task?.level ?? 0),
      at: now,
      caseId: ref.caseId,
    });
    if (mail === null || people.length === 0) throw ApplicationFailure.nonRetryable('NOBODY_ON_DUTY', RECIPIENT_REJECTED);
    return { ...mail, to: people.map(({ email }) => email) };
  }
  if (said.kind === 'AUTHOR') return writeToAuthor(parts, ref, said, subject, now);
  const transfer = subject.state.transfers.find((one) => one.id === said.transfer);
  const contact = subject.world.directory.contactById.get(addressee ?? '');
  if (transfer === undefined || contact?.email === undefined) throw ApplicationFailure.nonRetryable('NO_ADDRESS', RECIPIENT_REJECTED);
  const link = said.kind === 'REVOKED' ? '' : await linkTo(parts, ref, transfer.id, contact.organisation, contact.id);
  return { ...writeTransferMail(write, subject, said, { transfer, contact, link }, now), to: [contact.email] };
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
