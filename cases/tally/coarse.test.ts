import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { nothing } from '../model/evolve.ts';
import { coarseMoment, coarsened } from './coarse.ts';
import { countedOf } from './fold.ts';
import type { Tally, TallyLine } from './tally.ts';

const zone = 'Europe/Paris';
const hour = 3_600_000;
const opening = fc.integer({ min: Date.UTC(2018, 0, 1), max: Date.UTC(2024, 0, 1) });
const after = fc.array(fc.integer({ min: 0, max: 500 * 24 * hour }), { maxLength: 12 });
const quarter = (at: number) => DateTime.fromMillis(at, { zone }).startOf('quarter').toMillis();
const year = (at: number) => DateTime.fromMillis(at, { zone }).year;

const tallyOf = (openedAt: number, offsets: readonly number[]): Tally => ({
  counted: { ...countedOf(nothing), openedAt, closedAt: openedAt + 500 * 24 * hour, inseeCode: '54395' },
  lines: offsets.map((offset): TallyLine => ({ kind: 'CONFLICT', at: openedAt + offset })),
});

test('the quarter of the opening and the year of everything stay, in the same order, and delays to the hour', () => {
  fc.assert(
    fc.property(opening, after, (openedAt, offsets) => {
      const was = tallyOf(openedAt, offsets);
      const is = coarsened(was, { zone, communeFor: () => '54001' });
      expect(quarter(is.counted.openedAt)).toBe(quarter(openedAt));
      expect(is.counted.inseeCode).toBe('54001');
      for (const [index, line] of was.lines.entries()) {
        const now = is.lines[index]?.at ?? 0;
        expect(year(now)).toBe(year(line.at));
        expect(Math.abs(now - is.counted.openedAt - (line.at - openedAt))).toBeLessThan(hour + 100);
        for (const [other, before] of was.lines.entries()) expect(Math.sign(now - (is.lines[other]?.at ?? 0))).toBe(Math.sign(line.at - before.at));
      }
      // At most the thousandths that keep the order.
      expect(is.counted.openedAt % hour).toBeLessThan(100);
    }),
  );
});

test('a moment by itself stays in its quarter, within its first week', () => {
  fc.assert(
    fc.property(opening, (at) => {
      const coarse = coarseMoment(at, zone);
      expect(quarter(coarse)).toBe(quarter(at));
      expect(coarse - quarter(at)).toBeLessThan(7 * 24 * hour);
    }),
  );
});
