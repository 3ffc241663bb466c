/** Random lives of cases: what happens to one, in the order in which it does, each drawn again by its seed and its number. */
import fc from 'fast-check';
import type { Instant } from '../../calendar/span.ts';
import type { AlertState } from '../../cases/model/state.ts';
import { hours, monday } from '../../cases/world.testing.ts';
import type { RecipientBehaviour } from '../../rehearsal/dry-run/behaviour.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { grounds } from './grounds.ts';

/** What may be done, by whom is said beside each act (`acts.ts`). */
export const whats = [
  ...['QUALIFY', 'QUALIFY', 'QUALIFY', 'SECOND_ALERT', 'ACKNOWLEDGE', 'CHARGE', 'ASK', 'INFORM', 'REFUSE', 'REFUSE', 'TAKE_BACK'],
  ...['OUTCOME', 'CHALLENGE', 'BOUNCE', 'CANCEL', 'TASK_DONE', 'TASK_TAKEN', 'SUSPENDED_TAKES', 'TIED_TAKES', 'ORDER', 'ADD', 'NOTE'],
  ...['AUTHOR_WRITES', 'AFTERWARDS', 'TEXT', 'COMPLETED', 'ANSWER_ALL', 'CLOSE', 'NOT_RETAINED', 'REOPEN', 'WAIT'],
  ...['EXTEND', 'EXTEND', 'SITUATION', 'REMIND', 'LINK'],
] as const;
type What = (typeof whats)[number];

/** One thing that happens, so many milliseconds after the one before it. */
export interface Step {
  after: number;
  what: What;
  /** Which transfer, task, reason…, counted round. */
  which: number;
  facts: Facts;
  yes: boolean;
}

/** A second case of the same situation, merged into the first, and perhaps separated again. */
export interface Merged {
  facts: Facts;
  qualifies: boolean;
  after: number;
  separatedAfter: number | null;
}

export interface History {
  /** Which protocol and directory. */
  ground: number;
  facts: Facts;
  alert: Omit<AlertState, 'id' | 'at'>;
  start: Instant;
  deliveries: Record<string, RecipientBehaviour['delivery']>;
  reached: boolean;
  steps: Step[];
  merged: Merged | null;
  /** How long it goes on after the last step. */
  rest: number;
}

const minute = 60_000;
/** Odd spans: an act seldom falls at the very instant of a deadline. */
const wait = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 50 }).map((count) => count * minute + 417) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }).map((count) => hours(count) + 23_417) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 60 }).map((count) => hours(count) + 7_417) },
);

/** Once in so many times and one. */
const rarely = <T>(often: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: often, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const onGround = (ground: number): fc.Arbitrary<History> => {
  const { facts, organisations } = grounds[ground] ?? (grounds[0] as (typeof grounds)[number]);
  const step = fc.record({ after: wait, what: fc.constantFrom(...(whats as readonly What[])), which: fc.nat(7), facts, yes: fc.boolean() });
  return fc
    .record({
      facts,
      authenticated: fc.boolean(),
      reach: fc.constantFrom('EMAIL', 'PHONE', 'LETTER', null),
      start: fc.integer({ min: 0, max: 14 * 24 * 60 }).map((count) => monday + count * minute + 417),
      deliveries: fc.dictionary(fc.constantFrom(...organisations), fc.constantFrom('REFUSED', 'REFUSED', 'DOWN'), { maxKeys: 1 }),
      reached: fc.boolean(),
      first: fc.record({ after: wait, facts, yes: fc.boolean() }),
      steps: fc.oneof(
        { weight: 9, arbitrary: fc.array(step, { maxLength: 2 }) },
        { weight: 1, arbitrary: fc.array(step, { minLength: 3, maxLength: 8 }) },
      ),
      merged: rarely(12, fc.record({ facts, qualifies: fc.boolean(), after: wait, separatedAfter: rarely(1, wait) })),
      rest: fc.oneof({ weight: 15, arbitrary: fc.constant(minute) }, { weight: 1, arbitrary: fc.constant(hours(40)) }),
    })
    .map(({ authenticated, reach, first, steps, ...others }) => ({
      ...others,
      ground,
      alert: { channel: others.facts.channel, contactKind: 'ALERT', authenticated, reachable: reach !== null, ...(reach !== null && { reach }) },
      // Without a first qualification little happens: most have one.
      steps: [{ ...first, what: first.yes || steps.length > 1 ? 'QUALIFY' : 'WAIT', which: 0 }, ...steps],
    }));
};

/** The small protocol seven times in eight: its cases are the shortest. */
const anyHistory = fc.oneof({ weight: 7, arbitrary: onGround(0) }, { weight: 1, arbitrary: onGround(1) });

/** The history of this number, always the same under a seed. */
export function historyAt(seed: number, index: number): History {
  const drawn = fc.sample(anyHistory, { seed: seed * 1_000_003 + index, numRuns: 1 });
  return drawn[0] as History;
}

export const reasons = codes('refusalReason');
export const outcomes = codes('outcome');
