import type { Instant } from '../../calendar/span.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Refusal } from '../model/refusal.ts';
import type { CaseState, Task, Transfer } from '../model/state.ts';
import { takeBackUntil } from '../model/take-back.ts';
import { isLive, isUnheard } from '../model/transfer-status.ts';
import { handOver } from '../running/channels.ts';
import { cancelTasks, raiseTask } from '../running/tasks.ts';
import { end, excluded } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { resumed } from './answers.ts';

const refusalOf = (sayable: string): Refusal => ({ code: 'NOT_TAKEN_BACK', sayable });
const tooLate = refusalOf('Ce refus ne peut plus être repris\u00a0: dix minutes sont passées, ou la transmission est terminée. Appelez le guichet.');
const takenOver = refusalOf('Un autre destinataire a déjà répondu à votre place\u00a0: ce refus ne peut plus être repris. Appelez le guichet.');

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
  const standIn = standInOf(turn.state, transfer);
  if (standIn !== undefined && !isUnheard(standIn)) return takenOver;

  const { at, status, stage, paused, deadlines } = refused;
  const back: Transfer = { ...transfer, status, stage, paused };
  turn.write({ kind: 'REFUSAL_TAKEN_BACK', transfer: transfer.id, because: { organisation: transfer.organisation } }, [
    { transfer: { id: transfer.id, status, stage, paused, refusal: null, refused: null } },
    ...(paused === null ? resumed(turn, { ...back, paused: { since: at, deadlines } }) : []),
  ]);
  if (back.handedOverAt === null) handOver(turn, { ...back, status: 'DUE' });
  cancelTasks(turn, 'RESUMED', ({ cause, transfer: of }) => cause.kind === 'REFUSED' && of === transfer.id);
  for (const task of refused.tasks) raiseAgain(turn, task, at);
  if (standIn !== undefined) letGo(turn, transfer, standIn);
  return null;
}

/** Who has the refused transfer now, whoever refused it in between. */
function standInOf({ transfers }: CaseState, refused: Transfer): Transfer | undefined {
  const next = transfers.find(({ replaces }) => replaces === refused.id);
  return next === undefined || isLive(next) ? next : standInOf({ transfers } as CaseState, next);
}

function letGo(turn: Turn, { id }: Transfer, standIn: Transfer): void {
  const both = callsDuty(turn.world.procedure, turn.state.facts.danger) && standIn.handedOverAt !== null;
  if (!both) end(turn, standIn, { kind: 'CANCELLED', because: { reason: 'TAKEN_BACK' } });
  else raiseTask(turn, { kind: 'REFUSED', to: 'DESK', within: turn.delay('refusal'), cause: { kind: 'TAKEN_BACK', transfer: id }, transfer: id });
}

/** What was to be done for the transfer, with what was left of its time. */
function raiseAgain(turn: Turn, { kind, to, level, within, dueAt, transfer, carries, cause, sayable, takenBy }: Task, refusedAt: Instant): void {
  if (carries || transfer === null) return;
  raiseTask(turn, { kind, to, level, within, dueAt: dueAt + turn.at - refusedAt, transfer, cause, sayable, ...(takenBy && { takenBy }) });
}
