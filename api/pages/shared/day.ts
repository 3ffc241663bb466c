import { DateTime } from 'luxon';
import type { Instant } from '../../../calendar/span.ts';

const formats = ['d/M/yyyy', 'd-M-yyyy', 'd.M.yyyy', 'yyyy-MM-dd', 'd M yyyy', 'd MMMM yyyy'];

/** A day as somebody types it (27/11/2026, 2026-11-27, 27 novembre 2026), at its beginning in a zone; null when it is none, or of « 0026 ». */
export function readDay(text: string, zone: string): Instant | null {
  const found = formats
    .map((format) => DateTime.fromFormat(text, format, { zone, locale: 'fr' }))
    .find(({ isValid, year }) => isValid && year >= 1900);
  return found === undefined ? null : found.toMillis();
}
