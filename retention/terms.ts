import { DateTime } from 'luxon';
import type { Instant } from '../calendar/span.ts';
import type { RetentionClassName, Terms } from './classes.ts';
import { retentionClasses } from './classes.ts';

/** What of a case its term depends on. */
export interface EndedCase {
  /** Null: it runs, or goes on in another. */
  closedAt: Instant | null;
  /** When something was last written in it: an answer, a look again, a word of the author. Reading it is no act. */
  lastAt: Instant;
  /** Until when somebody asked to keep it; null: nobody did. */
  heldUntil: Instant | null;
  /** An institution declared it. */
  declared: boolean;
  /** Something is still to be done, said or looked at. */
  owes: boolean;
}

/**
 * From when on a case may be destroyed: its term after the last of its closing, its last act and the end of a hold; null while it runs or owes
 * anything. One that was declared is kept as long as declarations are, where that is longer. Of cases merged together the last one counts: the caller
 * takes the latest. `zone`: the department's own.
 */
export function caseTerm({ closedAt, lastAt, heldUntil, declared, owes }: EndedCase, terms: Terms, zone: string): Instant | null {
  if (closedAt === null || owes) return null;
  return termAfter(
    'CASE',
    { ...terms, CASE: Math.max(terms.CASE, declared ? terms.DECLARATION : 0) },
    Math.max(closedAt, lastAt, heldUntil ?? 0),
    zone,
  );
}

/** From when on something of a class may go that is counted from one instant. */
export function termAfter(name: RetentionClassName, terms: Terms, from: Instant, zone: string): Instant {
  return DateTime.fromMillis(from, { zone })
    .plus({ [retentionClasses[name].unit]: terms[name] })
    .toMillis();
}

/** What is counted from before this instant is at its term now, and nothing else. */
export function termBefore(name: RetentionClassName, terms: Terms, now: Instant, zone: string): Instant {
  return DateTime.fromMillis(now, { zone })
    .minus({ [retentionClasses[name].unit]: terms[name] })
    .toMillis();
}
