import { expect, it } from 'vitest';
import { dutyHoles } from './duty-holes.ts';

const on = (starts: number, ends: number, able = true) => ({ starts, ends, able });
const holes = (...shifts: ReturnType<typeof on>[]) => dutyHoles(shifts, 0, 100).map(({ from, until }) => [from, until]);

it('finds the times that nobody who may act answers for', () => {
  expect(holes()).toEqual([[0, 100]]);
  expect(holes(on(-10, 40), on(40, 120))).toEqual([]);
  expect(holes(on(50, 60), on(10, 20))).toEqual([
    [0, 10],
    [20, 50],
    [60, 100],
  ]);
  expect(holes(on(0, 90), on(10, 20), on(95, 300), on(120, 130))).toEqual([[90, 95]]);
});

it('does not count whoever may not act, but counts their stand-in', () => {
  expect(holes(on(0, 100, false))).toEqual([[0, 100]]);
  expect(holes(on(0, 100, false), on(20, 80))).toEqual([
    [0, 20],
    [80, 100],
  ]);
});
