import { setImmediate as nextTurn } from 'node:timers/promises';
import imported, { type Highs } from 'highs';
import { type LinearSystem, Unprovable } from './system.ts';

/** Its types are those of its CommonJS half, where the loader is called `default`; what is imported is the loader. */
const loadHighs = imported as unknown as typeof imported.default;

/** What is known of a sum of unknowns, or of what is left of it once a part of another is taken off: between which numbers it is. */
export interface KnownSum {
  sum: readonly number[];
  less?: { sum: readonly number[]; times: number };
  low: number;
  high: number;
}

export interface Bounds {
  min: number;
  /** Infinity: nothing bounds it. */
  max: number;
}

/** Above it nothing is counted. */
const ceiling = 1_000_000;
const close = 1e-6;
/** Branches tried for one bound in whole numbers: a count, so that what is proved does not hang on how busy the machine is. */
const patience = 2_000;
/** Seconds of the solver for all bounds asked of one system together (its clock is the model's, not a question's): beyond, nothing is proved. */
const mostSeconds = 120;

let loaded: Promise<Highs> | undefined;

/**
 * What somebody who knows these sums can work out of others. `boundsOf` answers between which whole numbers a sum may be: linear programming gives the
 * least and the greatest, and where the point it ends at is not whole, it is asked again in whole numbers. Whole points that were found are kept: where
 * they already show enough, nothing is asked. A bound that took too many branches in whole numbers is that of the points that were found, narrower than it may
 * be. `forget` takes a sum from what is known. Everything is freed after `use`. Throws Unprovable.
 */
export async function withBounds<T>(
  { unknowns, equal }: LinearSystem,
  known: readonly KnownSum[],
  use: (ask: { boundsOf(sum: readonly number[], isEnough: (bounds: Bounds) => boolean): Promise<Bounds>; forget(index: number): void }) => Promise<T>,
): Promise<T> {
  loaded ??= loadHighs();
  const highs = await loaded;
  const { minimize, maximize } = highs.constants.objectiveSense;
  const { integer, continuous } = highs.constants.variableType;
  const lines = [
    ...equal.map(([one, other]) => ({ indices: [...one, ...other], values: [...one.map(() => 1), ...other.map(() => -1)], low: 0, high: 0 })),
    ...known.map(({ sum, less, low, high }) => {
      const weights = new Map(sum.map((index) => [index, 1]));
      for (const index of less?.sum ?? []) weights.set(index, (weights.get(index) ?? 0) - (less?.times ?? 0));
      return { indices: [...weights.keys()], values: [...weights.values()], low, high };
    }),
  ];
  const infinite = (value: number) => (Number.isFinite(value) ? value : Math.sign(value) * highs.infinity);
  const starts = [0];
  for (const { indices } of lines) starts.push((starts.at(-1) ?? 0) + indices.length);
  const model = highs.createModel({
    numCols: unknowns,
    numRows: lines.length,
    colCost: new Float64Array(unknowns),
    colLower: new Float64Array(unknowns),
    colUpper: new Float64Array(unknowns).fill(ceiling),
    rowLower: lines.map(({ low }) => infinite(low)),
    rowUpper: lines.map(({ high }) => infinite(high)),
    matrix: {
      format: 'csr',
      numRows: lines.length,
      numCols: unknowns,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(lines.flatMap(({ indices }) => indices)),
      values: Float64Array.from(lines.flatMap(({ values }) => values)),
    },
  });
  try {
    model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'choose',
      simplex_strategy: 4,
      mip_max_nodes: patience,
      time_limit: mostSeconds,
    });
    const points: Float64Array[] = [];
    const run = (): { value: number; ended: boolean; whole: boolean } => {
      model.run();
      const status = model.getModelStatus();
      if (status === highs.constants.modelStatus.timeLimit) throw new Unprovable('TOO_LONG', `more than ${mostSeconds} seconds`);
      const ended = status === highs.constants.modelStatus.optimal;
      const { colValue } = model.getSolution();
      const whole = ended && colValue.every((one) => Math.abs(one - Math.round(one)) < close);
      if (whole) points.push(colValue.map(Math.round));
      return { value: model.getObjectiveValue(), ended, whole };
    };
    const every = Int32Array.from({ length: unknowns }, (_, index) => index);
    const inWholeNumbers = (): void => {
      model.options.set({ presolve: 'on' });
      for (const index of every) model.changeColIntegrality(index, integer);
      run();
      for (const index of every) model.changeColIntegrality(index, continuous);
      model.options.set({ presolve: 'off' });
    };
    const seen = (sum: readonly number[]): Bounds => {
      const found = points.map((point) => sum.reduce((all, index) => all + (point[index] ?? 0), 0));
      const max = Math.max(...found);
      return { min: Math.min(...found), max: max >= ceiling ? Number.POSITIVE_INFINITY : max };
    };
    return await use({
      async boundsOf(sum, isEnough) {
        if (isEnough(seen(sum))) return seen(sum);
        // Whoever else waits for this process is answered between two bounds.
        await nextTurn();
        for (const index of sum) model.changeColCost(index, 1);
        const ends = [minimize, maximize].map((sense) => {
          model.changeObjectiveSense(sense);
          const end = run();
          if (!end.ended) throw new Unprovable('OTHER_CODES', 'What is known contradicts itself: nothing can be proved of it.');
          return end;
        });
        const [least, most] = ends.map(({ value }) => value);
        // What is too narrow already in all numbers is so in whole ones.
        const widest = { min: Math.max(0, Math.ceil((least ?? 0) - close)), max: Math.floor((most ?? 0) + close) };
        if (!isEnough(widest)) {
          for (const index of sum) model.changeColCost(index, 0);
          return widest;
        }
        for (const [index, sense] of [minimize, maximize].entries()) {
          if (ends[index]?.whole || isEnough(seen(sum))) continue;
          model.changeObjectiveSense(sense);
          inWholeNumbers();
        }
        for (const index of sum) model.changeColCost(index, 0);
        return seen(sum);
      },
      forget: (index) => void model.changeRowBounds(equal.length + index, -highs.infinity, highs.infinity),
    });
  } finally {
    model.dispose();
  }
}
