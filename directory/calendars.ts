import type { CalendarSpec, Interval, Weekday, Weekly } from '../calendar/calendar.ts';
import { parseHours } from '../calendar/hours.ts';
import { CalendarError } from '../calendar/refusal.ts';
import type { Directory } from './directory.ts';

/** Calendars as a coordinator edits them: each function takes a directory and answers with another. */

const codes = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

const written = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The opening hours of a day as somebody types them: "09:00-12:00, 13:00-17:00"; '' when closed. */
export function typedHours(intervals: readonly Interval[] | undefined): string {
  return (intervals ?? []).map(([open, close]) => `${written(open)}-${written(close)}`).join(', ');
}

/** Reads what somebody typed for one day, "9h-12h et 13h30-17h" as well. '' is closed. Throws CalendarError that says how to write it. */
export function readHours(text: string): Interval[] {
  const plain = text
    .toLowerCase()
    .replaceAll(/(\d{1,2})\s*h\s*(\d{2})?/g, (_all, hour: string, minute: string | undefined) => `${hour}:${minute ?? '00'}`)
    .replaceAll(/\s*(?:à|–|-)\s*/g, '-')
    .replaceAll(/\s*(?:et|;|,)\s*/g, ',')
    .trim();
  if (plain === '') return [];
  if (!/^\d/.test(plain)) throw new CalendarError('hours', 'Écrivez les heures comme 09:00-12:00, 13:00-17:00, ou rien un jour fermé.');
  return parseHours(`${codes[0]} ${plain}`)[1] ?? [];
}

/** The week of seven days read one by one. */
export function weekOf(days: readonly Interval[][]): Weekly {
  return Object.fromEntries(weekdays.flatMap((day) => ((days[day - 1] ?? []).length === 0 ? [] : [[day, days[day - 1]]])));
}

/** What a calendar is called: two names are the desk's and everybody's, the others are read as words ("jour-et-nuit"). */
export function calendarName(name: string): string {
  if (name === 'desk') return 'Le guichet';
  if (name === 'default') return 'Heures ordinaires des organismes';
  return name.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
}

/** Writes a calendar, new or not. */
export function putCalendar<D extends Pick<Directory, 'calendars'>>(directory: D, name: string, spec: CalendarSpec): D {
  return { ...directory, calendars: { ...directory.calendars, [name]: spec } };
}

/** Makes a body follow a calendar; `default` is what a body follows that names none. */
export function follow<D extends Pick<Directory, 'organisations'>>(directory: D, organisation: string, calendar: string): D {
  return {
    ...directory,
    organisations: directory.organisations.map((one) => {
      if (one.id !== organisation) return one;
      const { calendar: _before, ...rest } = one;
      return calendar === 'default' ? rest : { ...rest, calendar };
    }),
  };
}
