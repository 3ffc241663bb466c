import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indicatorOf, onTimeRate } from './indicator.ts';
import type { Followed } from './reading.ts';

const now = 1_000;
const followed = (due: number, at: number | null): Followed => ({ due, at });

it('counts what was declared, and of what had to follow what came on time, late, never, or may still come', () => {
  const written = [followed(900, 900), followed(900, 901), followed(900, null), followed(1_000, null)];
  const declarations = [
    ...written.map((one) => ({ written: one, second: null })),
    { written: null, second: followed(2_000, 10) },
    { written: null, second: null },
  ];
  const { declared, oral, eigs } = indicatorOf(declarations, now);
  expect(declared).toBe(6);
  expect(oral).toEqual({ total: 4, onTime: 1, late: 1, lapsed: 1, running: 1 });
  expect(eigs).toEqual({ total: 1, onTime: 1, late: 0, lapsed: 0, running: 0 });
  expect(onTimeRate(oral)).toBeCloseTo(1 / 3);
  expect(onTimeRate(indicatorOf([], now).oral)).toBeNull();
});

it('puts each in one class and one only, and a rate never leaves 0 to 1', () => {
  const one = fc.record({ due: fc.nat(2_000), at: fc.option(fc.nat(2_000)) });
  fc.assert(
    fc.property(fc.array(one), (all) => {
      const { oral } = indicatorOf(
        all.map((written) => ({ written, second: null })),
        now,
      );
      expect(oral.onTime + oral.late + oral.lapsed + oral.running).toBe(all.length);
      const rate = onTimeRate(oral);
      expect(rate === null || (rate >= 0 && rate <= 1)).toBe(true);
    }),
  );
});
