import { DAY } from '../calendar/milliseconds.ts';
import type { Instant } from '../calendar/span.ts';
import type { TallyLineOf } from '../cases/tally/tally.ts';
import type { Reach } from '../vocabulary/vocabulary.ts';
import { endOf, everySent, placedIn, type SentTransfer, type Survey, tallyLinesOf } from './survey.ts';

const further = {
  ACKNOWLEDGED: ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'],
  IN_CHARGE: ['IN_CHARGE', 'OUTCOME_GIVEN'],
  OUTCOME_GIVEN: ['OUTCOME_GIVEN'],
} as const satisfies Record<Reach, readonly Reach[]>;

/** When a transfer reached a stage, or one further: who takes in charge has received. Null: it has not. */
export function reachedAt(one: SentTransfer, reach: Reach): Instant | null {
  return tallyLinesOf(one, ...further[reach])[0]?.at ?? null;
}

/** When its recipient first said anything, a refusal and a question too. Null: nothing. */
export function firstAnswerAt(one: SentTransfer): Instant | null {
  return tallyLinesOf(one, 'ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN', 'REFUSED', 'INFORMATION_REQUESTED')[0]?.at ?? null;
}

/** When it ended without its recipient's answer being expected any more. Null: it did not. */
export function endedAt(one: SentTransfer): Instant | null {
  return tallyLinesOf(one, 'CANCELLED', 'REROUTED')[0]?.at ?? null;
}

/** Whether it was refused, and the refusal stands. */
export function refusalOf(one: SentTransfer): TallyLineOf<'REFUSED'> | null {
  const last = tallyLinesOf(one, 'REFUSED', 'REFUSAL_TAKEN_BACK').at(-1);
  return last?.kind === 'REFUSED' ? last : null;
}

/** A stage of a transfer that was owed by an instant. */
export interface OwedStage extends SentTransfer {
  dueAt: Instant;
  /** When it was reached; null: it was not. */
  done: Instant | null;
}

/**
 * Transfers that had to reach a stage by an instant of the period: due, whether it was done or not, so that whoever never answers is
 * counted. The limit is the last one set (a wait for more information moves it, and so does more time that was given), or the one that was
 * missed: time given afterwards makes nothing punctual. What was called off, refused or passed on before its limit was not due.
 */
export function owedInPeriod(read: Survey, reach: Reach): OwedStage[] {
  return everySent(read).flatMap((one) => {
    const missed = tallyLinesOf(one, 'LIMIT_MISSED').find((line) => line.reach === reach);
    const dueAt = missed?.at ?? tallyLinesOf(one, 'LIMIT_SET').findLast((line) => line.reach === reach)?.dueAt;
    if (dueAt === undefined || dueAt > endOf(read) || !placedIn(read, dueAt)) return [];
    const done = reachedAt(one, reach);
    return missed !== undefined || (done !== null && done <= dueAt) ? [{ ...one, dueAt, done }] : [];
  });
}

/**
 * Transfers whose outcome was not there by the limit that the protocol had set, in the period, and whether the desk gave more time before or
 * after it passed.
 */
export function outcomesNotThere(read: Survey): (SentTransfer & { extended: boolean })[] {
  return everySent(read).flatMap((one) => {
    const granted = tallyLinesOf(one, 'EXTENSION_GRANTED')[0]?.at ?? Number.POSITIVE_INFINITY;
    const dueAt = tallyLinesOf(one, 'LIMIT_SET').findLast((line) => line.reach === 'OUTCOME_GIVEN' && line.at < granted)?.dueAt;
    const missed = tallyLinesOf(one, 'LIMIT_MISSED').some((line) => line.reach === 'OUTCOME_GIVEN');
    const extended = granted !== Number.POSITIVE_INFINITY;
    const done = reachedAt(one, 'OUTCOME_GIVEN');
    if (dueAt === undefined || dueAt > endOf(read) || !placedIn(read, dueAt) || (done !== null && done <= dueAt)) return [];
    return missed || extended ? [{ ...one, extended }] : [];
  });
}

export const onTime = ({ done, dueAt }: OwedStage): boolean => done !== null && done <= dueAt;

/** Five opening days of most bodies, as elapsed time: a whole week. */
const patience = 7 * DAY;

/** A reminder, whether its recipient answered within a week of it, and how many weeks have passed since: fewer than one, it is too early to say. */
export function remindersOf(one: SentTransfer): { rank: number; at: Instant; answered: boolean; until: Instant }[] {
  const answer = firstAnswerAt(one);
  return tallyLinesOf(one, 'REMINDED').map(({ at }, index) => ({
    rank: index + 1,
    at,
    answered: answer !== null && answer >= at && answer < at + patience,
    until: at + patience,
  }));
}
