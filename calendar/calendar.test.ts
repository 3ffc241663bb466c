import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type CalendarSpec, compile, ordinalOf } from './calendar.ts';
import { parseHours } from './hours.ts';
import { endOfNextOpening, isOpen, nextOpening, nonWorkingDays, workingDaysBetween } from './opening.ts';
import { whyUnfit } from './unfit.ts';

const at = (iso: string) => DateTime.fromISO(iso).toMillis();
const OFFICE: CalendarSpec = { region: '54', weekly: parseHours('Mon-Fri 09:00-12:00,13:00-17:00') };

function openings(hours: string, date: string): (string | undefined)[] {
  const calendar = compile({ region: '54', weekly: parseHours(hours) });
  return calendar
    .day(ordinalOf('date', date))
    .openings.flat()
    .map((instant) => new Date(instant).toISOString().slice(11, 16));
}

describe('a compiled day', () => {
  it('opens at an hour the clock skips when the clock jumps over it', () => {
    expect(openings('Sun 01:00-02:30,03:00-04:00', '2026-03-29')).toEqual(['00:00', '01:00', '01:00', '02:00']);
  });

  it('has no opening that lies wholly in the skipped hour, and says so', () => {
    expect(openings('Sun 02:10-02:50', '2026-03-29')).toEqual([]);
    const calendar = compile({ region: '54', weekly: parseHours('Sun 02:10-02:50') });
    expect(calendar.day(ordinalOf('date', '2026-03-29')).why).toBe('heures sautées au changement d’heure');
  });

  it('takes a repeated hour the first time the clock shows it', () => {
    expect(openings('Sun 02:30-05:00', '2026-10-25')).toEqual(['00:30', '04:00']);
    expect(openings('Sun 01:00-02:30', '2026-10-25')).toEqual(['23:00', '00:30']);
  });
});

describe('isOpen', () => {
  const calendar = compile(OFFICE);
  it.each([
    ['2026-11-23T08:59:59.999+01:00', false],
    ['2026-11-23T09:00:00+01:00', true],
    ['2026-11-23T11:59:59.999+01:00', true],
    ['2026-11-23T12:00:00+01:00', false],
    ['2026-11-23T13:00:00+01:00', true],
    ['2026-11-23T17:00:00+01:00', false],
    ['2026-11-22T10:00:00+01:00', false],
    ['2026-11-11T10:00:00+01:00', false],
  ])('at %s is %s', (instant, expected) => {
    expect(isOpen(calendar, at(instant))).toBe(expected);
  });
});

describe('nextOpening', () => {
  const calendar = compile(OFFICE);
  it.each([
    ['2026-11-23T10:15:00+01:00', '2026-11-23T10:15:00+01:00'],
    ['2026-11-23T12:00:00+01:00', '2026-11-23T13:00:00+01:00'],
    ['2026-11-20T17:00:00+01:00', '2026-11-23T09:00:00+01:00'],
    ['2026-12-24T20:00:00+01:00', '2026-12-28T09:00:00+01:00'],
  ])('from %s is %s', (instant, expected) => {
    expect(nextOpening(calendar, at(instant))).toBe(at(expected));
  });

  it('refuses a calendar that never opens', () => {
    expect(() => nextOpening(compile({ region: '54', weekly: {} }), at('2026-11-23T10:00:00+01:00'))).toThrow(/n’ouvre plus jamais/);
  });
});

describe('the end of the opening after the one that runs', () => {
  const calendar = compile(OFFICE);
  it.each([
    ['in the morning, the evening', '2026-11-23T09:05:00+01:00', '2026-11-23T17:00:00+01:00'],
    ['between two openings, the evening', '2026-11-23T12:30:00+01:00', '2026-11-23T17:00:00+01:00'],
    ['before the evening, the end of the next morning', '2026-11-23T16:55:00+01:00', '2026-11-24T12:00:00+01:00'],
    ['on Friday evening, Monday noon', '2026-11-20T17:00:00+01:00', '2026-11-23T12:00:00+01:00'],
  ])('is, %s', (_which, instant, expected) => {
    expect(endOfNextOpening(calendar, at(instant))).toBe(at(expected));
  });
});

describe('a calendar that works on holidays', () => {
  const calendar = compile({
    region: '57',
    weekly: parseHours('Mon-Sun 00:00-24:00'),
    holidays: false,
    closed: [{ date: '2026-12-26', why: 'Travaux' }],
  });

  it('is open on those of its territory, closed on its own exceptions', () => {
    expect(isOpen(calendar, at('2026-12-25T03:00:00+01:00'))).toBe(true);
    expect(nonWorkingDays(calendar, '2026-04-03', '2026-12-31')).toEqual([{ date: '2026-12-26', why: 'Travaux' }]);
  });
});

