import { DateTime } from 'luxon';
import type { Instant } from './span.ts';

/** The year a territory is in at an instant: on 31 December at 21:30 UTC, La Réunion is in the next one. */
export const yearIn = (at: Instant, zone: string): number => DateTime.fromMillis(at, { zone }).year;

/** The day a territory is in, « 2026-11-30 ». */
export const dayIn = (at: Instant, zone: string): string => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd');

/** The day after an ISO day. */
export const dayAfter = (day: string): string => DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');

/** How many days from an ISO day to another; fewer than none where it comes before. */
export const daysBetween = (from: string, to: string): number =>
  DateTime.fromISO(to, { zone: 'utc' }).diff(DateTime.fromISO(from, { zone: 'utc' }), 'days').days;

/** The same day so many months before, or the last of that month; ISO days. */
export const monthsBefore = (day: string, months: number): string => DateTime.fromISO(day, { zone: 'utc' }).minus({ months }).toFormat('yyyy-MM-dd');

/** The same day so many months after, or the last of that month; ISO days. */
export const monthsAfter = (day: string, months: number): string => DateTime.fromISO(day, { zone: 'utc' }).plus({ months }).toFormat('yyyy-MM-dd');

/** How many years went by since a day, « 1941-05-17 », on a local calendar; null for what is no day. */
export function yearsSince(day: string, at: Instant, zone: string): number | null {
  const since = DateTime.fromISO(day, { zone });
  return since.isValid ? DateTime.fromMillis(at, { zone }).diff(since, 'years').years : null;
}

/** Whether two instants are of one day of a local calendar. */
export const sameDay = (one: Instant, other: Instant, zone: string): boolean =>
  DateTime.fromMillis(one, { zone }).hasSame(DateTime.fromMillis(other, { zone }), 'day');

/** The first day of the month a territory is in, « 2026-11-01 ». */
export const monthIn = (at: Instant, zone: string): string => DateTime.fromMillis(at, { zone }).startOf('month').toFormat('yyyy-MM-dd');

/** The hour that a local clock shows, 0 to 23. */
export const hourIn = (at: Instant, zone: string): number => DateTime.fromMillis(at, { zone }).hour;

/** Whether somebody may be rung for what is not urgent: on a weekday, from nine to six. */
export function isOfficeHour(at: Instant, zone: string): boolean {
  const { hour, weekday } = DateTime.fromMillis(at, { zone });
  return weekday <= 5 && hour >= 9 && hour < 18;
}

/**
 * A moment of a local clock, "2026-03-29T02:30", as an instant; null for what is no moment, and for one that the night in which clocks go
 * forward does not have (it would be read an hour later, in silence). Of the hour that an autumn night has twice, the first.
 */
export function localMoment(text: string, zone: string): Instant | null {
  const read = DateTime.fromISO(text, { zone });
  if (!read.isValid) return null;
  const written = /T(\d{2}):?(\d{2})?/.exec(text);
  // With an offset of its own the text is an instant, whatever the zone's clock said.
  const offset = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(text.slice(text.indexOf('T') + 1));
  const skipped = written !== null && !offset && (Number(written[1]) !== read.hour || Number(written[2] ?? 0) !== read.minute);
  if (skipped) return null;
  // Which of the two it reads would depend on the season in which it is asked.
  const [first = read] = offset ? [read] : read.getPossibleOffsets();
  return first.toMillis();
}

/** When an ISO day begins in a territory. */
export const dayBegins = (day: string, zone: string): Instant => DateTime.fromISO(day, { zone }).toMillis();

/** The last minute of a day of a local calendar, written « 2026-12-15 » or « 15/12/2026 »; null for what is no day. */
export function endOfDay(text: string, zone: string): Instant | null {
  const read = ['yyyy-MM-dd', 'd/M/yyyy'].map((format) => DateTime.fromFormat(text.trim(), format, { zone })).find(({ isValid }) => isValid);
  return read === undefined ? null : lastMinuteOf(read.toMillis(), zone);
}

/** The last minute of the day a territory is in. */
export const lastMinuteOf = (at: Instant, zone: string): Instant =>
  DateTime.fromMillis(at, { zone }).set({ hour: 23, minute: 59, second: 0, millisecond: 0 }).toMillis();

const FAR = 10 * 366 * 86_400_000;

/** Whether nobody plans so far ahead: a slip of the keyboard, « 2126 ». */
export const isTooFar = (at: Instant, now: Instant): boolean => at > now + FAR;

export const tooFar = 'Ce jour est dans plus de dix ans : vérifiez l’année.';
