import type { CalendarSpec, Interval, Weekday } from './calendar.ts';
import type { Instant, Span } from './span.ts';

/**
 * What the tests of this room are compared with. It walks minute by minute and knows nothing of the code under test: wall
 * clock from Intl, holidays from a computus, no luxon, no date-holidays, no day kept.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONES: Record<string, string> = { '54': 'Europe/Paris', '974': 'Indian/Reunion', '975': 'America/Miquelon' };
const LOCAL_HOLIDAYS: Record<string, string[]> = { '974': ['12-20'] };

/** Easter by the anonymous Gregorian computus, as days since 1970: independent of the library under test. */
export function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1) / 86_400_000;
}

export const iso = (ordinal: number) => new Date(ordinal * 86_400_000).toISOString().slice(0, 10);

/** ISO dates. `local` holds month and day, or "good friday". */
export function legalHolidays(year: number, local: string[]): string[] {
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((day) => `${year}-${day}`);
  const moving = [1, 39, 50].map((days) => iso(easter(year) + days));
  const own = local.map((day) => (day === 'good friday' ? iso(easter(year) - 2) : `${year}-${day}`));
  return [...new Set([...fixed, ...moving, ...own])].sort();
}

interface Wall {
  date: string;
  weekday: Weekday;
  minute: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const hours = new Map<string, Wall>();

/** Clocks change on the hour, so one reading per hour is enough. */
function wallClock(region: string, at: Instant): Wall {
  const hour = Math.floor(at / HOUR) * HOUR;
  const key = `${region} ${hour}`;
  let reading = hours.get(key);
  if (reading === undefined) {
    const clock =
      clocks.get(region) ?? new Intl.DateTimeFormat('en-CA', { timeZone: ZONES[region], dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
    clocks.set(region, clock);
    const [date = '', time = ''] = clock.format(hour).split(', ');
    const [h = 0, m = 0] = time.split(':').map(Number);
    reading = { date, weekday: (new Date(date).getUTCDay() || 7) as Weekday, minute: h * 60 + m };
    hours.set(key, reading);
  }
  return { ...reading, minute: reading.minute + Math.floor((at - hour) / MINUTE) };
}

const holidays = new Map<string, string[]>();

function isHoliday(region: string, date: string): boolean {
  const year = date.slice(0, 4);
  const known = holidays.get(region + year) ?? legalHolidays(Number(year), LOCAL_HOLIDAYS[region] ?? []);
  holidays.set(region + year, known);
  return known.includes(date);
}

function hoursOf(spec: CalendarSpec, { date, weekday }: Wall): Interval[] {
  const exception = spec.open?.find((open) => open.date === date);
  if (exception !== undefined) return exception.intervals;
  if (spec.closed?.some((closed) => closed.date === date)) return [];
  if (spec.holidays !== false && isHoliday(spec.region, date)) return [];
  if (spec.weekly === null) return weekday <= 5 ? [[0, 1440]] : [];
  return spec.weekly[weekday] ?? [];
}

export function oracleIsOpen(spec: CalendarSpec, at: Instant): boolean {
  const wall = wallClock(spec.region, at);
  return hoursOf(spec, wall).some(([open, close]) => open <= wall.minute && wall.minute < close);
}

/** `from` and the answer are on whole minutes. */
export function oracleDue(spec: CalendarSpec, from: Instant, span: Span): Instant {
  if ('hours' in span) return from + span.hours * HOUR;
  if ('workingHours' in span) {
    let at = from;
    for (let left = span.workingHours * 60; left > 0; at += MINUTE) if (oracleIsOpen(spec, at)) left -= 1;
    return at;
  }
  const working = (at: Instant) => hoursOf(spec, wallClock(spec.region, at)).length > 0;
  const midnight = (at: Instant) => {
    const today = wallClock(spec.region, at).date;
    let next = at;
    while (wallClock(spec.region, next).date === today) next += MINUTE;
    return next;
  };
  let day = from;
  if ('days' in span) {
    for (let left = span.days; left > 0; left -= 1) day = midnight(day);
    while (!working(day)) day = midnight(day);
  } else {
    for (let left = span.workingDays; left > 0; left -= working(day) ? 1 : 0) day = midnight(day);
  }
  let closing = midnight(day);
  while (!oracleIsOpen(spec, closing - MINUTE)) closing -= MINUTE;
  return closing;
}
