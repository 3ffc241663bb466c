import { expect, it } from 'vitest';
import { dutyHoles, holesAhead } from './duty-holes.ts';

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

it('a hole to come begins where the roster before it ends, whenever it is asked; one that is over is none', () => {
  const shifts = [on(10, 40), on(60, 90)];
  const ahead = (now: number) => holesAhead(shifts, { since: 0, now, until: now + 50, read: now + 80 }).map(({ from }) => from);
  expect([20, 45, 59].map(ahead)).toEqual([[40], [40, 90], [40, 90]]);
  expect(ahead(70)).toEqual([90]);
  expect(ahead(95)).toEqual([90]);
  // Where nobody ever was on duty, it is one hole, and stays the same one.
  expect(holesAhead([], { since: 5, now: 20, until: 50, read: 80 }).map(({ from }) => from)).toEqual([0]);
});
