import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import type { Instant } from './span.ts';

/**
 * The first instant from `at` on at which the local clock of the calendar's zone is inside these minutes of the day
 * (`to` excluded; holidays and closures do not count: these are the hours of somebody's life, not of an office).
 */
export function nextWithin({ zone }: Pick<Calendar, 'zone'>, at: Instant, [from, to]: readonly [from: number, to: number]): Instant {
  const now = DateTime.fromMillis(at, { zone });
  const minute = now.hour * 60 + now.minute;
  if (minute >= from && minute < to) return at;
  const day = minute < from ? now : now.plus({ days: 1 });
  return day.set({ hour: Math.floor(from / 60), minute: from % 60, second: 0, millisecond: 0 }).toMillis();
}
