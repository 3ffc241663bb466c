import type { Calendar } from './calendar.ts';
import type { Instant } from './span.ts';

/** Milliseconds of opening hours between two instants; 0 when the second is not after the first. The days asked for are kept by the calendar. */
export function workingTime(calendar: Calendar, from: Instant, until: Instant): number {
  if (until <= from) return 0;
  const last = calendar.ordinalAt(until);
  let worked = 0;
  for (let ordinal = calendar.ordinalAt(from); ordinal <= last; ordinal += 1) {
    for (const [open, close] of calendar.day(ordinal).openings) worked += Math.max(0, Math.min(close, until) - Math.max(open, from));
  }
  return worked;
}
