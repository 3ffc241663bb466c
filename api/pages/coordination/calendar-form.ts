import type { CalendarSpec, Interval } from '../../../calendar/calendar.ts';
import { CalendarError } from '../../../calendar/refusal.ts';
import { whyUnfit } from '../../../calendar/unfit.ts';
import { readHours, typedHours, weekdays, weekOf } from '../../../directory/calendars.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { readIsoDay } from '../shared/day.ts';
import { type Fields, onlyShownAll } from '../shared/fields.ts';
import { type FormError, many, one, type Typed } from '../shared/form.ts';

const SPARE = 3;
const MOST = 40;

const numbered = Array.from({ length: MOST }, (_, index) => index + 1);
const exceptions = ['ferme', 'ferme-motif', 'ouvert', 'ouvert-heures', 'ouvert-motif'];

/** The fields of a calendar's form, with as many exceptions as it may hold: `readSpec` reads them together. */
export const calendarShape: Fields = onlyShownAll([
  'region',
  'round',
  'holidays',
  ...weekdays.map((day) => `jour-${day}`),
  ...numbered.flatMap((number) => exceptions.map((name) => `${name}-${number}`)),
]);

/** A calendar as the fields of its form hold it. */
export function specTyped(spec: CalendarSpec): Typed {
  const fields: Typed = { region: spec.region, round: spec.weekly === null ? ['OUI'] : [], holidays: spec.holidays === false ? ['OUI'] : [] };
  for (const day of weekdays) fields[`jour-${day}`] = typedHours(spec.weekly?.[day]);
  for (const [index, { date, why }] of (spec.closed ?? []).entries()) {
    fields[`ferme-${index + 1}`] = date;
    fields[`ferme-motif-${index + 1}`] = why;
  }
  for (const [index, { date, intervals, why }] of (spec.open ?? []).entries()) {
    fields[`ouvert-${index + 1}`] = date;
    fields[`ouvert-heures-${index + 1}`] = typedHours(intervals);
    fields[`ouvert-motif-${index + 1}`] = why;
  }
  return fields;
}

/** The rows of exceptions: those that hold something, and a few more. */
export function rowsOf(fields: Typed) {
  const count = (name: string) =>
    Math.min(
      MOST,
      Math.max(
        0,
        ...Object.keys(fields).flatMap((key) => (key.startsWith(`${name}-`) && one(fields, key) !== '' ? [Number(key.split('-').at(-1))] : [])),
      ) + SPARE,
    );
  const numbers = (name: string) => Array.from({ length: count(name) }, (_, index) => index + 1);
  return {
    closed: numbers('ferme').map((number) => ({ number, date: `ferme-${number}`, why: `ferme-motif-${number}` })),
    open: numbers('ouvert').map((number) => ({ number, date: `ouvert-${number}`, hours: `ouvert-heures-${number}`, why: `ouvert-motif-${number}` })),
  };
}

/** Reads a calendar; every field that cannot be read is named. */
export function readSpec(fields: Typed): { spec: CalendarSpec | null; errors: FormError<string>[] } {
  const errors: FormError<string>[] = [];
  const hours = (name: string): Interval[] => {
    try {
      return readHours(one(fields, name));
    } catch (failure) {
      if (!(failure instanceof CalendarError)) throw failure;
      errors.push({ field: name, message: `Ces heures ne se lisent pas. ${failure.message.replace(/^hours\u00a0: /, '')}` });
      return [];
    }
  };
  const date = (name: string): string => {
    const day = readIsoDay(one(fields, name));
    if (day === null) errors.push({ field: name, message: 'Choisissez une date\u00a0; si elle est là, vérifiez son année.' });
    return day ?? '';
  };
  const rows = rowsOf(fields);
  const week = weekOf(weekdays.map((day) => hours(`jour-${day}`)));
  const closed = rows.closed
    .filter((row) => one(fields, row.date) !== '' || one(fields, row.why) !== '')
    .map((row) => ({ date: date(row.date), why: one(fields, row.why) || 'Fermeture' }));
  const open = rows.open
    .filter((row) => one(fields, row.date) !== '' || one(fields, row.hours) !== '')
    .map((row) => ({ date: date(row.date), intervals: hours(row.hours), why: one(fields, row.why) || 'Ouverture' }));
  const spec: CalendarSpec = {
    region: one(fields, 'region'),
    weekly: many(fields, 'round').length > 0 ? null : week,
    ...(many(fields, 'holidays').length > 0 && { holidays: false }),
    ...(closed.length > 0 && { closed }),
    ...(open.length > 0 && { open }),
  };
  if (errors.length > 0) return { spec: null, errors };
  if (spec.weekly !== null && Object.keys(spec.weekly).length === 0)
    return {
      spec: null,
      errors: [{ field: 'jour-1', message: 'Donnez des heures à un jour au moins\u00a0: un calendrier qui n’ouvre jamais n’a pas d’échéance.' }],
    };
  try {
    const unfit = whyUnfit(spec);
    if (unfit === null) return { spec, errors };
    return { spec: null, errors: [{ field: fieldOf(unfit.field), message: typographic(`Ce calendrier ${unfit.message}`) }] };
  } catch (failure) {
    if (!(failure instanceof CalendarError)) throw failure;
    return { spec: null, errors: [{ field: fieldOf(failure.field), message: typographic(failure.message.replace(/^\w+\u00a0: /, '')) }] };
  }
}

/** Where the form shows a part of a calendar. */
const fieldOf = (part: string): string => (part === 'region' ? 'region' : part === 'open' ? 'ouvert-1' : part === 'closed' ? 'ferme-1' : 'jour-1');
