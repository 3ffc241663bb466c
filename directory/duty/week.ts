import { clockReaches, ordinalOf, type Weekday } from '../../calendar/calendar.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Territory } from '../../calendar/territory.ts';
import { dutyHoles } from './duty-holes.ts';

/** When somebody is on duty each week, by the department's own clock. */
export interface WeekTimes {
  /** The days on which it begins. */
  weekdays: readonly Weekday[];
  /** Minutes from midnight. What closes no later than it opens ends on the day after: a night, or a whole day. */
  opens: number;
  closes: number;
  /** The first and the last day on which it may begin, ISO, both included; null: until somebody stops it. */
  first: string;
  last: string | null;
}

export interface DutyTime {
  starts: Instant;
  ends: Instant;
}

/**
 * The times of a weekly pattern that begin on days between two ISO days, both included, in order. A clock that goes forward or back changes
 * how long a time lasts, never where it meets the next. Pure.
 */
export function unfold({ weekdays, opens, closes, first, last }: WeekTimes, from: string, until: string, { zone, day }: Territory): DutyTime[] {
  const begin = ordinalOf('from', from > first ? from : first);
  const end = ordinalOf('until', last !== null && last < until ? last : until);
  const times: DutyTime[] = [];
  for (let ordinal = begin; ordinal <= end; ordinal += 1) {
    const today = day(ordinal);
    if (!weekdays.some((weekday) => weekday === today.weekday)) continue;
    const starts = clockReaches(zone, today, opens);
    const ends = clockReaches(zone, closes > opens ? today : day(ordinal + 1), closes);
    if (starts < ends) times.push({ starts, ends });
  }
  return times;
}

/** What is left of some times where others are taken already: an exception stands, and the week fills what is around it. Pure. */
export function around(times: readonly DutyTime[], taken: readonly DutyTime[]): DutyTime[] {
  return times.flatMap(({ starts, ends }) => {
    const meanwhile = taken.filter((one) => one.starts < ends && one.ends > starts).map((one) => ({ ...one, able: true }));
    return dutyHoles(meanwhile, starts, ends).map(({ from, until }) => ({ starts: from, ends: until }));
  });
}
