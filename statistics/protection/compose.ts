import type { Days } from '../../calendar/period.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Indicator } from '../indicator.ts';
import type { Survey } from '../survey.ts';
import { cellCounter, cellKey, type FigureCell, type Population, type Thing } from './cells.ts';
import { definedBy, NOT_OF_IT, OF_IT, type OfferedAxis, type OfferedPopulation, type OfferedTable, UNKNOWN_CODE } from './offered.ts';
import { audit, type ProtectionMode, rounded, type Showing, type ToldFigure, toHide, toldRounded, type WhySmall } from './protect.ts';
import { Unprovable } from './system.ts';

/** A figure of a published table. `value` null: it is hidden. `percent`: of the whole, of figures that were not rounded. */
export interface PublishedCell {
  where: FigureCell['where'];
  /** One an axis; null: all of it. */
  labels: (string | null)[];
  value: number | null;
  percent?: number;
}

export interface PublishedTable {
  id: string;
  title: string;
  population: string;
  axes: string[];
  /** A thing may be in several lines: they add up to more than the whole. */
  several: boolean;
  cells: PublishedCell[];
}

/** What is published, as it is signed: nothing in it says what is hidden. */
export interface PublicationContent {
  mode: ProtectionMode;
  days: Days;
  readAt: Instant;
  /** Everything in it was invented. */
  demonstration: boolean;
  definitions: Omit<Indicator, 'measure'>[];
  tables: PublishedTable[];
  /** Asked for, and of too few things at the coarsest. */
  left: string[];
  quality: { cells: number; hidden: number; proved: number; earlier: number; shares: boolean };
}

/** A publication of before, over the same slices. */
export interface EarlierPublication {
  slices: readonly number[];
  content: PublicationContent;
}

/** A hidden cell, what is in it, and why. For those who prepare, never published. */
export interface HiddenCell {
  /** Of the cell (`cellKey`), without slices: they are those of the period. */
  key: string;
  value: number;
  why: WhySmall | 'BESIDE';
}

export interface Composed {
  content: PublicationContent;
  hidden: HiddenCell[];
  /** Cells of which more could be worked out than is allowed: with one, nothing may be published. */
  leaks: { cell: string; value: number; min: number /** Null: nothing bounds it. */; max: number | null }[];
}

interface Composing {
  days: Days;
  mode: ProtectionMode;
  demonstration: boolean;
  tables: readonly OfferedTable[];
  populations: readonly OfferedPopulation[];
  /** One a slice of time; the period is made of those of `own`. */
  surveys: readonly Survey[];
  own: readonly number[];
  before: readonly EarlierPublication[];
}

/** A table whose cells are small for more than this part falls back to coarser lines. */
const tooSmall = 0.5;

