import { DateTime } from 'luxon';
import { compile } from './calendar.ts';
import { dueAt, type SkippedDay } from './due.ts';
import { parseHours } from './hours.ts';
import { CalendarError } from './refusal.ts';
import type { Span } from './span.ts';
import { isRegion, unknownRegion } from './territory.ts';

const NBSP = '\u00a0';
const DEFAULT_HOURS = 'Mon-Fri 09:00-17:00';

/** The options of `guichet deadline`, as typed. */
export interface DeadlineQuestion {
  calendar: string;
  from: string;
  span: string;
  hours?: string;
}

/** `due` is ISO 8601 with the offset of the calendar's zone. Throws CalendarError naming the option to correct, and how. */
export function deadline({ calendar: region, from, span, hours = DEFAULT_HOURS }: DeadlineQuestion): { due: string; skipped: SkippedDay[] } {
  if (!isRegion(region)) throw unknownRegion('calendar', region);
  const calendar = compile({ region, weekly: parseHours(hours) });
  const { due, skipped } = dueAt(calendar, parseInstant(from), parseSpan(span));
  const local = DateTime.fromMillis(due, { zone: calendar.zone });
  if (!local.isValid) throw new CalendarError('from', `«${NBSP}${from}${NBSP}» est hors du calendrier.`);
  return { due: local.toISO({ suppressMilliseconds: true }), skipped };
}

/** Reads `unit:amount`, as in workingDays:2. Throws CalendarError with the units that exist. */
export function parseSpan(text: string): Span {
  const [, unit, digits] = /^(\w+):(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  const amount = Number(digits);
  const whole = Number.isInteger(amount);
  if (amount > 0) {
    if (unit === 'hours') return { hours: amount };
    if (unit === 'workingHours') return { workingHours: amount };
    if (unit === 'days' && whole) return { days: amount };
    if (unit === 'workingDays' && whole) return { workingDays: amount };
  }
  throw new CalendarError(
    'span',
    `«${NBSP}${text}${NBSP}» n’est pas une durée${NBSP}; écrivez hours, days, workingHours ou workingDays, deux-points, puis un nombre positif (entier pour des jours), comme workingDays:2.`,
  );
}

function parseInstant(text: string): number {
  const instant = DateTime.fromISO(text, { setZone: true });
  if (!instant.isValid || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(text)) {
    throw new CalendarError(
      'from',
      `«${NBSP}${text}${NBSP}» n’est pas un instant${NBSP}; écrivez la date, l’heure et le décalage, comme 2026-04-02T16:00:00+02:00.`,
    );
  }
  return instant.toMillis();
}
