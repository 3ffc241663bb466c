import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from './calendar.ts';
import { dueAt } from './due.ts';
import { HOUR, MINUTE } from './milliseconds.ts';
import { workingTime } from './working-time.ts';

const week = {
  1: [
    [540, 720],
    [780, 1020],
  ],
  2: [[540, 1020]],
  5: [[480, 960]],
} as const;
const calendar = compile({ region: '57', weekly: week as never, closed: [{ date: '2026-11-24', why: 'fermé' }] });

test('is what a count of open minutes says, over nights, holidays and both clock changes', () => {
  const isOpen = (at: number) => calendar.day(calendar.ordinalAt(at)).openings.some(([open, close]) => open <= at && at < close);
  const counted = (from: number, minutes: number) =>
    Array.from({ length: minutes }, (_, index) => from + index * MINUTE).filter(isOpen).length * MINUTE;
  const around = ['2026-03-27T15:00Z', '2026-10-23T15:00Z', '2026-11-10T08:30Z', '2026-12-24T16:00Z'].map((at) => Date.parse(at));
  for (const at of around)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 6_000 }), (later, minutes) => {
        const from = at + later * MINUTE;
        expect(workingTime(calendar, from, from + minutes * MINUTE)).toBe(counted(from, minutes));
      }),
      { numRuns: 8 },
    );
});

test('gives back what a span of working hours was made of', () => {
  const from = Date.parse('2026-10-23T10:00Z');
  for (const workingHours of [1, 7, 30]) expect(workingTime(calendar, from, dueAt(calendar, from, { workingHours }).due)).toBe(workingHours * HOUR);
  expect(workingTime(calendar, from, from - HOUR)).toBe(0);
});
