import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withBounds } from './bounds.ts';
import { cellCounter, cellKey, type FigureCell, type Population, type Thing } from './cells.ts';
import { audit, rounded, type Showing, type ToldFigure, toHide, toldRounded } from './protect.ts';
import { systemOf } from './system.ts';

const population: Population = {
  id: 'cases',
  least: 3,
  axes: [
    { id: 'place', codes: ['home', 'care', 'road'] },
    { id: 'group', codes: ['old', 'other'] },
    { id: 'town', codes: ['north', 'south'] },
  ],
};
const axis = (id: string) => population.axes.find((one) => one.id === id)?.codes ?? [];

/** Every cell of a table by these axes, its margins and its whole. */
function table(by: readonly string[], slices: readonly number[] = [0]): FigureCell[] {
  const wheres = by.reduce<FigureCell['where'][]>(
    (some, id) => some.flatMap((where) => [where, ...axis(id).map((code) => ({ ...where, [id]: [code] }))]),
    [{}],
  );
  return wheres.map((where) => ({ population: population.id, slices, where }));
}
const once = (cells: readonly FigureCell[]): FigureCell[] => [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];

const showing = (things: readonly Thing[], cells: readonly FigureCell[], more: Partial<Showing> = {}): Showing => ({
  populations: [population],
  slices: 1,
  inCell: cellCounter({ cases: things }),
  cells: once(cells),
  derived: [],
  before: [],
  ...more,
});

/** What is told of the cells that are not hidden. */
const toldOf = (what: Showing, hidden: ReadonlySet<string>): ToldFigure[] =>
  what.cells.flatMap((cell) => {
    const { value } = what.inCell(cell);
    return hidden.has(cellKey(cell)) ? [] : [{ cell, low: value, high: value }];
  });

const someThings = (slices = 1) =>
  fc.array(
    fc.record({
      slice: fc.nat({ max: slices - 1 }),
      codes: fc.record({
        place: fc.constantFrom(...axis('place')),
        group: fc.constantFrom(...axis('group')),
        town: fc.constantFrom(...axis('town')),
      }),
    }),
    { minLength: 0, maxLength: 40 },
  );

const linked = [...table(['place', 'group']), ...table(['place', 'town']), ...table(['group', 'town'])];

/** Every way to have these sums with whole numbers, by trying all: for a cell, the least and the most it is in any. */
function triedAll(told: readonly ToldFigure[], asked: readonly FigureCell[], by: readonly string[], most: number): { min: number; max: number }[] {
  const finest = table(by).filter(({ where }) => Object.keys(where).length === by.length);
  const holds = (cell: FigureCell, one: FigureCell) =>
    by.every((id) => cell.where[id] === undefined || cell.where[id].includes(one.where[id]?.[0] ?? ''));
  const found = asked.map(() => ({ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }));
  const numbers: number[] = [];
  const sum = (cell: FigureCell) => finest.reduce((all, one, index) => all + (holds(cell, one) ? (numbers[index] ?? 0) : 0), 0);
  const go = (): void => {
    if (told.some(({ cell, high }) => sum(cell) > high)) return;
    if (numbers.length < finest.length) {
      for (let number = 0; number <= most; number++) {
        numbers.push(number);
        go();
        numbers.pop();
      }
      return;
    }
    if (told.some(({ cell, low }) => sum(cell) < low)) return;
    for (const [index, cell] of asked.entries()) {
      const one = found[index];
      if (one === undefined) continue;
      one.min = Math.min(one.min, sum(cell));
      one.max = Math.max(one.max, sum(cell));
    }
  };
  go();
  return found;
}

