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

/** Days, both included, as "2026-01-31". */
export interface Days {
  first: string;
  last: string;
}

/** The days just before, as many: as many months where they are whole months. Null where one is no day, or the last comes first. */
export function daysBefore({ first, last }: Days): Days | null {
  const [from, to] = [DateTime.fromISO(first, { zone: 'utc' }), DateTime.fromISO(last, { zone: 'utc' })];
  if (!from.isValid || !to.isValid || to < from) return null;
  const until = to.plus({ days: 1 });
  const whole = from.day === 1 && until.day === 1;
  const length = whole ? { months: Math.round(until.diff(from, 'months').months) } : { days: Math.round(until.diff(from, 'days').days) };
  return { first: from.minus(length).toISODate(), last: from.minus({ days: 1 }).toISODate() };
}

/**
 * Spans of days cut where any begins or ends: the least pieces that each of them is made of, in order, with gaps left out. For
 * January to June and April to September: January to March, April to June, July to September.
 */
export function piecesOf(spans: readonly Days[]): Days[] {
  const next = (day: string): string => DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
  const before = (day: string): string => DateTime.fromISO(day, { zone: 'utc' }).minus({ days: 1 }).toISODate() ?? day;
  const cuts = [...new Set(spans.flatMap(({ first, last }) => [first, next(last)]))].toSorted();
  return cuts.slice(1).flatMap((cut, index) => {
    const piece = { first: cuts[index] ?? cut, last: before(cut) };
    return spans.some(({ first, last }) => first <= piece.first && piece.last <= last) ? [piece] : [];
  });
}