describe('nonWorkingDays', () => {
  it('lists both ends, with the strongest reason', () => {
    const calendar = compile({ ...OFFICE, region: '57', closed: [{ date: '2026-12-28', why: 'Pont' }] });
    expect(nonWorkingDays(calendar, '2026-12-25', '2026-12-28')).toEqual([
      { date: '2026-12-25', why: 'Noël' },
      { date: '2026-12-26', why: 'Deuxième jour de Noël' },
      { date: '2026-12-27', why: 'fermé le dimanche' },
      { date: '2026-12-28', why: 'Pont' },
    ]);
    expect(nonWorkingDays(calendar, '2026-12-29', '2026-12-31')).toEqual([]);
  });

  it('refuses what is not a date', () => {
    expect(() => nonWorkingDays(compile(OFFICE), '2026-02-30', '2026-03-01')).toThrow(/fromDate.*2026-02-30.*2026-05-15/);
  });
});

describe('workingDaysBetween', () => {
  it('counts as workingDays does, 24:00 belonging to the day it closes', () => {
    const dayAndNight = compile({ region: '54', weekly: null });
    expect(workingDaysBetween(dayAndNight, at('2026-11-25T10:00:00+01:00'), at('2026-11-27T00:00:00+01:00'))).toBe(1);
    expect(workingDaysBetween(dayAndNight, at('2026-11-25T10:00:00+01:00'), at('2026-11-30T00:00:01+01:00'))).toBe(3);
    expect(workingDaysBetween(dayAndNight, at('2026-11-25T10:00:00+01:00'), at('2026-11-25T10:00:00+01:00'))).toBe(0);
  });
});

describe('compile refuses', () => {
  it.each<[string, Partial<CalendarSpec>, RegExp]>([
    ['an unknown department', { region: '99' }, /region.*99/],
    [
      'hours that overlap',
      {
        weekly: {
          1: [
            [540, 720],
            [700, 800],
          ],
        },
      },
      /weekly.*700/,
    ],
    ['hours beyond the day', { weekly: { 1: [[1200, 1500]] } }, /weekly.*coupez-la à minuit/],
    ['hours that end before they begin', { weekly: { 1: [[720, 540]] } }, /weekly/],
    ['a date that is none', { closed: [{ date: '2026-13-01', why: 'x' }] }, /closed.*2026-13-01/],
    ['an opening without hours', { open: [{ date: '2026-12-01', intervals: [], why: 'x' }] }, /open.*n’a pas d’horaires/],
    [
      'a date both open and closed',
      { open: [{ date: '2026-12-01', intervals: [[1, 2]], why: 'x' }], closed: [{ date: '2026-12-01', why: 'y' }] },
      /open.*aussi déclaré fermé/,
    ],
  ])('%s', (_, spec, message) => {
    expect(() => compile({ ...OFFICE, ...spec })).toThrow(message);
  });
});

describe('a calendar on which no deadline would hold is unfit to be kept', () => {
  const days = (first: string, count: number) =>
    Array.from({ length: count }, (_, day) => ({ date: DateTime.fromISO(first).plus({ days: day }).toISODate() ?? '', why: 'x' }));
  const mondays = Array.from({ length: 20 }, (_, week) => ({
    date: DateTime.fromISO('2026-06-01').plus({ weeks: week }).toISODate() ?? '',
    why: 'x',
  }));
  const once = { date: '2026-12-05', intervals: [[540, 720]] as [[number, number]], why: 'x' };
  it.each<[string, Partial<CalendarSpec>, string | null]>([
    ['office hours', {}, null],
    ['day and night', { weekly: null }, null],
    ['no hours but one opening', { weekly: {}, open: [once] }, 'weekly'],
    ['two minutes a week', { weekly: { 1: [[540, 542]] } }, 'weekly'],
    ['an hour a week', { weekly: { 1: [[540, 600]] } }, null],
    ['a summer', { closed: days('2026-07-01', 66) }, null],
    ['a third of a year', { closed: days('2026-06-01', 120) }, 'closed'],
    ['one day a week, closed each time', { weekly: { 1: [[540, 1020]] }, closed: mondays }, 'closed'],
    ['a third of a year, but for a day in it', { closed: days('2026-06-01', 120).filter((_, day) => day !== 60) }, null],
    ['a day twice', { open: [once, { ...once, intervals: [[780, 1020]] }] }, 'open'],
    ['a closing twice', { closed: [...days('2026-06-01', 1), ...days('2026-06-01', 1)] }, 'closed'],
  ])('%s', (_, spec, field) => {
    expect(whyUnfit({ ...OFFICE, ...spec })?.field ?? null).toBe(field);
  });
});