test('a small cell is not found by subtraction, from one table or from tables linked by what they share', async () => {
  await fc.assert(
    fc.asyncProperty(someThings(), async (things) => {
      const what = showing(things, linked);
      const hidden = await toHide(what);
      const found = await audit(what, toldOf(what, hidden), 'HIDDEN');
      expect(found.filter(({ leaks }) => leaks)).toEqual([]);
      expect(found.every(({ cell }) => hidden.has(cellKey(cell)))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('the bounds are those of trying every number', async () => {
  await fc.assert(
    fc.asyncProperty(
      someThings().map((things) => things.slice(0, 9)),
      async (things) => {
        const by = ['place', 'group'];
        const what = showing(things, table(by));
        const hidden = await toHide(what);
        const told = toldOf(what, new Set([...hidden].filter((key) => key !== cellKey({ population: 'cases', slices: [0], where: {} }))));
        const asked = what.cells.filter((cell) => hidden.has(cellKey(cell)));
        const system = systemOf([population], 1, what.cells);
        const tried = triedAll(told, asked, by, things.length);
        await withBounds(
          system,
          told.map(({ cell, low, high }) => ({ sum: system.sumOf(cell), low, high })),
          async ({ boundsOf }) => {
            for (const [index, cell] of asked.entries()) {
              const { min, max } = tried[index] ?? { min: Number.NaN, max: Number.NaN };
              const least = await boundsOf(system.sumOf(cell), (one) => one.min <= min);
              const most = await boundsOf(system.sumOf(cell), (one) => one.max >= max);
              expect([least.min, most.max]).toEqual([min, max]);
              const wider = await boundsOf(system.sumOf(cell), (one) => one.min < min || one.max > max);
              expect(wider.min >= min && wider.max <= max).toBe(true);
            }
          },
        );
      },
    ),
    { numRuns: 15 },
  );
});

test('three tables of two axes give more than each alone: the audit sees what their whole crossing allows', async () => {
  // By the first two tables every "old" at home is in the north and everybody in the north is old: the third cell follows from both.
  const of = (place: string, group: string, town: string, count: number): Thing[] =>
    Array.from({ length: count }, () => ({ slice: 0, codes: { place, group, town } }));
  const things = [
    ...of('home', 'old', 'north', 10),
    ...of('home', 'other', 'south', 10),
    ...of('care', 'old', 'south', 1),
    ...of('care', 'other', 'south', 9),
  ];
  const cells = once([...table(['place', 'town']), ...table(['group', 'town'])]);
  const secret: FigureCell = { population: 'cases', slices: [0], where: { place: ['care'], group: ['old'] } };
  const what = showing(things, cells, { derived: [secret] });
  const found = await audit(what, toldOf(what, new Set()), 'HIDDEN');
  const system = systemOf([population], 1, [...cells, secret]);
  const finest = table(['place', 'group', 'town']).filter(({ where }) => Object.keys(where).length === 3);
  expect(system.unknowns, 'the three together').toBe(finest.length);
  const bounds = found.find(({ cell }) => cellKey(cell) === cellKey(secret))?.bounds;
  // North: ten at home, all old. South: ten at home and ten in care, of whom one is old.
  expect(bounds).toEqual({ min: 0, max: 1 });
  expect(found.find(({ cell }) => cellKey(cell) === cellKey(secret))?.leaks).toBe(true);
});

test('two publications of overlapping periods give nothing by their difference', async () => {
  await fc.assert(
    fc.asyncProperty(someThings(2), async (things) => {
      const first = showing(things, table(['place', 'group'], [0]), { slices: 2 });
      const hidden = await toHide(first);
      const before = toldOf(first, hidden);
      const cells = table(['place', 'group'], [0, 1]);
      const second = showing(things, cells, { slices: 2, before, derived: [...table(['place', 'group'], [1]), ...first.cells] });
      const also = await toHide(second);
      const found = await audit(second, toldOf(second, also), 'HIDDEN');
      expect(found.filter(({ leaks }) => leaks)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('a difference that leaks is named', async () => {
  const things: Thing[] = Array.from({ length: 12 }, (_, index) => ({
    slice: index < 10 ? 0 : 1,
    codes: { place: 'home', group: 'old', town: 'north' },
  }));
  const whole = (slices: number[]): FigureCell => ({ population: 'cases', slices, where: {} });
  const what = showing(things, [whole([0, 1])], { slices: 2, derived: [whole([1])], before: [{ cell: whole([0]), low: 10, high: 10 }] });
  const found = await audit(what, [{ cell: whole([0, 1]), low: 12, high: 12 }], 'HIDDEN');
  expect(found).toEqual([{ cell: whole([1]), value: 2, why: 'FEW', bounds: { min: 2, max: 2 }, leaks: true }]);
  expect([...(await toHide(what))]).toEqual([cellKey(whole([0, 1]))]);
});

test('whoever knows everybody of a hidden cell but one does not know whether there is one more', async () => {
  await fc.assert(
    fc.asyncProperty(someThings(), async (things) => {
      const what = showing(things, linked);
      const hidden = await toHide(what);
      const secrets = (await audit(what, toldOf(what, hidden), 'HIDDEN')).filter(({ value }) => value > 0);
      for (const { cell, value } of secrets.slice(0, 3)) {
        const mine: ToldFigure = { cell, low: value - 1, high: Number.POSITIVE_INFINITY };
        const found = await audit(what, [...toldOf(what, hidden), mine], 'HIDDEN');
        const bounds = found.find((one) => cellKey(one.cell) === cellKey(cell))?.bounds;
        expect(bounds?.min).toBe(value - 1);
        expect(bounds?.max).toBeGreaterThanOrEqual(population.least - 1);
      }
    }),
    { numRuns: 10 },
  );
});

test('what one body has nearly all of is hidden, however large, and cannot be brought near', async () => {
  const of = (place: string, body: string, count: number): Thing[] =>
    Array.from({ length: count }, () => ({ slice: 0, body, codes: { place, group: 'old', town: 'north' } }));
  const things = [
    ...of('home', 'one', 90),
    ...of('home', 'two', 10),
    ...of('care', 'two', 20),
    ...of('care', 'one', 20),
    ...of('road', 'two', 20),
    ...of('road', 'one', 15),
  ];
  const what = showing(things, table(['place']));
  const hidden = await toHide(what);
  const found = await audit(what, toldOf(what, hidden), 'HIDDEN');
  expect(found.map(({ why, value, leaks }) => ({ why, value, leaks }))).toEqual([{ why: 'ONE_BODY', value: 100, leaks: false }]);
  expect(hidden.size).toBe(2);
});

test('rounded figures keep three numbers possible; exact shares beside them do not, and the audit says which cell', async () => {
  const things: Thing[] = Array.from({ length: 40 }, (_, index) => ({
    slice: 0,
    codes: { place: index < 2 ? 'road' : index < 20 ? 'care' : 'home', group: 'old', town: 'north' },
  }));
  const what = showing(things, table(['place']));
  const whole: FigureCell = { population: 'cases', slices: [0], where: {} };
  const told = what.cells.map((cell) => toldRounded(cell, what.inCell(cell).value));
  expect((await audit(what, told, 'ROUNDED')).filter(({ leaks }) => leaks)).toEqual([]);
  const shares = told.map((one) => ({ ...one, share: { of: whole, percent: Math.round((100 * what.inCell(one.cell).value) / 40) } }));
  const leaks = (await audit(what, shares, 'ROUNDED')).filter((one) => one.leaks);
  expect(leaks.map(({ cell }) => cell.where)).toContainEqual({ place: ['road'] });
  expect([0, 2, 3, 7, 8].map(rounded)).toEqual([0, 0, 5, 5, 10]);
});
