import { type CalendarSpec, type Interval, WEEKDAY_NAMES, type Weekday, type Weekly } from './calendar.ts';
import { CalendarError } from './refusal.ts';

const CODES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const WEEK: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const AND = new Intl.ListFormat('fr', { type: 'conjunction' });
const NBSP = '\u00a0';

/**
 * Reads opening hours: pieces separated by ";", each days then hours, as in
 * `Mon-Fri 09:00-12:00,13:00-17:00; Sat,Sun 10:00-12:00`. 24:00 closes a day. A range of days may pass Sunday.
 * Throws CalendarError naming the piece and what to write instead.
 */
export function parseHours(text: string): Weekly {
  const weekly: Weekly = {};
  for (const piece of text.split(';').map((part) => part.trim())) {
    if (piece === '') continue;
    const [, days, hours] = /^(\D+?)\s+(\d.*)$/.exec(piece) ?? [];
    if (days === undefined || hours === undefined) throw refused(piece, 'écrivez des jours puis des heures, par exemple Mon-Fri 09:00-17:00');
    const intervals = parseIntervals(hours);
    for (const day of parseDays(days)) {
      if (weekly[day] !== undefined) throw refused(piece, `${CODES[day - 1]} est déjà donné${NBSP}; réunissez ses heures, séparées par une virgule`);
      weekly[day] = intervals;
    }
  }
  if (Object.keys(weekly).length === 0) throw refused(text, 'donnez au moins un jour, par exemple Mon-Fri 09:00-17:00');
  return weekly;
}

function parseDays(text: string): Weekday[] {
  return text.split(',').flatMap((part) => {
    const [first, last = first, ...rest] = part.split('-').map((code) => CODES.indexOf(code.trim()));
    if (first === undefined || last === undefined || first < 0 || last < 0 || rest.length > 0) {
      throw refused(part.trim(), `écrivez ${CODES.join(', ')}, ou deux jours reliés par un tiret comme Mon-Fri`);
    }
    return WEEK.slice(0, ((last - first + 7) % 7) + 1).flatMap((_, step) => WEEK[(first + step) % 7] ?? []);
  });
}

function parseIntervals(text: string): Interval[] {
  let previous = 0;
  return text.split(',').map((part): Interval => {
    const piece = part.trim();
    const [open, close, ...rest] = piece.split('-').map(minuteOf);
    if (open === undefined || close === undefined || rest.length > 0 || !(open >= 0 && close <= 1440)) {
      throw refused(piece, 'écrivez deux heures reliées par un tiret, de 00:00 à 24:00, comme 09:00-12:00');
    }
    if (open >= close)
      throw refused(piece, `l’ouverture doit précéder la fermeture${NBSP}; une nuit s’écrit en deux jours, 20:00-24:00 puis 00:00-08:00`);
    if (open < previous)
      throw refused(piece, `elle commence avant la fin de la précédente${NBSP}; rangez les heures dans l’ordre, sans chevauchement`);
    previous = close;
    return [open, close];
  });
}

function minuteOf(text: string): number {
  const [, hour, minute] = /^\s*(\d{1,2}):([0-5]\d)\s*$/.exec(text) ?? [];
  return Number(hour) * 60 + Number(minute);
}

/** A time of day as a browser's own picker or a hand writes it, "18:00" or "18 h 30", in minutes from midnight; null for what is none. */
export function readClock(text: string): number | null {
  const minute = minuteOf(text.replace(/\s*h\s*/i, ':').replace(/:$/, ':00'));
  return minute >= 0 && minute < 1440 ? minute : null;
}

function refused(piece: string, remedy: string): CalendarError {
  return new CalendarError('hours', `«${NBSP}${piece}${NBSP}»${NBSP}: ${remedy}.`);
}

/** Opening hours for a page: "lundi au vendredi, 9 h à 12 h et 13 h à 17 h ; samedi et dimanche, 10 h à 12 h". */
export function formatHours(weekly: CalendarSpec['weekly']): string {
  if (weekly === null) return 'lundi au vendredi, jour et nuit';
  const groups = new Map<string, Weekday[]>();
  for (const day of WEEK) {
    const intervals = weekly[day] ?? [];
    if (intervals.length === 0) continue;
    const hours = AND.format(
      intervals.map(([open, close]) => (open === 0 && close === 1440 ? 'jour et nuit' : `${frenchClock(open)} à ${frenchClock(close)}`)),
    );
    groups.set(hours, [...(groups.get(hours) ?? []), day]);
  }
  if (groups.size === 0) return 'toujours fermé';
  return [...groups].map(([hours, days]) => `${frenchDays(days)}, ${hours}`).join(`${NBSP}; `);
}

/** Minutes from midnight as a French hour: 540 → "9 h", 1050 → "17 h 30". */
export function frenchClock(minute: number): string {
  const rest = minute % 60;
  const hour = `${Math.floor(minute / 60)}${NBSP}h`;
  return rest === 0 ? hour : `${hour}${NBSP}${String(rest).padStart(2, '0')}`;
}

/** Days of the week, in their order, as words: « lundi au vendredi », « samedi et dimanche », « tous les jours ». */
export function frenchDays(days: readonly Weekday[]): string {
  if (days.length === 7) return 'tous les jours';
  const runs: Weekday[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return AND.format(
    runs.flatMap((run) => {
      const names = run.map((day) => WEEKDAY_NAMES[day - 1] ?? '');
      return names.length > 2 ? `${names[0]} au ${names.at(-1)}` : names;
    }),
  );
}
