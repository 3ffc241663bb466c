import type { Instant } from '../../calendar/span.ts';
import { rolesOf } from '../../directory/resolve.ts';
import type { Policy, Procedure, Stage } from '../../procedures/procedure.ts';
import type { Reach, TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { Change } from '../model/events.ts';
import { aboutTransfer } from '../model/message.ts';
import type { Deadline, Transfer } from '../model/state.ts';
import type { Turn } from './turn.ts';

export const reaches: readonly Reach[] = ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'];

/** How far along the way a status is: 0 before any answer. */
export const progressOf = (status: TransferStatus): number => reaches.indexOf(status as Reach) + 1;

export function policiesOf(transfer: Pick<Transfer, 'policies'>, procedure: Procedure): Policy[] {
  return transfer.policies.flatMap((name) => procedure.policies[name] ?? []);
}

/** The policy whose hand-over is due first leads for channels: when rules meet, the earliest instant holds. */
export function leadingPolicy(turn: Turn, transfer: Pick<Transfer, 'policies' | 'orderedAt'>): Policy {
  const [first, ...others] = policiesOf(transfer, turn.world.procedure);
  if (first === undefined) throw new Error(`no policy named ${transfer.policies.join(', ')} in ${turn.world.procedure.slug}`);
  const due = (policy: Policy): Instant => turn.due(policy.handover, 'desk', transfer.orderedAt);
  return others.reduce((best, policy) => (due(policy) < due(best) ? policy : best), first);
}

/** The stage that leads for a transfer: among its policies, the one with the earliest limit; null when none has it. */
export function leadingStage(turn: Turn, transfer: Transfer, reach: Reach, since: Instant): { stage: Stage; limit: Instant } | null {
  let best: { stage: Stage; limit: Instant } | null = null;
  for (const policy of policiesOf(transfer, turn.world.procedure)) {
    const stage = policy.stages.find((candidate) => candidate.reach === reach);
    if (stage === undefined) continue;
    const limit = turn.due(stage.within, transfer.organisation, since);
    if (best === null || limit < best.limit) best = { stage, limit };
  }
  return best;
}

/** The first stage still to be reached after `status`, among those the transfer's policies have; null after the last. */
export function nextReach(turn: Turn, transfer: Transfer, status: TransferStatus): Reach | null {
  const policies = policiesOf(transfer, turn.world.procedure);
  return reaches.slice(progressOf(status)).find((reach) => policies.some(({ stages }) => stages.some((stage) => stage.reach === reach))) ?? null;
}

/** A policy with stages, none of which ever reminds: who is under it is asked by people alone (the Parquet). */
const neverReminds = ({ stages }: Policy): boolean => stages.length > 0 && stages.every(({ remind }) => remind.length === 0);

/**
 * Whether the protocol has this recipient reminded at a stage: each of the transfer's policies that knows the stage does, and no rule puts the
 * recipient's role under a policy that never reminds, whatever delays somebody chose for this transfer.
 */
export function isChased({ world: { procedure } }: Pick<Turn, 'world'>, transfer: Pick<Transfer, 'policies' | 'role'>, reach: Reach): boolean {
  const stages = policiesOf(transfer, procedure).flatMap((policy) => policy.stages.filter((stage) => stage.reach === reach));
  const orders = procedure.chapters.flatMap(({ rules }) => rules.map(({ then }) => then));
  const isQuiet = orders.some(
    (order) =>
      'policy' in order && rolesOf(order.to).includes(transfer.role) && policiesOf({ policies: [order.policy] }, procedure).some(neverReminds),
  );
  return stages.length > 0 && stages.every(({ remind }) => remind.length > 0) && !isQuiet;
}

/** Opens a stage: its limit and its reminders, counted from `since` on the recipient's calendar. What would have come before now comes now, but for reminders. */
export function openStage(turn: Turn, transfer: Transfer, status: TransferStatus, since: Instant): Change[] {
  const reach = nextReach(turn, transfer, status);
  const leading = reach && leadingStage(turn, transfer, reach, since);
  if (!reach || !leading) return [{ transfer: { id: transfer.id, stage: null } }];
  const reminders = stageReminders(turn, transfer, reach, leading.stage, { since });
  const limit: Deadline = { id: `LIMIT:${transfer.id}:${reach}`, kind: 'LIMIT', transfer: transfer.id, reach, dueAt: leading.limit };
  return [
    { transfer: { id: transfer.id, stage: { reach, since } } },
    ...[...reminders.filter(({ dueAt }) => dueAt > turn.at), { ...limit, dueAt: Math.max(limit.dueAt, turn.at) }].map((deadline) => ({ deadline })),
  ];
}

/** The reminders of a stage, counted from `since` on the recipient's calendar; numbered after those `had` already. */
export function stageReminders(
  turn: Turn,
  transfer: Pick<Transfer, 'id' | 'organisation'>,
  reach: Reach,
  { remind }: Stage,
  { since, had = 0 }: { since: Instant; had?: number },
): Deadline[] {
  return remind.map((span, index) => ({
    id: `REMIND:${transfer.id}:${reach}:${had + index + 1}`,
    kind: 'REMIND',
    transfer: transfer.id,
    reach,
    rank: had + index + 1,
    dueAt: turn.due(span, transfer.organisation, since),
  }));
}

const stageKinds: ReadonlySet<string> = new Set(['REMIND', 'LIMIT', 'ESCALATE']);

/** What runs for the stage of a transfer. */
export function stageDeadlines(turn: Pick<Turn, 'state'>, transfer: string): Deadline[] {
  return turn.state.deadlines.filter((deadline) => deadline.transfer === transfer && stageKinds.has(deadline.kind));
}

const stageMessages: ReadonlySet<string> = new Set(['REMINDER', 'REMINDER_NOW', 'ESCALATION']);

/** Ends what runs for the stage, with the reminders and warnings not yet handed over. */
export function closeStage(turn: Turn, transfer: string): Change[] {
  const stale = turn.state.messages.filter((item) => stageMessages.has(item.kind) && aboutTransfer(item) === transfer);
  return [
    ...stageDeadlines(turn, transfer).map(({ id }): Change => ({ drop: 'deadline', id })),
    ...stale.map(({ id }): Change => ({ drop: 'message', id })),
  ];
}

/**
 * When a body of this role must have answered: hand-over and every stage up to "in charge" at their limits.
 * It is stored with the obligation and never moves, whoever is asked afterwards.
 */
export function answerBy(turn: Turn, transfer: Transfer): Instant {
  let instant = turn.due(leadingPolicy(turn, transfer).handover);
  for (const reach of ['ACKNOWLEDGED', 'IN_CHARGE'] as const) {
    instant = leadingStage(turn, transfer, reach, instant)?.limit ?? instant;
  }
  return instant;
}
