import type { Instant } from '../../calendar/span.ts';
import { type RoutedTransfer, type Routing, route } from '../../procedures/routing.ts';
import { sameCause } from '../model/cause.ts';
import type { CaseState } from '../model/state.ts';
import { isAnswered, isLive } from '../model/transfer-status.ts';
import { tighten } from '../running/tighten.ts';
import { openTransfer } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';

/** What facts that changed ask for that those before them did not (design §4, Episodes). */
export interface Episode {
  /** Whether a rule begins to hold. */
  begins(rule: string): boolean;
  /** Whether the facts demand of this body what the facts before did not. */
  demands(routed: RoutedTransfer): boolean;
  /** Since when the facts before had been what was known: what was done since then was done for what is known now. */
  since: Instant;
}

/** The episode that a routing begins. `was` is the case before its facts changed; null where they did not (another version). */
export function episodeOf(turn: Turn, was: CaseState | null): Episode {
  if (was === null) return { begins: () => false, demands: () => false, since: Number.NEGATIVE_INFINITY };
  if (was.qualification === 'AWAITED') return { begins: () => true, demands: () => true, since: turn.state.openedAt };
  const before = route(turn.world.procedure, was.facts, turn.world.directory);
  const rules = new Set(before.fired);
  return {
    begins: (rule) => !rules.has(rule),
    demands: (routed) => {
      const asked = before.transfers.find(
        ({ recipient, purpose }) => recipient.organisation === routed.recipient.organisation && purpose === routed.purpose,
      );
      return asked === undefined || routed.because.some((rule) => !asked.because.includes(rule));
    },
    // Cases of before do not say since when: what begins then begins again.
    since: was.episode?.since ?? turn.at,
  };
}

/** Whether a rule's task must be raised: never yet, or again, because the rule begins to hold and nobody was asked since it did not. */
export function isToRaise(turn: Turn, episode: Episode, { rule }: Routing['tasks'][number]): boolean {
  const raised = turn.state.tasks.filter(({ cause }) => sameCause(cause, { kind: 'RULE', rule }));
  return raised.length === 0 || (episode.begins(rule) && !raised.some(({ raisedAt }) => raisedAt >= episode.since));
}

/**
 * Asks a body what the facts ask of it. What runs is widened, and hurried where the facts demand it. Who was asked before (who
 * answered, refused, was silent, or was let go by a person) is asked again only for what the facts begin to demand.
 */
export function ask(turn: Turn, episode: Episode, routed: RoutedTransfer): void {
  const asked = turn.state.transfers.filter(
    ({ organisation, purpose }) => organisation === routed.recipient.organisation && purpose === routed.purpose,
  );
  const demanded = episode.demands(routed);
  const running = asked.findLast((transfer) => isLive(transfer) && !isAnswered(transfer));
  if (running !== undefined) tighten(turn, running, routed, demanded);
  else if (asked.length === 0 || demanded) openTransfer(turn, routed);
  else {
    const inCharge = asked.findLast(isLive);
    if (inCharge !== undefined) tighten(turn, inCharge, routed, false);
  }
  if (!demanded) return;
  const obligations = new Set(asked.flatMap(({ obligation }) => obligation ?? []));
  for (const standIn of turn.state.transfers)
    if (isLive(standIn) && !asked.includes(standIn) && standIn.obligation !== null && obligations.has(standIn.obligation))
      tighten(turn, standIn, routed, true);
}
