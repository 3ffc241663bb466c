import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import { isOpen } from './opening.ts';
import type { Instant } from './span.ts';

const hoursOfADay = [9, 11, 14, 16, 18];

/**
 * Moments to propose to somebody, from tomorrow on and within two weeks: while the desk is open, and inside one of these spans of minutes of
 * the day, where there are some. Fewer than `most`, or none, where nothing fits.
 */
export function momentsToPropose(calendar: Calendar, now: Instant, spans: readonly (readonly [from: number, to: number])[], most: number): Instant[] {
  const tomorrow = DateTime.fromMillis(now, { zone: calendar.zone }).startOf('day').plus({ days: 1 });
  const fits = (hour: number) => spans.length === 0 || spans.some(([from, to]) => hour * 60 >= from && hour * 60 < to);
  return Array.from({ length: 14 }, (_, ahead) => tomorrow.plus({ days: ahead }))
    .flatMap((day) => hoursOfADay.filter(fits).map((hour) => day.set({ hour }).toMillis()))
    .filter((at) => isOpen(calendar, at))
    .slice(0, most);
}
