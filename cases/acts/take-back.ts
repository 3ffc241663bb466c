import type { Instant } from '../../calendar/span.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Change } from '../model/events.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Task, Transfer } from '../model/state.ts';
import { takeBackUntil } from '../model/take-back.ts';
import { isLeft, isLive, isUnheard } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { handOver, message } from '../running/channels.ts';
import { cancelTasks, raiseTask } from '../running/tasks.ts';
import { end, excluded } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { informationRequested, resumed } from './answers.ts';

const refusalOf = (sayable: string): Refusal => ({ code: 'NOT_TAKEN_BACK', sayable });
const tooLate = refusalOf('Ce refus ne peut plus être repris\u00a0: dix minutes sont passées, ou la transmission est terminée. Appelez le guichet.');
const takenOver = refusalOf('Un autre destinataire a déjà répondu à votre place\u00a0: ce refus ne peut plus être repris. Appelez le guichet.');
const askedAgain = refusalOf('Le guichet vous a de nouveau transmis cette situation\u00a0: répondez à cette transmission-là.');

/**
 * A recipient takes back its refusal: its transfer goes on as it was, what was left of each delay is left still. Whoever was asked instead
 * and has said nothing is let go; where the danger calls duty it keeps what it has, and the desk sees with both who acts.
 */
export function refusalTakenBack(turn: Turn, transfer: Transfer): Refusal | null {
  if (isLive(transfer)) return null;
  const { refused } = transfer;
  const until = takeBackUntil(transfer);
  if (refused === undefined || refused === null || until === null || turn.at > until || turn.state.status !== 'OPEN') return tooLate;
  const aside = excluded(turn);
  if (aside.has(transfer.organisation) || aside.has(transfer.contact)) return tooLate;
  if (turn.state.obligations.some(({ id, status }) => id === transfer.obligation && status === 'ENDED')) return tooLate;
  const others = turn.state.transfers.filter(({ id, status }) => id !== transfer.id && !isLeft({ status }));
  const asked = others.filter(({ obligation }) => obligation !== null && obligation === transfer.obligation);
  if (asked.some((one) => !isUnheard(one))) return takenOver;
  if (others.some((one) => one.organisation === transfer.organisation && one.purpose === transfer.purpose && isLive(one))) return askedAgain;

  const { at, status, stage, paused, deadlines, messages = [], news, asked: asksMore } = refused;
  // What was still to be said leads to the newest version too.
  const isNews = news === true && messages.length === 0;
  const round = (turn.state.added ?? 0) + 1;
  const back: Transfer = { ...transfer, status, stage, paused };
  turn.write({ kind: 'REFUSAL_TAKEN_BACK', transfer: transfer.id, because: { organisation: transfer.organisation } }, [
    { transfer: { id: transfer.id, status, stage, paused, refusal: null, refused: null } },
    ...(paused === null ? resumed(turn, { ...back, paused: { since: at, deadlines } }) : []),
    ...messages.map((unsaid): Change => ({ message: { ...unsaid, notBefore: turn.at, tries: 0 } })),
    ...(isNews && hasMail(turn, transfer) ? [{ set: { added: round } }, message(turn, transfer, transfer, { kind: 'ADDED', round })] : []),
  ]);
  if (back.handedOverAt === null) handOver(turn, { ...back, status: 'DUE' });
  cancelTasks(turn, 'RESUMED', ({ cause, transfer: of }) => cause.kind === 'REFUSED' && of === transfer.id);
  for (const task of refused.tasks) raiseAgain(turn, task, at);
  for (const standIn of asked) letGo(turn, transfer, standIn);
  // What a person asked of another meanwhile is hers to end.
  const byHand = others.some(({ purpose, because, orderedAt }) => purpose === 'ACTION' && because.includes('AGENT') && orderedAt >= at);
  if (byHand && transfer.purpose === 'ACTION') bothAsked(turn, transfer);
  if (isNews && !hasMail(turn, transfer)) tellByPerson(turn, transfer, { kind: 'NEW_VERSION' });
  if (asksMore) informationRequested(turn, turn.transfer(transfer.id) ?? back);
  return null;
}

function letGo(turn: Turn, { id }: Pick<Transfer, 'id'>, standIn: Transfer): void {
  const both = callsDuty(turn.world.procedure, turn.state.facts.danger) && standIn.handedOverAt !== null;
  if (!both) end(turn, standIn, { kind: 'CANCELLED', because: { reason: 'TAKEN_BACK' } });
  else bothAsked(turn, { id });
}

/** Two may act now: a person sees with both. */
function bothAsked(turn: Turn, { id }: Pick<Transfer, 'id'>): void {
  raiseTask(turn, { kind: 'REFUSED', to: 'DESK', within: turn.delay('refusal'), cause: { kind: 'TAKEN_BACK', transfer: id }, transfer: id });
}

/** What was to be done for the transfer, with what was left of its time, by whoever takes it: who had it may not act any more. */
function raiseAgain(turn: Turn, { kind, to, level, within, dueAt, transfer, carries, cause, sayable }: Task, refusedAt: Instant): void {
  if (carries || transfer === null) return;
  raiseTask(turn, { kind, to, level, within, dueAt: dueAt + turn.at - refusedAt, transfer, cause, sayable });
}
