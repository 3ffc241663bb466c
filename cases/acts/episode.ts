import type { Instant } from '../../calendar/span.ts';
import { readAge } from '../../procedures/children.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import { dutiesBegun } from '../../procedures/legal-duties.ts';
import { type RoutedTransfer, type Routing, route } from '../../procedures/routing.ts';
import { saidTied } from '../model/open-to.ts';
import type { CaseState, Task } from '../model/state.ts';
import { isAnswered, isLive } from '../model/transfer-status.ts';
import { tighten } from '../running/tighten.ts';
import { openTransfer } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';

/** What facts that changed ask for that those before them did not (design §4, Episodes). */
export interface Episode {
  /** Whether a rule begins to hold. */
  begins(rule: string): boolean;
  /** Whether the danger is one for which duty is called, and was not. */
  callsDuty: boolean;
  /** Whether the facts demand of this body what the facts before did not: a rule does, or the law of whoever knows them. */
  demands(routed: RoutedTransfer): boolean;
  /** Whether it happened in another commune than was thought: a refusal for that one rested on what is not so any more. */
  moved: boolean;
  /** Whether what was asked then was asked for what is known now: after the facts before had been known, and what they ask for was asked. */
  isSince(asked: Instant): boolean;
}

/** The episode that a routing begins. `was` is the case before its facts changed; null where they did not (another version). */
export function episodeOf(turn: Turn, was: CaseState | null): Episode {
  if (was === null) return { begins: () => false, callsDuty: false, demands: () => false, moved: false, isSince: () => true };
  if (was.qualification === 'AWAITED') return { begins: () => true, callsDuty: false, demands: () => true, moved: false, isSince: () => true };
  const before = route(turn.world.procedure, was.facts, turn.world.directory, saidTied(turn.state));
  const rules = new Set(before.fired);
  const [had, has] = [readAge(was.facts), readAge(turn.state.facts)];
  const duties = dutiesBegun(had, has);
  const { procedure } = turn.world;
  return {
    begins: (rule) => !rules.has(rule),
    callsDuty: callsDuty(procedure, has.danger) && !callsDuty(procedure, had.danger),
    demands: (routed) => {
      if (duties.some(({ to, acting }) => (!acting || routed.purpose === 'ACTION') && routed.roles.some((role) => to.includes(role)))) return true;
      const asked = before.transfers.find(
        ({ recipient, purpose }) => recipient.organisation === routed.recipient.organisation && purpose === routed.purpose,
      );
      return asked === undefined || routed.because.some((rule) => !asked.because.includes(rule));
    },
    moved: was.facts.inseeCode !== turn.state.facts.inseeCode,
    // Cases of before do not say since when: what begins then begins again.
    isSince: (asked) => asked > (was.episode?.since ?? turn.at),
  };
}

/** The tasks that were raised for one of these rules, which all ask for the same. */
export const raisedFor = ({ state }: Pick<Turn, 'state'>, rules: readonly string[]): Task[] =>
  state.tasks.filter(({ cause }) => cause.kind === 'RULE' && rules.includes(cause.rule));

/**
 * Whether what rules ask people to do must be asked: never yet, or again, because one of them begins to hold, or a call because the danger
 * comes back, and nobody was asked since it did not. What waits to be done is not asked twice.
 */
export function isToRaise(turn: Turn, episode: Episode, { rules, order }: Routing['tasks'][number]): boolean {
  const raised = raisedFor(turn, rules);
  if (raised.length === 0) return true;
  const begins = rules.some((rule) => episode.begins(rule)) || (order.to === 'DUTY' && episode.callsDuty);
  return begins && !raised.some(({ status, raisedAt }) => status === 'OPEN' || episode.isSince(raisedAt));
}

/**
 * Asks a body what the facts ask of it. What runs is widened, and hurried where the facts demand it. Who was asked before (who
 * answered, refused, was silent, or was let go by a person) is asked again only for what the facts begin to demand; who refused for its
 * territory, where the place is another and nobody stands in for it.
 */
export function ask(turn: Turn, episode: Episode, routed: RoutedTransfer): void {
  const asked = turn.state.transfers.filter(
    ({ organisation, purpose }) => organisation === routed.recipient.organisation && purpose === routed.purpose,
  );
  const obligations = new Set(asked.flatMap(({ obligation }) => obligation ?? []));
  const standIns = turn.state.transfers.filter(
    (one) => isLive(one) && !asked.includes(one) && one.obligation !== null && obligations.has(one.obligation),
  );
  const refusedThere = episode.moved && asked.at(-1)?.refusal === 'HORS_TERRITOIRE' && standIns.length === 0;
  const demanded = refusedThere || episode.demands(routed);
  const running = asked.findLast((transfer) => isLive(transfer) && !isAnswered(transfer));
  if (running !== undefined) tighten(turn, running, routed, demanded);
  else if (asked.length === 0 || demanded) openTransfer(turn, routed);
  else {
    const inCharge = asked.findLast(isLive);
    if (inCharge !== undefined) tighten(turn, inCharge, routed, false);
  }
  if (!demanded) return;
  for (const { id } of standIns) {
    const standIn = turn.transfer(id);
    if (standIn !== undefined) tighten(turn, standIn, routed, true);
  }
}
