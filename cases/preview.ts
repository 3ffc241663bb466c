import type { Instant } from '../calendar/span.ts';
import { hostOf } from '../procedures/desk-host.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { proposedEndings } from './acts/ending.ts';
import { decide } from './decide.ts';
import { type EntryOf, entriesOf } from './model/entries.ts';
import type { Actor } from './model/events.ts';
import type { Refusal } from './model/refusal.ts';
import type { Basis, CaseState, Task, Transfer } from './model/state.ts';
import { type Clock, clocksOf } from './running/clocks.ts';
import { type LegalDoubt, legalDoubts } from './running/legal-basis.ts';
import { Turn, type World } from './running/turn.ts';

/** What confirming would do: who would be told, why, with what, by when; and what people would have to do. */
export interface Preview {
  transfers: { transfer: Transfer; clocks: Clock[] }[];
  /** Who knows already and is told now that the situation has changed, as its transfer would be then. */
  changed: { transfer: Transfer; clocks: Clock[] }[];
  /** Who has it already, and is no longer asked for: each ends if whoever confirms says so. */
  proposed: Transfer[];
  /** What was still to leave, and no longer will: nobody asks for it any more. */
  dropped: Transfer[];
  tasks: Task[];
  gaps: EntryOf<'GAP'>['because'][];
  conflicts: EntryOf<'CONFLICT'>['because'][];
  /** What is doubtful in telling them what an author bound by secrecy said. */
  doubts: LegalDoubt[];
}

/**
 * Says what a qualification would change, by deciding it and throwing the result away: the page and the act share one law.
 * Of what runs already, only the transfers that it changes are listed, whose recipients are told.
 */
export function preview(state: CaseState, facts: Facts, basis: Basis, by: Actor, at: Instant, world: World): Preview | { refused: Refusal } {
  const decision = decide(state, { kind: 'Qualified', at, by, facts, basis }, world);
  if ('refused' in decision) return decision;
  const turn = new Turn(decision.state, at, by, world);
  const before = new Set([...state.transfers, ...state.tasks].map(({ id }) => id));
  const widened = new Set(entriesOf(decision.entries, 'ROUTED').flatMap(({ transfer }) => transfer ?? []));
  const unaskedNow = new Set(
    entriesOf(decision.entries, 'CANCELLED').flatMap(({ transfer, because }) => (because.reason === 'NO_LONGER_ASKED' ? [transfer] : [])),
  );
  const timed = (transfers: Transfer[]) => transfers.map((transfer) => ({ transfer, clocks: clocksOf(turn, transfer) }));
  return {
    transfers: timed(decision.state.transfers.filter(({ id }) => !before.has(id))),
    changed: timed(decision.state.transfers.filter(({ id }) => before.has(id) && widened.has(id))),
    proposed: proposedEndings(decision.state, turn.world),
    dropped: decision.state.transfers.filter(({ id }) => unaskedNow.has(id)),
    tasks: decision.state.tasks.filter(({ id, status }) => status === 'OPEN' && !before.has(id)),
    gaps: entriesOf(decision.entries, 'GAP').map(({ because }) => because),
    conflicts: entriesOf(decision.entries, 'CONFLICT').map(({ because }) => because),
    doubts: legalDoubts(facts, basis, decision.state.transfers, hostOf(world.procedure)),
  };
}
