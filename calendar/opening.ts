import { type Calendar, dayAhead, ordinalOf } from './calendar.ts';
import type { SkippedDay } from './due.ts';
import type { Instant } from './span.ts';

/** Whether somebody is there at this instant; the closing instant itself is closed. */
export function isOpen(calendar: Calendar, at: Instant): boolean {
  return calendar.day(calendar.ordinalAt(at)).openings.some(([open, close]) => open <= at && at < close);
}

/** Whether somebody works on the day of this instant, whatever the hour. */
export const isWorkingDay = (calendar: Calendar, at: Instant): boolean => calendar.day(calendar.ordinalAt(at)).why === null;

/** `at` itself when open, else the next opening. Throws CalendarError on a calendar that never opens again. */
export function nextOpening(calendar: Calendar, at: Instant): Instant {
  for (let ordinal = calendar.ordinalAt(at); ; ordinal += 1) {
    for (const [open, close] of dayAhead(calendar, ordinal).openings) {
      if (at < close) return Math.max(open, at);
    }
  }
}

/**
 * When the opening after the one that runs closes: how far whoever comes next is there. After hours, when the next opening closes. Throws
 * CalendarError on a calendar that never opens again.
 */
export function endOfNextOpening(calendar: Calendar, at: Instant): Instant {
  let left = isOpen(calendar, at) ? 2 : 1;
  for (let ordinal = calendar.ordinalAt(at); ; ordinal += 1) {
    for (const [, close] of dayAhead(calendar, ordinal).openings) {
      if (at < close) left -= 1;
      if (left === 0) return close;
    }
  }
}

/** Days without any opening between two ISO dates, both included, with the reason in French. */
export function nonWorkingDays(calendar: Calendar, fromDate: string, toDate: string): SkippedDay[] {
  const last = ordinalOf('toDate', toDate);
  const found: SkippedDay[] = [];
  for (let ordinal = ordinalOf('fromDate', fromDate); ordinal <= last; ordinal += 1) {
    const { date, why } = calendar.day(ordinal);
    if (why !== null) found.push({ date, why });
  }
  return found;
}

/**
 * Working days after the day of `from`, up to and including the day that `to` ends or falls in: counted as the span
 * `workingDays` does, for which a deadline at 24:00 belongs to the day it closes.
 */
export function workingDaysBetween(calendar: Calendar, from: Instant, to: Instant): number {
  const last = calendar.ordinalAt(to - 1);
  let count = 0;
  for (let ordinal = calendar.ordinalAt(from) + 1; ordinal <= last; ordinal += 1) {
    if (calendar.day(ordinal).why === null) count += 1;
  }
  return count;
}