/** Makes the tables of a publication, hides what must be hidden, and proves the whole. Throws Unprovable. */
export async function composePublication(asked: Composing): Promise<Composed> {
  const { populations, surveys, own, before, mode } = asked;
  if (before.some(({ content }) => content.mode !== mode))
    throw new Unprovable('OTHER_MODE', 'what was hidden would be rounded, or the other way round');
  const used = populations.filter(({ id }) => asked.tables.some(({ population }) => population === id));
  const inCell = cellCounter(Object.fromEntries(used.map((population) => [population.id, thingsOf(population, surveys)])));
  const value = (cell: FigureCell): number => inCell(cell).value;
  const made = asked.tables.map((table) => tableOf(table, used, (cell) => value({ ...cell, slices: own })));
  const tables = made.flatMap((table) => table ?? []);
  const cellsOf = ({ population, cells }: PublishedTable): FigureCell[] => cells.map(({ where }) => ({ population, slices: own, where }));
  const cells = distinct(tables.flatMap(cellsOf));
  const earlier = before.flatMap(({ slices, content }) =>
    content.tables
      .filter(({ population }) => used.some(({ id }) => id === population))
      .flatMap(({ population, cells: some }) => some.map((one) => ({ cell: { population, slices, where: one.where }, shown: one }))),
  );
  const showing: Showing = {
    populations: used.map(({ id, least, axes }): Population => ({ id, least, axes: axes.flatMap(binaries) })),
    slices: surveys.length,
    inCell,
    cells,
    derived: distinct([
      ...tables.flatMap(cellsOf).flatMap(complements),
      ...earlier.map(({ cell }) => cell),
      // Several publications of before, taken together, leave any single slice.
      ...(before.length === 0 ? [] : surveys).flatMap((_, slice) =>
        [...cells, ...earlier.map(({ cell }) => cell)].map((cell) => ({ ...cell, slices: [slice] })),
      ),
      ...before.flatMap(({ slices }) =>
        [
          own.filter((slice) => !slices.includes(slice)),
          slices.filter((slice) => !own.includes(slice)),
          own.filter((slice) => slices.includes(slice)),
        ]
          .filter((some) => some.length > 0)
          .flatMap((some) =>
            [...cells, ...earlier.filter((one) => one.cell.slices === slices).map(({ cell }) => cell)].map((cell) => ({ ...cell, slices: some })),
          ),
      ),
    ]),
    // What was told then, with today's figures: whoever takes one from the other is helped by every figure that did not change.
    before: earlier.flatMap(({ cell, shown }) => (shown.value === null ? [] : toldCell(cell, value, { mode, shares: shown.percent !== undefined }))),
  };
  const hiddenKeys = mode === 'HIDDEN' ? await toHide(showing) : new Set<string>();
  const toldOf = (shares: boolean): ToldFigure[] =>
    cells.flatMap((cell) => (hiddenKeys.has(cellKey(cell)) ? [] : toldCell(cell, value, { mode, shares })));
  let shares = mode === 'ROUNDED';
  let found = await audit(showing, toldOf(shares), mode);
  if (shares && found.some(({ leaks }) => leaks)) {
    shares = false;
    found = await audit(showing, toldOf(false), mode);
  }
  const why = new Map(found.map((one) => [cellKey(one.cell), one.why]));
  const shown = tables.map((table) => ({
    ...table,
    cells: table.cells.map((one): PublishedCell => {
      const cell = { population: table.population, slices: own, where: one.where };
      if (mode === 'HIDDEN') return { ...one, value: hiddenKeys.has(cellKey(cell)) ? null : value(cell) };
      // The share that was proved is the share that is read.
      const percent = toldCell(cell, value, { mode, shares }).share?.percent;
      return { ...one, value: rounded(value(cell)), ...(percent !== undefined && { percent }) };
    }),
  }));
  return {
    content: {
      mode,
      days: asked.days,
      readAt: surveys[0]?.now ?? 0,
      demonstration: asked.demonstration,
      definitions: [...new Map(asked.tables.flatMap(definedBy).map(({ measure: _, ...one }) => [one.id, one])).values()],
      tables: shown,
      left: asked.tables.filter((_, index) => made[index] === null).map(({ title }) => title),
      quality: {
        cells: shown.reduce((sum, table) => sum + table.cells.length, 0),
        hidden: shown.reduce((sum, table) => sum + table.cells.filter((one) => one.value === null).length, 0),
        proved: found.length,
        earlier: before.length,
        shares,
      },
    },
    hidden: cells
      .filter((cell) => hiddenKeys.has(cellKey(cell)))
      .map((cell) => ({ key: cellKey({ ...cell, slices: [] }), value: value(cell), why: why.get(cellKey(cell)) ?? 'BESIDE' })),
    leaks: found
      .filter(({ leaks }) => leaks)
      .map(({ cell, value: of, bounds: { min, max } }) => ({ cell: namedCell(cell, used), value: of, min, max: Number.isFinite(max) ? max : null })),
  };
}

/** A cell that is shown, as it is told. */
function toldCell(cell: FigureCell, value: (cell: FigureCell) => number, { mode, shares }: { mode: ProtectionMode; shares: boolean }): ToldFigure {
  if (mode === 'HIDDEN') return { cell, low: value(cell), high: value(cell) };
  const whole: FigureCell = { ...cell, where: {} };
  const told = toldRounded(cell, value(cell));
  return shares && value(whole) > 0 ? { ...told, share: { of: whole, percent: Math.round((100 * value(cell)) / value(whole)) } } : told;
}

const distinct = (cells: readonly FigureCell[]): FigureCell[] => [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];

/** An axis of which a thing may have several codes is one axis for each. */
const binaries = ({ id, several, levels }: OfferedAxis): Population['axes'] => {
  const codes = (levels[0] ?? []).map(({ code }) => code);
  return several ? codes.map((code) => ({ id: `${id}:${code}`, codes: [OF_IT, NOT_OF_IT] })) : [{ id, codes }];
};

