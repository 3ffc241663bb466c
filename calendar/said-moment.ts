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
 */
export function saidMoment(text: string, now: Instant, zone: string): Instant | 'SKIPPED' | null {
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
  );
  const [hours, minutes] = hour === null ? [part === undefined ? undefined : parts[part], 0] : [Number(hour[1]), Number(hour[2] ?? 0)];
  if (day === null || hours === undefined || hours > 23 || minutes > 59) return null;
  return localMoment(`${day.toFormat('yyyy-MM-dd')}T${twoFigures(hours)}:${twoFigures(minutes)}`, zone) ?? 'SKIPPED';
}

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
    .replaceAll(/aujourd['’ ]?hui/gu, 'aujourdhui')
    .trim();
}

/** The day that words say, from today; null for those that say none. */
function dayOf(words: readonly string[], today: DateTime): DateTime | null {
  const [first = 'aujourdhui', second = '', third = ''] = words;
  if (words.length > 3) return null;
  const ahead = { aujourdhui: 0, demain: 1, apresdemain: 2 }[first];
  if (ahead !== undefined) return words.length > 1 ? null : today.plus({ days: ahead });
  if (first === 'dans') return inSome(counts[second] ?? Number(second), third, today);
  const weekday = weekdays.indexOf(first) + 1;
  // « lundi 7 décembre »: the day is said twice, and the date is the one that holds.
  if (weekday > 0 && words.length > 1) return dayOf(words.slice(1), today);
  if (weekday > 0) return today.plus({ days: ((weekday - today.weekday + 6) % 7) + 1 });
  const month = months.indexOf(second) + 1;
  if (month > 0) return dated(first.replace(/^1er$/u, '1'), month, third, today);
  const written = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(first) ?? [];
  if (written.length > 0 && words.length === 1) return dated(written[3] ?? '', Number(written[2]), written[1] ?? '', today);
  const [, date = '', of = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/u.exec(first) ?? [];
  return date === '' || words.length > 1 ? null : dated(date, Number(of), year, today);
}

function inSome(count: number, of: string, today: DateTime): DateTime | null {
  if (!Number.isInteger(count) || count < 1 || count > 400) return null;
  if (/^jours?$/u.test(of)) return today.plus({ days: count });
  return /^semaines?$/u.test(of) ? today.plus({ weeks: count }) : null;
}

function dated(day: string, month: number, year: string, today: DateTime): DateTime | null {
  const of = (asked: number) => DateTime.fromObject({ year: asked, month, day: Number(day) }, { zone: today.zone });
  const read = of(year === '' ? today.year : Number(year));
  const next = year === '' && read < today.startOf('day') ? of(today.year + 1) : read;
  return next.isValid ? next : null;
}
