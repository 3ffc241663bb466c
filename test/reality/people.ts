/** The people of a scenario, in reality: what recipients and the desk do because of a line of the journal, and when. */
import { dueAt } from '../../calendar/due.ts';
import type { Instant, Span } from '../../calendar/span.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import type { CaseState } from '../../cases/model/state.ts';
import type { World } from '../../cases/running/turn.ts';
import { agent } from '../../cases/world.testing.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { Behaviour } from '../../rehearsal/dry-run/behaviour.ts';

export function actsAfter(entry: Entry, state: CaseState, world: World, behaviour: Behaviour): CaseEvent[] {
  const after = (span: Span, whose = 'desk'): Instant => dueAt(calendarOf(world.directory, whose), entry.at, span).due;
  if (entry.kind === 'TASK_RAISED') return ofTheDesk(entry, state, behaviour, after);
  // A hand-over of the transfer itself says to whom; one of a reminder does not.
  const transfer = state.transfers.find(({ id }) => id === entry.transfer);
  if (entry.kind !== 'HANDED_OVER' || entry.because.message !== 'TRANSFER' || transfer === undefined) return [];
  const { organisation, contact, id } = transfer;
  const { recipients } = behaviour;
  const { acknowledge, askInformation, charge, refuse, outcome } = recipients[organisation] ?? recipients[transfer.role] ?? recipients.default ?? {};
  const by: Actor = { kind: 'PARTNER', id: contact };
  const acts: CaseEvent[] = [];
  if (acknowledge) acts.push({ kind: 'Acknowledged', at: after(acknowledge, organisation), by, transfer: id });
  if (askInformation) acts.push({ kind: 'InformationRequested', at: after(askInformation, organisation), by, transfer: id });
  if (charge) acts.push({ kind: 'TakenInCharge', at: after(charge, organisation), by, transfer: id });
  if (refuse) acts.push({ kind: 'Refused', at: after(refuse.after, organisation), by, transfer: id, reason: refuse.reason });
  if (outcome) acts.push({ kind: 'OutcomeGiven', at: after(outcome.after, organisation), by, transfer: id, outcome: outcome.codes });
  return acts;
}

function ofTheDesk(entry: Entry, state: CaseState, { desk }: Behaviour, after: (span: Span) => Instant): CaseEvent[] {
  const task = state.tasks.find(({ id }) => id === entry.task);
  if (task === undefined) return [];
  if (task.kind === 'INFORMATION_REQUESTED' && task.transfer !== null && desk.inform !== undefined)
    return [{ kind: 'InformationGiven', at: after(desk.inform), by: agent, transfer: task.transfer }];
  // Whoever finds a way of its own when no channel is left is not played.
  if (!task.carries || task.kind === 'UNDELIVERABLE') return [];
  return [{ kind: 'TaskDone', at: desk.phone === undefined ? entry.at : after(desk.phone), by: agent, task: task.id, reached: desk.reached }];
}
