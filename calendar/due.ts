import { type Calendar, dayAhead } from './calendar.ts';
import { HOUR } from './milliseconds.ts';
import { CalendarError } from './refusal.ts';
import type { Instant, Span } from './span.ts';

/** A day that a span did not count, by ISO date, with the reason in French. */
export interface SkippedDay {
  date: string;
  why: string;
}

export interface Due {
  due: Instant;
  skipped: SkippedDay[];
}

/** Above this (more than two years of hours, eighty of working days) an amount is a slip of the pen. */
const LARGEST = 20_000;

/**
 * The instant at which a span that starts at `from` ends (design.md §4).
 * `hours` elapse through nights, holidays and clock changes. `workingHours` add up inside opening hours; ending exactly at
 * closing is due at closing. `days` and `workingDays` do not count the day of the event and are due at closing time of the
 * last day (24:00 on a calendar without hours); `days` that end on a non-working day move to the next working one.
 * `skipped` lists the non-working days passed over. Pure. Throws CalendarError on an amount that is not positive (or, of
 * days, not whole), and on a calendar that never opens again.
 */
export function dueAt(calendar: Calendar, from: Instant, span: Span): Due {
  if (!Number.isFinite(from)) throw new CalendarError('from', 'ce n’est pas un instant\u00a0; donnez des millisecondes depuis 1970.');
  if ('hours' in span) return { due: from + checked(span.hours, HOUR), skipped: [] };
  if ('workingHours' in span) return afterWorkingHours(calendar, from, checked(span.workingHours, HOUR));
  const eventDay = calendar.ordinalAt(from);
  if ('days' in span) return closingOfWorkingDay(calendar, eventDay + checked(span.days, 1), 1);
  return closingOfWorkingDay(calendar, eventDay + 1, checked(span.workingDays, 1));
}

function checked(amount: number, unit: number): number {
  if (!(amount > 0 && amount <= LARGEST) || (unit === 1 && !Number.isInteger(amount))) {
    throw new CalendarError('span', `${amount} n’est pas une durée\u00a0; donnez un nombre positif (entier pour des jours), au plus ${LARGEST}.`);
  }
  return Math.round(amount * unit);
}

function afterWorkingHours(calendar: Calendar, from: Instant, length: number): Due {
  const skipped: SkippedDay[] = [];
  let remaining = length;
  for (let ordinal = calendar.ordinalAt(from); ; ordinal += 1) {
    const day = dayAhead(calendar, ordinal);
    if (day.why !== null) skipped.push({ date: day.date, why: day.why });
    for (const [open, close] of day.openings) {
      const start = Math.max(open, from);
      if (start >= close) continue;
      if (remaining <= close - start) return { due: start + remaining, skipped };
      remaining -= close - start;
    }
  }
}

/** Closing time of the `count`-th working day, the first that may count being `ordinal` itself. */
function closingOfWorkingDay(calendar: Calendar, ordinal: number, count: number): Due {
  const skipped: SkippedDay[] = [];
  let remaining = count;
  for (let candidate = ordinal; ; candidate += 1) {
    const day = dayAhead(calendar, candidate);
    if (day.why !== null) skipped.push({ date: day.date, why: day.why });
    else if (remaining === 1) return { due: day.closing, skipped };
    else remaining -= 1;
  }
}
