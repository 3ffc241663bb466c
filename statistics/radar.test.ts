import { expect, test } from 'vitest';
import { poissonLimit, poissonTail, radarOf, type SignalledPlace } from './radar.ts';

test('the upper tail of Poisson’s law, beside published tables and a sum of whole fractions', () => {
  expect(poissonTail(1, 1)).toBeCloseTo(1 - Math.exp(-1), 14);
  expect(poissonTail(5, 2)).toBeCloseTo(0.052653, 6);
  expect(poissonTail(10, 3)).toBeCloseTo(0.0011024881, 10);
  expect(poissonTail(4, 10)).toBeCloseTo(0.9896639, 7);
  expect(poissonTail(0, 5)).toBe(1);
  expect(poissonTail(3, 0)).toBe(0);
  // For an expected whole number the terms are fractions: summed exactly, their tail is the same.
  for (const expected of [1, 2, 7, 20, 60]) {
    const scale = 10n ** 60n;
    const terms = [scale];
    for (let n = 1; n < expected * 6 + 80; n += 1) terms.push(((terms[n - 1] ?? 0n) * BigInt(expected)) / BigInt(n));
    const all = terms.reduce((sum, term) => sum + term, 0n);
    for (let observed = 0; observed < expected * 4 + 10; observed += 1) {
      const tail = terms.slice(observed).reduce((sum, term) => sum + term, 0n);
      const exact = Number((tail * 10n ** 25n) / all) / 1e25;
      expect(Math.abs(poissonTail(observed, expected) - exact), `${observed} of ${expected}`).toBeLessThan(1e-11);
    }
  }
});

test('a limit is the last number that chance still gives', () => {
  for (const expected of [0.2, 1, 3.5, 12, 240])
    for (const chance of [0.025, 0.001]) {
      const limit = poissonLimit(expected, chance);
      expect(poissonTail(limit + 1, expected)).toBeLessThan(chance);
      expect(poissonTail(limit, expected)).toBeGreaterThanOrEqual(chance);
    }
});

const place = (id: string, signals: number, change: Partial<SignalledPlace> = {}): SignalledPlace => ({
  id,
  name: id,
  category: '500',
  categoryName: 'EHPAD',
  capacity: 80,
  provider: null,
  signals,
  latest: signals === 0 ? null : signals * 1000,
  declared: 0,
  ...change,
});
const others = Array.from({ length: 10 }, (_, index) => place(`other-${index}`, 2));

test('a place is judged by its size, against the others of its category without itself', () => {
  const [line] = radarOf([...others, place('loud', 9)]);
  expect(line).toMatchObject({
    id: 'loud',
    verdict: 'LOOK',
    against: { expected: 2, often: 5, seldom: 8, others: { places: 10, capacity: 800, signals: 20 } },
  });
  // Twice as large, the same number is less of a surprise.
  expect(radarOf([...others, place('large', 9, { capacity: 160 })]).find(({ id }) => id === 'large')).toMatchObject({
    verdict: 'ABOVE',
    against: { expected: 4 },
  });
  expect(radarOf(others).every(({ verdict }) => verdict === 'TOO_FEW')).toBe(true);
});

test('small numbers say nothing, nor does a place of unknown size, nor one without enough to compare with', () => {
  const tiny = { capacity: 1 };
  expect(radarOf([...others, place('two', 2, tiny)]).find(({ id }) => id === 'two')).toMatchObject({ verdict: 'TOO_FEW' });
  expect(radarOf([...others, place('unknown', 30, { capacity: null })]).find(({ id }) => id === 'unknown')).toMatchObject({
    verdict: 'NO_SIZE',
    against: null,
  });
  expect(radarOf([...others, place('alone', 30, { category: '255' })]).find(({ id }) => id === 'alone')).toMatchObject({
    verdict: 'TOO_FEW',
    against: null,
  });
  expect(radarOf([...others, place('quiet', 0)]).some(({ id }) => id === 'quiet')).toBe(false);
});

test('what an establishment declares itself is said, and never counted against it', () => {
  const open = radarOf([...others, place('open', 2, { declared: 40 })]).find(({ id }) => id === 'open');
  expect(open).toMatchObject({ signals: 2, declared: 40, verdict: 'TOO_FEW' });
});

test('signals too weak at each place join on whoever runs them', () => {
  const provider = { id: '540000001', name: 'Association' };
  const run = ['a', 'b', 'c'].map((id) => place(id, 5, { provider }));
  const lines = radarOf([...others, ...run]);
  expect(lines.filter(({ kind, verdict }) => kind === 'PLACE' && verdict === 'LOOK')).toEqual([]);
  const joined = lines.find(({ kind }) => kind === 'PROVIDER');
  // Each is expected 20 / 10 × 1 = 2, by those that others run; together 6.
  expect(joined).toMatchObject({ id: '540000001', signals: 15, latest: 5000, places: ['a', 'b', 'c'], against: { expected: 6 } });
  expect(joined?.verdict).toBe(15 > poissonLimit(6, 0.001) ? 'LOOK' : 'ABOVE');
  expect(radarOf([...others, place('a', 5, { provider })]).some(({ kind }) => kind === 'PROVIDER')).toBe(false);
});

test('a provider of most places of a category is not its own measure', () => {
  const provider = { id: '540000002', name: 'Groupe' };
  const run = ['a', 'b', 'c', 'd'].map((id) => place(id, 6, { capacity: 50, provider }));
  const few = [1, 2].map((n) => place(`few-${n}`, 1, { capacity: 50 }));
  // Two others with two signals are too few for a rate: nothing is said, rather than 16 expected.
  expect(radarOf([...run, ...few]).filter(({ id, verdict }) => run.some((one) => one.id === id) && verdict !== 'TOO_FEW')).toEqual([]);
  expect(radarOf([...run, ...few]).some(({ kind }) => kind === 'PROVIDER')).toBe(false);
  // Ten others, one signal each: each place is expected one, the four together four.
  const many = Array.from({ length: 10 }, (_, n) => place(`many-${n}`, 1, { capacity: 50 }));
  expect(radarOf([...run, ...many]).find(({ kind }) => kind === 'PROVIDER')).toMatchObject({
    signals: 24,
    against: { expected: 4 },
    verdict: 'LOOK',
  });
});
