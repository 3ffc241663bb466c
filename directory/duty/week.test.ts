import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import type { Weekday } from '../../calendar/calendar.ts';
import { dayAfter, dayBegins, monthsAfter } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { dutyHoles } from './duty-holes.ts';
import { around, unfold, type WeekTimes } from './week.ts';

const paris = territoryOf('54');
const at = (text: string, zone = paris.zone) => DateTime.fromISO(text, { zone }).toMillis();
const clock = (instant: number, zone = paris.zone) => DateTime.fromMillis(instant, { zone }).toFormat('ccc dd/MM HH:mm', { locale: 'fr' });
const hour = 3_600_000;

const weekday = fc.integer({ min: 1, max: 7 }) as fc.Arbitrary<Weekday>;
const minute = fc.integer({ min: 0, max: 1439 });
const week = fc.record({
  weekdays: fc.uniqueArray(weekday, { minLength: 1 }),
  opens: minute,
  closes: minute,
  first: fc.constantFrom('2026-01-01', '2026-03-26', '2026-10-20'),
  last: fc.constantFrom(null, '2026-11-02', '2027-04-01'),
});
const places = fc.constantFrom('54', '974', '973', '975', '971').map(territoryOf);
const [from, until] = ['2026-01-01', '2027-06-30'];

it('a night ends on the next morning, between the days it holds', () => {
  const nights: WeekTimes = { weekdays: [1, 5], opens: 18 * 60, closes: 9 * 60, first: '2026-12-01', last: '2026-12-11' };
  expect(unfold(nights, from, until, paris).map(({ starts, ends }) => [clock(starts), clock(ends)])).toEqual([
    ['ven. 04/12 18:00', 'sam. 05/12 09:00'],
    ['lun. 07/12 18:00', 'mar. 08/12 09:00'],
    ['ven. 11/12 18:00', 'sam. 12/12 09:00'],
  ]);
});

it('on the nights in which clocks change it lasts an hour less or more, and leaves no hole', () => {
  const night: WeekTimes = { weekdays: [6], opens: 20 * 60, closes: 8 * 60, first: '2026-03-28', last: '2026-03-28' };
  expect(unfold(night, from, until, paris)).toEqual([{ starts: at('2026-03-28T20:00'), ends: at('2026-03-29T08:00') }]);
  const lasts = ({ starts, ends }: { starts: number; ends: number }) => (ends - starts) / hour;
  expect(unfold(night, from, until, paris).map(lasts)).toEqual([11]);
  expect(unfold({ ...night, first: '2026-10-24', last: '2026-10-24' }, from, until, paris).map(lasts)).toEqual([13]);
  // Half past two does not exist in one night, and is twice in the other.
  const [before, after] = [
    { ...night, closes: 150 },
    { ...night, weekdays: [7] as const, opens: 150, closes: 480 },
  ];
  for (const [first, last] of [
    ['2026-03-28', '2026-03-29'],
    ['2026-10-24', '2026-10-25'],
  ] as const) {
    const [one, two] = [before, after].map((times) => unfold({ ...times, first, last }, from, until, paris)[0]);
    expect(one?.ends, first).toBe(two?.starts);
  }
});

it('two halves that share each day leave no hole and no overlap, all year, wherever it is', () => {
  fc.assert(
    fc.property(places, minute, minute, (place, one, other) => {
      const all = { weekdays: [1, 2, 3, 4, 5, 6, 7] as const, first: from, last: null };
      const times = [
        ...unfold({ ...all, opens: one, closes: other }, from, until, place),
        ...(one === other ? [] : unfold({ ...all, opens: other, closes: one }, from, until, place)),
      ].toSorted((a, b) => a.starts - b.starts);
      const [begin, end] = [dayBegins(dayAfter(from), place.zone), dayBegins(until, place.zone)];
      expect(
        dutyHoles(
          times.map((time) => ({ ...time, able: true })),
          begin,
          end,
        ),
      ).toEqual([]);
      for (const [index, { ends }] of times.entries()) expect(times[index + 1]?.starts ?? ends).toBe(ends);
    }),
    { numRuns: 20 },
  );
});

it('begins on its days and at its hour, within its own, and unfolding in two goes is unfolding in one', () => {
  fc.assert(
    fc.property(places, week, fc.integer({ min: 0, max: 15 }), (place, times, months) => {
      const whole = unfold(times, from, until, place);
      for (const { starts, ends } of whole) {
        const local = DateTime.fromMillis(starts, { zone: place.zone });
        expect(times.weekdays).toContain(local.weekday);
        expect(local.toISODate() ?? '').toSatisfy((day: string) => day >= times.first && (times.last === null || day <= times.last));
        expect(ends).toBeGreaterThan(starts);
        expect(ends - starts).toBeLessThanOrEqual(25 * hour);
        // The hour that a spring night skips is reached when the clock jumps over it.
        const typed = local.hour * 60 + local.minute;
        if (typed !== times.opens) expect(local.minus(1).hour * 60 + local.minus(1).minute).toBeLessThan(times.opens);
      }
      const middle = monthsAfter(from, months);
      expect([...unfold(times, from, middle, place), ...unfold(times, dayAfter(middle), until, place)]).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

it('what is taken stands, and the week fills exactly what is around it', () => {
  expect(around([{ starts: 0, ends: 10 }], [])).toEqual([{ starts: 0, ends: 10 }]);
  const span = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })).map(([starts, length]) => ({ starts, ends: starts + length }));
  fc.assert(
    fc.property(span, fc.array(span), (time, taken) => {
      const holds = (list: { starts: number; ends: number }[], instant: number) =>
        list.some(({ starts, ends }) => starts <= instant && instant < ends);
      const left = around([time], taken);
      for (let instant = -1; instant < 90; instant += 1) expect(holds(left, instant)).toBe(holds([time], instant) && !holds(taken, instant));
    }),
  );
});
