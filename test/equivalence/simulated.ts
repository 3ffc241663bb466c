/** A history as the simulator plays it. */
import { decide } from '../../cases/decide.ts';
import { carriedOn } from '../../cases/model/carried-on.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import type { CaseState } from '../../cases/model/state.ts';
import type { World } from '../../cases/running/turn.ts';
import { agent, noBasis } from '../../cases/world.testing.ts';
import type { Behaviour } from '../../rehearsal/dry-run/behaviour.ts';
import { type Deed, type Simulation, simulate } from '../../rehearsal/dry-run/simulate.ts';
import { actsOf, type Holders, released } from './acts.ts';
import type { History } from './history.ts';
import { timelineOf } from './timeline.ts';

/** The cases of a history: its own, and the one that was merged into it, where there is one. */
export type Played = { entries: Entry[]; state: CaseState }[];

export const names = { own: 'OWN-CASE', other: 'OTHER-CASE' } as const;

/** How recipients and the desk of a history behave by themselves. */
export function behaviourOf({ deliveries, reached }: Pick<History, 'deliveries' | 'reached'>): Behaviour {
  return {
    recipients: Object.fromEntries(Object.entries(deliveries).map(([organisation, delivery]) => [organisation, { delivery }])),
    desk: { phone: { hours: 0.37 }, reached, inform: { workingHours: 1.3 } },
  };
}

export function simulated(history: History, world: World, holders: Holders): Played {
  const { steps, other, end } = timelineOf(history);
  const deeds = steps.flatMap(({ at, step }) => actsOf(step, at, world, holders).flatMap((does) => followed({ at, does }, holders)));
  const own = (also: readonly Deed[]) =>
    play(
      history,
      world,
      history.facts,
      history.alert,
      history.start,
      [...deeds, ...also].toSorted((a, b) => a.at - b.at),
      end,
    );
  const { merged } = history;
  if (other === null || merged === null) return [own([])];

  const qualifies: Deed[] = merged.qualifies
    ? followed(
        { at: other.qualifiedAt, does: () => ({ kind: 'Qualified', at: other.qualifiedAt, by: agent, facts: merged.facts, basis: noBasis }) },
        holders,
      )
    : [];
  const alert = { channel: merged.facts.channel, contactKind: 'ALERT' as const, authenticated: false, reachable: false };
  const beside = (also: readonly Deed[], until: number) =>
    play({ ...history, deliveries: {} }, world, merged.facts, alert, other.openedAt, [...qualifies, ...also], until);
  // Each case needs to know how the other stood: the other is played up to the merge, the own one to its end, then the other to its end.
  const { state: there } = beside([], other.mergedAt);
  const merges: CaseEvent = { kind: 'CaseMerged', at: other.mergedAt, by: agent, into: names.own };
  const may = !('refused' in decide(there, merges, world));
  let together = false;
  let done: string[] = [];
  const links: Deed[] = [
    {
      at: other.mergedAt,
      does: ({ status }) => {
        together = may && status === 'OPEN';
        const alerts = there.alerts.filter(({ left }) => !left);
        return together
          ? { kind: 'CaseLinked', at: other.mergedAt, by: agent, other: names.other, relation: 'MERGED_HERE', alerts, tasks: carriedOn(there.tasks) }
          : null;
      },
    },
    ...(other.separatedAt === null ? [] : [separates(other.separatedAt, (ids) => (done = ids))]),
  ];
  const main = own(links.flatMap((deed) => followed(deed, holders)));
  const parts: Deed[] = together
    ? [
        { at: other.mergedAt, does: () => merges },
        ...(other.separatedAt === null
          ? []
          : [{ at: other.separatedAt, does: (): CaseEvent => ({ kind: 'CaseUnmerged', at: other.separatedAt ?? 0, by: agent, done }) }]),
      ]
    : [];
  return [
    main,
    beside(
      parts.flatMap((deed) => followed(deed, holders)),
      end,
    ),
  ];
}

function separates(at: number, note: (done: string[]) => void): Deed {
  return {
    at,
    does: ({ tasks }) => {
      note(tasks.flatMap(({ status, from }) => (status === 'DONE' && from?.case === names.other ? [from.task] : [])));
      return { kind: 'CaseUnlinked', at, by: agent, other: names.other };
    },
  };
}

/** What is done, and then what follows of itself where somebody who may not act holds a task. */
function followed({ at, does }: Deed, holders: Holders): Deed[] {
  let by = agent;
  const done: Deed = {
    at,
    does: (state) => {
      const event = does(state);
      by = event?.by ?? agent;
      return event;
    },
  };
  return [done, ...[0, 1].map((which): Deed => ({ at, does: (state) => released(at, by, holders)[which]?.(state) ?? null }))];
}

function play(
  { deliveries, reached }: Pick<History, 'deliveries' | 'reached'>,
  world: World,
  facts: History['facts'],
  alert: History['alert'],
  start: number,
  deeds: readonly Deed[],
  until: number,
): Simulation {
  const played = simulate(facts, start, world, behaviourOf({ deliveries, reached }), noBasis, { alert, qualifiedAt: null, deeds, until });
  if ('refused' in played) throw new Error(played.refused.code);
  return played;
}
