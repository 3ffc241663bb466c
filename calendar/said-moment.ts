import { DateTime } from 'luxon';
import { localMoment } from './local.ts';
import type { Instant } from './span.ts';

const weekdays = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];
const months = 'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(' ');
/** At what hour a part of the day is meant, where none is said. */
const parts: Readonly<Record<string, number>> = { matin: 9, midi: 12, apresmidi: 14, soir: 18 };
const counts: Readonly<Record<string, number>> = { un: 1, une: 1, deux: 2, trois: 3, quatre: 4 };

/**
 * A moment as somebody at the desk writes it: « demain 14 h », « lundi matin », « dans 3 jours à 9 h 30 », « 27/11 14:30 », « 2 décembre
 * 2026, 10 h ». A day of the week is the next one, never today; a day without a year is the next one that comes. Null for what is not
 * understood, and for a day without an hour; 'SKIPPED' for an hour that the night in which clocks go forward does not have.
 * `may` 'BE_PAST': what may be done already, « hier 14 h », « lundi dernier matin », « il y a 3 jours à 9 h »; a day without a year is then the nearest one.
 */
export function saidMoment(text: string, now: Instant, zone: string, may: May = 'COME'): Instant | 'SKIPPED' | null {
  const words = plain(text);
  const hour = /(?:^| )(\d{1,2}) ?(?:h|:|heures?) ?(\d{2})?(?= |$)/.exec(words);
  const rest = (hour === null ? words : words.replace(hour[0], ' '))
    .trim()
    .split(/ +/)
    .filter((word) => word !== '' && !idle.has(word));
  const part = rest.find((word) => word in parts);
  const day = dayOf(
    rest.filter((word) => word !== part),
    DateTime.fromMillis(now, { zone }),
    may,
  );
  const [hours, minutes] = hour === null ? [part === undefined ? undefined : parts[part], 0] : [Number(hour[1]), Number(hour[2] ?? 0)];
  if (day === null || hours === undefined || hours > 23 || minutes > 59) return null;
  return localMoment(`${day.toFormat('yyyy-MM-dd')}T${twoFigures(hours)}:${twoFigures(minutes)}`, zone) ?? 'SKIPPED';
}

type May = 'COME' | 'BE_PAST';

const idle: ReadonlySet<string> = new Set(['le', 'a', 'vers', 'ce', 'cet', 'cette', 'prochain', 'au', 'de']);
const twoFigures = (figure: number): string => String(figure).padStart(2, '0');

/** Without accents, capitals, commas; the words made of two are one. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s,;]+/gu, ' ')
    .replaceAll(/apres[ -]midi/gu, 'apresmidi')
    .replaceAll(/apres[ -]demain/gu, 'apresdemain')
    .replaceAll(/avant[ -]hier/gu, 'avanthier')
    .replaceAll(/il y a/gu, 'ilya')
    .replaceAll(/aujourd['’ ]?hui/gu, 'aujourdhui')
    .trim();
}

/** The day that words say, from today; null for those that say none. */
function dayOf(words: readonly string[], today: DateTime, may: May): DateTime | null {
  const [first = 'aujourdhui', second = '', third = ''] = words;
  if (words.length > 3) return null;
  const days = { ...ahead, ...(may === 'BE_PAST' && behind) }[first];
  if (days !== undefined) return words.length > 1 ? null : today.plus({ days });
  if (first === 'dans' || (first === 'ilya' && may === 'BE_PAST')) return inSome(counts[second] ?? Number(second), third, today, first === 'dans');
  const weekday = weekdays.indexOf(first) + 1;
  const since = ((today.weekday - weekday + 6) % 7) + 1;
  if (weekday > 0 && last.has(second)) return words.length > 2 || may === 'COME' ? null : today.minus({ days: since });
  // « lundi 7 décembre »: the day is said twice, and the date is the one that holds.
  if (weekday > 0 && words.length > 1) return dayOf(words.slice(1), today, may);
  if (weekday > 0) return today.plus({ days: ((weekday - today.weekday + 6) % 7) + 1 });
  const month = months.indexOf(second) + 1;
  if (month > 0) return dated(first.replace(/^1er$/u, '1'), month, third, today, may);
  const written = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(first) ?? [];
  if (written.length > 0 && words.length === 1) return dated(written[3] ?? '', Number(written[2]), written[1] ?? '', today, may);
  const [, date = '', of = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/u.exec(first) ?? [];
  return date === '' || words.length > 1 ? null : dated(date, Number(of), year, today, may);
}

const ahead: Readonly<Record<string, number>> = { aujourdhui: 0, demain: 1, apresdemain: 2 };
const behind: Readonly<Record<string, number>> = { hier: -1, avanthier: -2 };
const last: ReadonlySet<string> = new Set(['dernier', 'passe']);

function inSome(count: number, of: string, today: DateTime, isAhead: boolean): DateTime | null {
  if (!Number.isInteger(count) || count < 1 || count > 400) return null;
  const some = isAhead ? count : -count;
  if (/^jours?$/u.test(of)) return today.plus({ days: some });
  return /^semaines?$/u.test(of) ? today.plus({ weeks: some }) : null;
}

function dated(day: string, month: number, year: string, today: DateTime, may: May): DateTime | null {
  const of = (asked: number) => DateTime.fromObject({ year: asked, month, day: Number(day) }, { zone: today.zone });
  const start = today.startOf('day');
  if (year !== '') return validOnly(of(Number(year)));
  const there = [today.year - 1, today.year, today.year + 1].map(of).filter(({ isValid }) => isValid);
  if (may === 'COME') return there.find((one) => one >= start) ?? null;
  return there.toSorted((one, other) => Math.abs(+one - +start) - Math.abs(+other - +start))[0] ?? null;
}

const validOnly = (day: DateTime): DateTime | null => (day.isValid ? day : null);
