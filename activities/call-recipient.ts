import { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../calendar/span.ts';
import type { Actor } from '../cases/model/events.ts';
import { NO_AGREEMENT, type SaidToRecipient } from '../cases/model/message.ts';
import type { Transfer } from '../cases/model/state.ts';
import { type Acted, apply, applyTogether } from '../cases/record/apply.ts';
import type { MailMatter } from '../cases/record/mail-matter.ts';
import { gistOf } from '../cases/running/gist.ts';
import type { Database } from '../database/pool.ts';
import { type EndpointAnswer, EndpointFailure } from '../directory/calls/ask-endpoint.ts';
import { callEndpoint } from '../directory/calls/call-endpoint.ts';
import { type ConfirmationAnswer, confirmationWords, type HandedOverData, readConfirmation } from '../vocabulary/confirmation-call.ts';
import { type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { limitOf } from './case-mails.ts';

interface Calling {
  /** The same at every try: whoever had it already answers alike and does nothing twice. */
  messageId: string;
  said: SaidToRecipient & { transfer: string };
  contact: string | null;
  at: Instant;
  cancelled: AbortSignal;
}

/**
 * Calls the machine of a transfer's recipient, and answers with what it said at once, as the recipient's own act; null where it will answer later. Throws
 * ApplicationFailures that carry codes only. Called again, it says the same under the same id.
 */
export async function callRecipient(
  { db, publicUrl, anywhere = false }: { db: Database; publicUrl: string; anywhere?: boolean },
  { department, caseId }: CaseRef,
  { messageId, said, contact: addressee, at, cancelled }: Calling,
  subject: MailMatter,
): Promise<Acted | null> {
  const { state, world, clockOffset } = subject;
  const transfer = state.transfers.find(({ id }) => id === said.transfer);
  const contact = world.directory.on(at + clockOffset).contactById.get(addressee ?? '');
  if (transfer === undefined || contact?.endpoint === undefined) throw notCalled(subject, addressee);
  const data = dataOf(subject, { department, caseId }, transfer, { now: at + clockOffset, publicUrl });
  const of = { department, contact: contact.id };
  const call = { id: messageId, type: 'transfer.handed-over', data: { ...data } } as const;
  const answer = await callEndpoint(db, of, contact.endpoint, call, { at, anywhere, cancelled }).catch((failure: unknown) => {
    if (!(failure instanceof EndpointFailure)) throw failure;
    const { code, forGood } = failure;
    throw forGood ? ApplicationFailure.nonRetryable(code, RECIPIENT_REJECTED) : ApplicationFailure.create({ type: code, message: code });
  });
  return actOf(answer, transfer.id, { at, by: { kind: 'PARTNER', id: contact.id }, eventId: `call:${messageId}` });
}

/**
 * Hands the transfer over and keeps what its recipient answered with it, in one transaction. Where the transfer was withdrawn, or called again, meanwhile,
 * the answer is kept all the same, once. What the law does not accept of it, a person reads.
 */
export async function keepAnswered(db: Database, { department, caseId }: CaseRef, handedOver: Acted, answered: Acted): Promise<void> {
  const together = await applyTogether(db, department, caseId, [handedOver, answered]);
  const isStale = 'refused' in together && together.refused.code === 'STALE_ATTEMPT';
  const applied = isStale ? await apply(db, department, caseId, answered.event, answered.options) : together;
  if (!('refused' in applied)) return;
  const { at, by } = answered.event;
  const text = [unread, applied.refused.sayable, (answered.options.content as { text: string } | undefined)?.text ?? ''].filter(Boolean).join('\n');
  await apply(db, department, caseId, { kind: 'NoteAdded', at, by }, { content: { text }, eventId: `${answered.options.eventId}:unread` });
}

const unread =
  'Le système de l’organisme a bien reçu la transmission, mais sa réponse n’a pas pu être inscrite. Demandez-la à l’organisme\u00a0; en attendant, les délais courent.';

function notCalled({ world }: MailMatter, contact: string | null): ApplicationFailure {
  const isKept = world.directory.contactById.get(contact ?? '')?.endpoint !== undefined;
  return isKept ? ApplicationFailure.nonRetryable(NO_AGREEMENT, NO_AGREEMENT) : ApplicationFailure.nonRetryable('NO_ADDRESS', RECIPIENT_REJECTED);
}

/** What is said of a transfer: what its recipient may know before anybody signs in, as a mail's subject does. */
function dataOf(
  subject: MailMatter,
  { department, caseId }: CaseRef,
  transfer: Transfer,
  { now, publicUrl }: { now: Instant; publicUrl: string },
): HandedOverData {
  const { organisation, role, mode, purpose } = transfer;
  const limit = limitOf(subject, transfer, now);
  const id = `${caseId}.${transfer.id}`;
  return {
    ...{ transfer: id, reference: subject.reference, department, organisation, role, mode, purpose },
    ...gistOf(transfer, subject.state.facts),
    answerBy: limit === null ? null : new Date(limit - subject.clockOffset).toISOString(),
    href: `${publicUrl}/partenaire/${id}`,
    demonstration: subject.demonstration,
  };
}

/** What came back, as an act of the recipient's: what it says, or that somebody has to ask; null where it says nothing yet. */
function actOf({ status, body }: EndpointAnswer, transfer: string, { at, by, eventId }: { at: Instant; by: Actor; eventId: string }): Acted | null {
  if (status === 202) return null;
  const said = status === 200 && body !== null ? readConfirmation(body) : null;
  if (said === null) return { event: { kind: 'NoteAdded', at, by }, options: { content: { text: unread }, eventId } };
  const text = confirmationWords(said);
  return { event: { at, by, ...eventOf(said, transfer) }, options: { eventId, ...(text !== '' && { content: { text } }) } };
}

function eventOf(said: ConfirmationAnswer, transfer: string) {
  if (said.answer === 'REFUSED') return { kind: 'Refused', transfer, reason: said.reason } as const;
  if (said.inCharge !== true) return { kind: 'Acknowledged', transfer } as const;
  return { kind: 'TakenInCharge', transfer, ...(said.already && { already: said.already }) } as const;
}
