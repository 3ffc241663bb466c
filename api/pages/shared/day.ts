import { DateTime } from 'luxon';
import { dayIn } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';

const formats = ['d/M/yyyy', 'd-M-yyyy', 'd.M.yyyy', 'yyyy-MM-dd', 'd M yyyy', 'd MMMM yyyy'];

/** An ISO day as it is typed: 27/11/2026. */
export const typedDay = (iso: string): string => iso.replace(/^(\d+)-(\d+)-(\d+)$/, '$3/$2/$1');

/** A day that somebody plans by, as it is typed, as an ISO day, whatever the zone; null when it is none, or of « 2126 ». */
export function readIsoDay(text: string): string | null {
  const at = readDay(text, 'utc');
  const day = at === null ? null : dayIn(at, 'utc');
  return day !== null && day < '2100' ? day : null;
}

/** A day as somebody types it (27/11/2026, 2026-11-27, 27 novembre 2026), at its beginning in a zone; null when it is none, or of « 0026 ». */
export function readDay(text: string, zone: string): Instant | null {
  const found = formats
    .map((format) => DateTime.fromFormat(text, format, { zone, locale: 'fr' }))
    .find(({ isValid, year }) => isValid && year >= 1900);
  return found === undefined ? null : found.toMillis();
}
