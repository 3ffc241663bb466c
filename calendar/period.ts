import { DateTime } from 'luxon';
import type { Instant } from './span.ts';

export interface Period {
  from: Instant;
  /** Excluded. */
  until: Instant;
}

/** From the first local midnight of a day ("2026-01-31") to that which ends another, the same or a later one. */
export function wholeDays(first: string, last: string, zone: string): Period {
  return {
    from: DateTime.fromISO(first, { zone }).toMillis(),
    until: DateTime.fromISO(last, { zone }).plus({ days: 1 }).toMillis(),
  };
}

/** A calendar year, the same way. */
export const wholeYear = (year: number, zone: string): Period => wholeDays(`${year}-01-01`, `${year}-12-31`, zone);