/** What is left of the line where a thing is, or is not, of a code. */
const complements = (cell: FigureCell): FigureCell[] =>
  Object.entries(cell.where).flatMap(([id, codes]) => (codes[0] === OF_IT ? [{ ...cell, where: { ...cell.where, [id]: [NOT_OF_IT] } }] : []));

/** The things of a population in each slice, with their codes on every axis: as its indicators count them. */
function thingsOf(population: OfferedPopulation, surveys: readonly Survey[]): Thing[] {
  return surveys.flatMap((read, slice) => {
    const found = new Map<string, { codes: Record<string, string>; body?: string }>();
    const bodies = population.unit === 'TRANSFER' ? bodiesOf(read) : undefined;
    for (const { id, several, levels } of population.axes) {
      const [measure] = definedBy({ by: [id] }).map((indicator) => indicator.measure);
      if (measure?.kind !== 'LINES') continue;
      for (const [index, item] of measure.items(read).entries()) {
        const key = population.unit === 'CASE' ? String(item.case) : String(index);
        const body = bodies?.get(`${item.case} ${item.transfer}`);
        const one = found.get(key) ?? { codes: {}, ...(body !== undefined && { body }) };
        const own = item.codes.map((code) => code ?? UNKNOWN_CODE);
        if (several) for (const { code } of levels[0] ?? []) one.codes[`${id}:${code}`] = own.includes(code) ? OF_IT : NOT_OF_IT;
        else one.codes[id] = own[0] ?? UNKNOWN_CODE;
        found.set(key, one);
      }
    }
    return [...found.values()].map((one) => ({ slice, ...one }));
  });
}

const bodiesOf = ({ cases }: Survey): Map<string, string> =>
  new Map(
    cases.flatMap(({ id, counted }) => counted.transfers.map(({ id: transfer, organisation }) => [`${id} ${transfer}`, organisation] as const)),
  );

/** A table with every line there can be, at the finest level at which few enough cells are small; null where no level is coarse enough. */
function tableOf(
  table: OfferedTable,
  populations: readonly OfferedPopulation[],
  value: (cell: Omit<FigureCell, 'slices'>) => number,
): PublishedTable | null {
  const population = populations.find(({ id }) => id === table.population);
  if (population === undefined) return null;
  const axes = table.by.flatMap((id) => population.axes.find((one) => one.id === id) ?? []);
  const levels = axes.map(() => 0);
  for (;;) {
    const cells = cellsAt(axes, levels);
    const inner = cells.filter(({ labels }) => labels.every((text) => text !== null));
    const few = inner.filter(({ where }) => value({ population: population.id, where }) < population.least);
    if (few.length <= tooSmall * inner.length)
      return {
        id: table.id,
        title: table.title,
        population: population.id,
        axes: axes.map((one) => one.label),
        several: axes.some((one) => one.several),
        cells,
      };
    const next = axes.findIndex((one, index) => (levels[index] ?? 0) + 1 < one.levels.length);
    if (next < 0) return null;
    levels[next] = (levels[next] ?? 0) + 1;
  }
}

function cellsAt(axes: readonly OfferedAxis[], levels: readonly number[]): PublishedCell[] {
  return axes.reduce<PublishedCell[]>(
    (cells, axis, index) =>
      cells.flatMap((cell) => [
        ...(axis.levels[levels[index] ?? 0] ?? []).map(({ code, label, of }) => ({
          ...cell,
          labels: [...cell.labels, label],
          where: { ...cell.where, ...(axis.several ? { [`${axis.id}:${code}`]: [OF_IT] } : { [axis.id]: of }) },
        })),
        { ...cell, labels: [...cell.labels, null] },
      ]),
    [{ where: {}, labels: [], value: null }],
  );
}

/** A cell in words, for whoever prepares. */
function namedCell({ population, where }: FigureCell, populations: readonly OfferedPopulation[]): string {
  const of = populations.find(({ id }) => id === population);
  const parts = Object.entries(where).map(([id, codes]) => {
    const [axis = '', binary] = id.split(':');
    const lines = of?.axes.find((one) => one.id === axis)?.levels.flat() ?? [];
    const named = (code: string) => lines.find((one) => one.code === code)?.label ?? code;
    if (binary !== undefined) return codes[0] === OF_IT ? named(binary) : `pas « ${named(binary)} »`;
    return lines.find((one) => one.of.length === codes.length && one.of.every((code) => codes.includes(code)))?.label ?? codes.map(named).join(', ');
  });
  return [of?.label ?? population, ...parts].join(', ');
}
