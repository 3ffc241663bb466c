import type { Instant } from '../../calendar/span.ts';
import { inFieldOrder, moreBinding, type RoutedTransfer } from '../../procedures/routing.ts';
import type { Reach } from '../../vocabulary/vocabulary.ts';
import type { Change } from '../model/events.ts';
import type { Transfer } from '../model/state.ts';
import { isAnswered } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from './by-person.ts';
import { message, nextChannel, withoutQueued } from './channels.ts';
import { leadingPolicy, leadingStage, nextReach, openStage, progressOf, stageReminders } from './stages.ts';
import type { Turn } from './turn.ts';

const union = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])];

/**
 * Facts changed while a transfer runs: it takes the more binding mode, the united fields, reasons and delays, and at each stage the
 * earlier of the old instant and the new one, which runs from now. Whoever already has it is told. The same order again changes nothing,
 * unless it is `demanded` anew: what had stopped being so is so again.
 */
export function tighten(turn: Turn, running: Transfer, routed: RoutedTransfer, demanded: boolean): void {
  const wider = {
    mode: moreBinding(running.mode, routed.mode),
    policies: union(running.policies, routed.policies),
    discloses: inFieldOrder(union(running.discloses, routed.discloses)),
    because: union(running.because, routed.because),
    legalBasis: union(running.legalBasis, routed.legalBasis),
  };
  const grew = (['policies', 'discloses', 'because', 'legalBasis'] as const).some((part) => wider[part].length > running[part].length);
  if (!grew && wider.mode === running.mode && !demanded) return;
  const transfer: Transfer = { ...running, ...wider };
  const told = running.handedOverAt !== null;
  const startsAgain = !told && leadingPolicy(turn, transfer) !== leadingPolicy(turn, running);
  turn.write({ kind: 'ROUTED', transfer: running.id, because: { rules: wider.because } }, [
    { transfer: { id: running.id, ...wider, ...(startsAgain && { channel: -1 }) } },
    ...handoverSooner(turn, transfer),
    ...stageSooner(turn, transfer),
    ...obligationSooner(turn, transfer),
    ...(startsAgain ? withoutQueued(turn, running.id) : []),
    ...(told && hasMail(turn, running) ? [message(turn, running, running, { kind: 'CHANGED', round: turn.state.episode?.number ?? 1 })] : []),
  ]);
  if (startsAgain) nextChannel(turn, turn.transfer(running.id) ?? transfer);
  if (told && !hasMail(turn, running)) tellByPerson(turn, running, { kind: 'CHANGED', round: turn.state.episode?.number ?? 1 });
}

function handoverSooner(turn: Turn, transfer: Transfer): Change[] {
  const before = turn.state.deadlines.find(({ id }) => id === `HANDOVER:${transfer.id}`);
  const dueAt = turn.due(leadingPolicy(turn, { ...transfer, orderedAt: turn.at }).handover);
  return before === undefined || before.dueAt <= dueAt ? [] : [{ deadline: { ...before, dueAt } }];
}

function stageSooner(turn: Turn, transfer: Transfer): Change[] {
  if (transfer.purpose !== 'ACTION' || transfer.handedOverAt === null) return [];
  if (transfer.paused !== null) return pausedSooner(turn, transfer, transfer.paused);
  if (transfer.stage === null) return nextReach(turn, transfer, transfer.status) === null ? [] : openStage(turn, transfer, transfer.status, turn.at);
  const { reach } = transfer.stage;
  const limit = turn.state.deadlines.find(({ id }) => id === `LIMIT:${transfer.id}:${reach}`);
  const leading = leadingStage(turn, transfer, reach, turn.at);
  if (limit === undefined || leading === null || limit.dueAt <= leading.limit) return [];
  const reminders = turn.state.deadlines.filter(({ kind, transfer: of }) => kind === 'REMIND' && of === transfer.id);
  return [
    ...reminders.map(({ id }): Change => ({ drop: 'deadline', id })),
    ...stageReminders(turn, transfer, reach, leading.stage, { since: turn.at, had: transfer.reminders }).map((deadline): Change => ({ deadline })),
    { deadline: { ...limit, dueAt: leading.limit } },
  ];
}

/** Clocks that wait for an answer of the desk: what is left of them is no more than the facts leave now. */
function pausedSooner(turn: Turn, transfer: Transfer, { since, deadlines }: NonNullable<Transfer['paused']>): Change[] {
  if (transfer.stage === null) return [];
  const { reach } = transfer.stage;
  const limit = deadlines.find(({ id }) => id === `LIMIT:${transfer.id}:${reach}`);
  const leading = leadingStage(turn, transfer, reach, turn.at);
  const waited = turn.at - since;
  if (limit === undefined || leading === null || limit.dueAt + waited <= leading.limit) return [];
  const reminders = stageReminders(turn, transfer, reach, leading.stage, { since: turn.at, had: transfer.reminders });
  const sooner = [...reminders, { ...limit, dueAt: leading.limit }].map((deadline) => ({ ...deadline, dueAt: deadline.dueAt - waited }));
  return [{ transfer: { id: transfer.id, paused: { since, deadlines: [...deadlines.filter(({ kind }) => kind === 'ESCALATE'), ...sooner] } } }];
}

function obligationSooner(turn: Turn, transfer: Transfer): Change[] {
  const obligation = turn.state.obligations.find(({ id }) => id === transfer.obligation);
  const running = turn.state.deadlines.find(({ id }) => id === `OBLIGATION:${transfer.obligation}`);
  if (obligation === undefined || running === undefined || isAnswered(transfer)) return [];
  const from = transfer.handedOverAt === null ? turn.due(leadingPolicy(turn, { ...transfer, orderedAt: turn.at }).handover) : turn.at;
  const left: Reach[] = (['ACKNOWLEDGED', 'IN_CHARGE'] as const).slice(progressOf(transfer.status));
  const answerBy = left.reduce<Instant>((instant, reach) => leadingStage(turn, transfer, reach, instant)?.limit ?? instant, from);
  if (obligation.answerBy <= answerBy) return [];
  return [{ obligation: { id: obligation.id, answerBy } }, { deadline: { ...running, dueAt: answerBy } }];
}
