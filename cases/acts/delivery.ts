import { HOUR } from '../../calendar/milliseconds.ts';
import { numberOf } from '../../calendar/span.ts';
import type { CaseEvent } from '../model/events.ts';
import {
  aboutTransfer,
  type BesideTransfers,
  isToRecipient,
  type Message,
  type MessageParts,
  messageIdentity,
  messageParts,
  NO_AGREEMENT,
} from '../model/message.ts';
import type { Transfer } from '../model/state.ts';
import { type News, tellByPerson } from '../running/by-person.ts';
import { handOver, undeliverable } from '../running/channels.ts';
import { ringNext } from '../running/duty-call.ts';
import { leadingPolicy } from '../running/stages.ts';
import { raiseTask, taskLate } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { authorUnreachable } from './author.ts';

/**
 * The messenger's account of one message. An account of a message no longer queued came too late: it changes nothing.
 * Tries begin `retry` apart, however long the messenger itself insisted, and each counts as that long. A channel that has failed
 * for `giveUp` is not going to work: what is not a transfer is given up, and the desk told.
 */
export function delivery(turn: Turn, event: Extract<CaseEvent, { kind: 'HandedOver' | 'DeliveryFailed' }>): null {
  const item = turn.state.messages.find(({ id }) => id === event.message);
  if (item === undefined) return null;
  const transfer = turn.transfer(aboutTransfer(item) ?? '');
  if (event.kind === 'HandedOver') {
    if (item.kind === 'TRANSFER' && transfer !== undefined) handOver(turn, transfer);
    else if (item.kind !== 'TRANSFER') {
      turn.write(
        { kind: 'HANDED_OVER', ...subjectOf(item), because: { message: item.kind, ...contactOf(item), ...(event.ways && { ways: event.ways }) } },
        [{ drop: 'message', id: item.id }, ...(item.kind === 'DUTY_CALL' && event.ways ? ringNext(turn, item, event.ways) : [])],
      );
    }
    return null;
  }
  const tries = item.tries + 1;
  const [retry, giveUp] = [numberOf(turn.delay('retry')), numberOf(turn.delay('giveUp'))];
  const permanent = event.permanent || (item.kind !== 'TRANSFER' && tries * retry >= giveUp);
  turn.write({ kind: 'DELIVERY_FAILED', ...subjectOf(item), because: { message: item.kind, code: event.code, ...contactOf(item) } }, [
    permanent ? { drop: 'message', id: item.id } : { message: { ...item, tries, notBefore: Math.max(turn.at, item.notBefore + retry * HOUR) } },
  ]);
  if (permanent) givenUp(turn, item, transfer, event.code);
  return null;
}

type MessageToRecipient = Extract<MessageParts, { transfer: string }>;

const subjectOf = (item: Message) => ({
  ...(isToRecipient(item) && { transfer: item.transfer }),
  ...(item.kind === 'DUTY_CALL' && { task: item.task }),
});
const contactOf = (item: Message) => isToRecipient(item) && { contact: item.contact };

/** A message will never arrive: the transfer tries another channel, the duty call another person, and somebody is told. */
function givenUp(turn: Turn, item: Message, transfer: Transfer | undefined, code: string): void {
  if (!isToRecipient(item)) lost(turn, item);
  if (transfer === undefined || !isToRecipient(item)) return;
  if (item.kind === 'TRANSFER' || carriesTransfer(turn, item, transfer)) undeliverable(turn, transfer, { why: 'FAILED', code });
  else {
    const news = code === NO_AGREEMENT ? newsIn(item) : null;
    if (news === null) messageLost(turn, transfer, item);
    else tellByPerson(turn, transfer, news);
  }
}

/** What a person tells in place of a mail that no agreement lets go; null where there is nothing new in it. */
function newsIn(item: MessageToRecipient): News | null {
  switch (item.kind) {
    case 'REVOKED':
      return { kind: 'LET_GO' };
    case 'INFORMATION':
      return { kind: 'REPLY', round: item.round };
    case 'CHANGED':
      return { kind: 'CHANGED', round: item.round };
    case 'TEXT':
    case 'ADDED':
      return { kind: 'NEW_VERSION' };
    case 'LINK':
      return { kind: 'LINK' };
    default:
      return null;
  }
}

/**
 * Whether a message goes to the contact who is to have the transfer by mail, and does not have it for sure: it has what a person handed it since,
 * and what it asked about.
 */
function carriesTransfer(turn: Turn, parts: MessageToRecipient, transfer: Transfer): boolean {
  const { status, channel, attempt, informationRounds } = transfer;
  if (status !== 'SENT' || informationRounds > 0 || parts.attempt !== attempt) return false;
  if (parts.kind === 'TRANSFER') return true;
  return isReminder(parts.kind) && leadingPolicy(turn, transfer).channels[channel]?.kind === 'EMAIL';
}

const isReminder = (kind: MessageToRecipient['kind']): boolean => kind === 'REMINDER' || kind === 'REMINDER_NOW';

/** Something said about a transfer did not arrive, perhaps to another person than its own: somebody mends that address, once. */
function messageLost(turn: Turn, transfer: Transfer, item: MessageToRecipient): void {
  if (item.kind === 'REVOKED') return;
  const parts = messageParts(messageIdentity(item));
  const known = turn.state.tasks.some(
    ({ status, transfer: of, cause }) => status === 'OPEN' && of === transfer.id && cause.kind === 'MESSAGE_LOST' && isToSame(cause.message, parts),
  );
  if (known) return;
  raiseTask(turn, {
    kind: 'UNDELIVERABLE',
    to: 'DESK',
    within: turn.delay('unreachable'),
    cause: { kind: 'MESSAGE_LOST', message: parts },
    transfer: transfer.id,
  });
}

/** Whether two messages about one transfer went to one person: a warning goes to somebody further up, each to another. */
const isToSame = (one: MessageParts, other: MessageParts): boolean =>
  one.kind === 'ESCALATION' || other.kind === 'ESCALATION' ? messageIdentity(one) === messageIdentity(other) : true;

/** Beside the transfers: an author is called instead, and of those on duty the next person is. */
function lost(turn: Turn, parts: BesideTransfers): void {
  const task = parts.kind === 'DUTY_CALL' ? turn.task(parts.task) : undefined;
  if (parts.kind === 'AUTHOR') authorUnreachable(turn, parts);
  else if (task?.status === 'OPEN') taskLate(turn, task);
}

/** The mail server took it, then sent it back: what bounced is what is dead, and no more. */
export function bouncedOf(turn: Turn, transfer: Transfer, parts: MessageToRecipient, code: string): null {
  if (carriesTransfer(turn, parts, transfer)) undeliverable(turn, transfer, { why: 'FAILED', code });
  else {
    turn.write({ kind: 'DELIVERY_FAILED', transfer: transfer.id, because: { message: parts.kind, code } }, []);
    // The transfer went on by another way since: that its mail came back is known.
    if (parts.kind !== 'TRANSFER' || parts.attempt === transfer.attempt) messageLost(turn, transfer, parts);
  }
  return null;
}

/** The same of a message beside the transfers. */
export function bouncedBeside(turn: Turn, parts: BesideTransfers, code: string): null {
  const task = parts.kind === 'DUTY_CALL' ? turn.task(parts.task) : undefined;
  turn.write({ kind: 'DELIVERY_FAILED', ...(task && { task: task.id }), because: { message: parts.kind, code } }, []);
  lost(turn, parts);
  return null;
}
