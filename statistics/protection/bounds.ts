import imported, { type Highs } from 'highs';
import type { LinearSystem } from './system.ts';

/** Its types are those of its CommonJS half, where the loader is called `default`; what is imported is the loader. */
const loadHighs = imported as unknown as typeof imported.default;

/** What is known of a sum of unknowns, or of what is left of it once a part of another is taken off: between which numbers it is. */
export interface Known {
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
/** Seconds for one bound in whole numbers. */
const patience = 2;
/** No limit, in seconds. */
const long = 1e9;

let loaded: Promise<Highs> | undefined;

/**
 * What somebody who knows these sums can work out of others. `boundsOf` answers the exact least and greatest whole number a sum may be: linear
 * programming gives them, and where the point it ends at is not whole, it is asked again in whole numbers. Where that would take too long, the true
 * bounds lie inside those that are answered: `exact` is then false. `tell` changes what is known; everything is freed after `use`.
 */
export async function withBounds<T>(
  { unknowns, equal }: LinearSystem,
  known: readonly Known[],
  use: (ask: { boundsOf(sum: readonly number[]): Bounds & { exact: boolean }; tell(index: number, low: number, high: number): void }) => T,
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
    model.options.set({ output_flag: false, presolve: 'off', solver: 'choose', simplex_strategy: 4 });
    const end = (): { value: number; whole: boolean; ended: boolean } => {
      model.run();
      const ended = model.getModelStatus() === highs.constants.modelStatus.optimal;
      return { value: model.getObjectiveValue(), whole: model.getSolution().colValue.every((one) => Math.abs(one - Math.round(one)) < close), ended };
    };
    const every = Int32Array.from({ length: unknowns }, (_, index) => index);
    const inWholeNumbers = (): { value: number; exact: boolean } | null => {
      model.options.set({ solver: 'choose', time_limit: model.getRunTime() + patience, presolve: 'on' });
      for (const index of every) model.changeColIntegrality(index, integer);
      const { value, ended } = end();
      for (const index of every) model.changeColIntegrality(index, continuous);
      model.options.set({ time_limit: long, presolve: 'off' });
      return ended ? { value, exact: true } : null;
    };
    const extreme = (sense: typeof minimize | typeof maximize): { value: number; exact: boolean } => {
      model.changeObjectiveSense(sense);
      const { value, whole, ended } = end();
      if (!ended) throw new Error('What is known contradicts itself: nothing can be proved of it.');
      return whole ? { value, exact: true } : (inWholeNumbers() ?? { value, exact: false });
    };
    return use({
      boundsOf(sum) {
        for (const index of sum) model.changeColCost(index, 1);
        const [least, most] = [extreme(minimize), extreme(maximize)];
        for (const index of sum) model.changeColCost(index, 0);
        const max = Math.max(0, Math.floor(most.value + close));
        return {
          min: Math.max(0, Math.ceil(least.value - close)),
          max: max >= ceiling ? Number.POSITIVE_INFINITY : max,
          exact: least.exact && most.exact,
        };
      },
      tell: (index, low, high) => void model.changeRowBounds(equal.length + index, infinite(low), infinite(high)),
    });
  } finally {
    model.dispose();
  }
}
