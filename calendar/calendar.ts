import { DateTime } from 'luxon';
import { DAY, MINUTE } from './milliseconds.ts';
import { CalendarError } from './refusal.ts';
import type { Instant } from './span.ts';
import { type CivilDay, territoryOf } from './territory.ts';

const NBSP = '\u00a0';
const MINUTES_IN_DAY = 1440;
/** From Monday. */
export const WEEKDAY_NAMES = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];

/** Opening intervals of a day, local wall-clock minutes from midnight, ordered, not overlapping. */
export type Interval = [openMinute: number, closeMinute: number];

/**
 * A calendar as data. `region` is a department code ("57" has two more holidays, "972" its own zone).
 * `weekly` is indexed by ISO weekday (1 Monday … 7 Sunday); `weekly: null` is a calendar without hours, open day and night
 * on working days (Monday to Friday). `closed` and `open` are local exceptions by ISO date, stronger than holidays.
 */
export interface CalendarSpec {
  region: string;
  weekly: Partial<Record<1 | 2 | 3 | 4 | 5 | 6 | 7, Interval[]>> | null;
  /** `false`: works on the holidays of the territory as on any day. */
  holidays?: false;
  closed?: { date: string; why: string }[];
  open?: { date: string; intervals: Interval[]; why: string }[];
}

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Opening hours by weekday of a calendar that has some. */
export type Weekly = NonNullable<CalendarSpec['weekly']>;

/** One local day as the desk or a recipient works it. Its openings are epoch instants, ordered, closing excluded. */
export type Day = {
  date: string;
  openings: readonly (readonly [open: Instant, close: Instant])[];
} & (WorkingDay | DayOff);

interface WorkingDay {
  why: null;
  closing: Instant;
}

interface DayOff {
  /** In French, why nobody works that day. */
  why: string;
}

/** A compiled calendar. Days are known by their ordinal (days since 1970-01-01), made when first asked and kept. */
export interface Calendar {
  readonly spec: CalendarSpec;
  /** IANA time zone. */
  readonly zone: string;
  day(ordinal: number): Day;
  ordinalAt(at: Instant): number;
  /** After this ordinal the calendar never opens again; Infinity when a week has opening hours. */
  readonly lastOpenOrdinal: number;
}

/**
 * Reads a calendar once; keep the result, it gets faster with use. Local exceptions win over holidays, holidays over the
 * week. Throws CalendarError on an unknown region, a date that is not one, hours that overlap, or a date both open and closed.
 */
export function compile(spec: CalendarSpec): Calendar {
  const territory = territoryOf(spec.region);
  for (const intervals of Object.values(spec.weekly ?? {})) checkIntervals('weekly', intervals);
  const closed = new Map(spec.closed?.map(({ date, why }) => [ordinalOf('closed', date), why]));
  const open = new Map(spec.open?.map(({ date, intervals }) => [ordinalOf('open', date), intervals]));
  for (const { date, intervals } of spec.open ?? []) {
    checkIntervals('open', intervals);
    if (intervals.length === 0)
      throw new CalendarError('open', `le ${date} n’a pas d’horaires${NBSP}; donnez-les ou déclarez-le dans «${NBSP}closed${NBSP}».`);
    if (closed.has(ordinalOf('open', date))) throw new CalendarError('open', `le ${date} est aussi déclaré fermé${NBSP}; gardez l’un des deux.`);
  }
  const opensEveryWeek = spec.weekly === null || Object.values(spec.weekly).some((intervals) => intervals.length > 0);
  const days = new Map<number, Day>();

  function usualHours(weekday: number): Interval[] {
    if (spec.weekly === null) return weekday <= 5 ? [[0, MINUTES_IN_DAY]] : [];
    return spec.weekly[weekday as Weekday] ?? [];
  }

  function makeDay(ordinal: number): Day {
    const civil = territory.day(ordinal);
    const exception = open.get(ordinal);
    const usual = usualHours(civil.weekday);
    const shut =
      closed.get(ordinal) ??
      (spec.holidays === false ? null : civil.holiday) ??
      (usual.length === 0 ? `fermé le ${WEEKDAY_NAMES[civil.weekday - 1]}` : null);
    const intervals = exception ?? (shut === null ? usual : []);
    const openings = intervals
      .map(([from, to]): [Instant, Instant] => [clockReaches(territory.zone, civil, from), clockReaches(territory.zone, civil, to)])
      .filter(([from, to]) => from < to);
    const closing = openings.at(-1)?.[1];
    if (closing === undefined) return { date: civil.date, openings, why: shut ?? 'heures sautées au changement d’heure' };
    return { date: civil.date, openings, why: null, closing };
  }

  function day(ordinal: number): Day {
    let known = days.get(ordinal);
    if (known === undefined) {
      known = makeDay(ordinal);
      days.set(ordinal, known);
    }
    return known;
  }

  return {
    spec,
    zone: territory.zone,
    day,
    ordinalAt: territory.ordinalAt,
    lastOpenOrdinal: opensEveryWeek ? Number.POSITIVE_INFINITY : Math.max(...open.keys()),
  };
}

/** The day of this ordinal, for a search that needs the calendar to open again: CalendarError when it never will. */
export function dayAhead(calendar: Calendar, ordinal: number): Day {
  if (ordinal > calendar.lastOpenOrdinal) {
    throw new CalendarError('weekly', `ce calendrier n’ouvre plus jamais${NBSP}; donnez des heures d’ouverture à au moins un jour de la semaine.`);
  }
  return calendar.day(ordinal);
}

/** The first instant of the day at which the local clock has reached this minute, on days of 23 and 25 hours too. */
export function clockReaches(zone: string, { start, end }: CivilDay, minute: number): Instant {
  if (end - start === DAY) return start + minute * MINUTE;
  if (minute === MINUTES_IN_DAY) return end;
  const clock = DateTime.fromMillis(start, { zone }).set({ hour: Math.floor(minute / 60), minute: minute % 60 });
  // French territories skip a whole hour: a minute inside it is reached when the clock jumps over it.
  if (clock.minute + clock.hour * 60 !== minute) return clock.startOf('hour').toMillis();
  return Math.min(...clock.getPossibleOffsets().map((possible) => possible.toMillis()));
}

/** Ordinal of an ISO date. Throws CalendarError naming the field when it is not one. */
export function ordinalOf(field: string, date: string): number {
  const day = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone: 'utc' });
  if (!day.isValid) throw new CalendarError(field, `«${NBSP}${date}${NBSP}» n’est pas une date${NBSP}; écrivez par exemple 2026-05-15.`);
  return day.toMillis() / DAY;
}

function checkIntervals(field: string, intervals: readonly Interval[]): void {
  let previous = 0;
  for (const [open, close] of intervals) {
    if (!Number.isInteger(open) || !Number.isInteger(close) || open < 0 || close > MINUTES_IN_DAY || open >= close) {
      throw new CalendarError(
        field,
        `l’ouverture de ${open} à ${close} (en minutes depuis minuit) ne tient pas dans un jour${NBSP}; coupez-la à minuit.`,
      );
    }
    if (open < previous)
      throw new CalendarError(
        field,
        `l’ouverture à la minute ${open} commence avant la fin de la précédente${NBSP}; rangez-les dans l’ordre, sans chevauchement.`,
      );
    previous = close;
  }
}
