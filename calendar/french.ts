import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import { frenchClock } from './hours.ts';
import { DAY, HOUR, MINUTE } from './milliseconds.ts';
import { workingDaysBetween } from './opening.ts';
import type { Instant, Span } from './span.ts';

const NBSP = '\u00a0';
const NUMBER = new Intl.NumberFormat('fr', { maximumFractionDigits: 2 });
const PLURAL = new Intl.PluralRules('fr');

/** "jeudi 26 novembre", with the year when it is not `currentYear`; without `currentYear`, never. */
export function frenchDate(at: Instant, zone: string, currentYear?: number): string {
  return dateOf(localAt(at, zone), currentYear);
}

// Asking a zone how far its clocks are from universal time is most of what a page's dates cost: once for each.
const localAt = (at: Instant, zone: string): DateTime => DateTime.fromMillis(at, { zone, locale: 'fr' });

function dateOf(local: DateTime, currentYear?: number): string {
  const day = local.day === 1 ? '1er' : String(local.day);
  const year = currentYear === undefined || currentYear === local.year ? '' : `${NBSP}${local.year}`;
  return `${local.toFormat('cccc')} ${day}${NBSP}${local.toFormat('MMMM')}${year}`;
}

/** "26 novembre 2026", from a day as it is stored ("2026-11-26"). */
export function frenchDay(day: string): string {
  const local = DateTime.fromISO(day, { locale: 'fr' });
  return `${local.day === 1 ? '1er' : local.day}${NBSP}${local.toFormat('MMMM yyyy')}`;
}

/** "jeudi 26 novembre, 17 h 30"; the year as in frenchDate. */
export function frenchDateTime(at: Instant, zone: string, currentYear?: number): string {
  return dateTimeOf(localAt(at, zone), currentYear);
}

const dateTimeOf = (local: DateTime, currentYear?: number): string => `${dateOf(local, currentYear)}, ${frenchClock(local.hour * 60 + local.minute)}`;

/** As frenchDateTime, for a limit: one that ends with its day is said of that day ("mardi 22 décembre, minuit"), not of the next. */
export function frenchDeadline(at: Instant, zone: string, currentYear?: number): string {
  const local = localAt(at, zone);
  if (local.hour !== 0 || local.minute !== 0) return dateTimeOf(local, currentYear);
  return `${frenchDate(at - MINUTE, zone, currentYear)}, minuit`;
}

/** "48 heures", "2 jours", "4 heures ouvrées", "2 jours ouvrés". */
export function frenchSpan(span: Span): string {
  if ('hours' in span) return hours(span.hours, '');
  if ('workingHours' in span) return hours(span.workingHours, 'ouvrée');
  if ('days' in span) return counted(span.days, 'jour');
  return counted(span.workingDays, 'jour', 'ouvré');
}

/**
 * How far `to` is from `from` (now, as a rule): "dans 2 jours ouvrés", "dans 3 heures", "en retard de 10 minutes".
 * With a calendar, other days are counted as `workingDays` are, unless no working day lies between.
 */
export function frenchDuration(from: Instant, to: Instant, calendar?: Calendar): string {
  return to >= from ? `dans ${frenchElapsed(from, to, calendar)}` : `en retard de ${frenchElapsed(to, from, calendar)}`;
}

/** How long it is from `from` to the later `to`, counted as in frenchDuration: "3 jours ouvrés", "5 heures". */
export function frenchElapsed(from: Instant, to: Instant, calendar?: Calendar): string {
  const workingDays = calendar === undefined ? 0 : workingDaysBetween(calendar, from, to);
  return workingDays > 0 ? counted(workingDays, 'jour', 'ouvré') : elapsed(to - from);
}

function elapsed(length: number): string {
  if (length < MINUTE) return 'moins d’une minute';
  if (length < HOUR) return counted(Math.floor(length / MINUTE), 'minute');
  if (length < 2 * DAY) return counted(Math.floor(length / HOUR), 'heure');
  return counted(Math.floor(length / DAY), 'jour');
}

function hours(amount: number, adjective: string): string {
  return amount < 1 ? counted(amount * 60, 'minute', adjective) : counted(amount, 'heure', adjective);
}

function counted(amount: number, noun: string, adjective = ''): string {
  const plural = PLURAL.select(amount) === 'one' ? '' : 's';
  return `${NUMBER.format(amount)}${NBSP}${noun}${plural}${adjective === '' ? '' : ` ${adjective}${plural}`}`;
}
