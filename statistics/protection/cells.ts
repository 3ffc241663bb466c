/** What tables are made of: one way to part a population. Codes are the finest ones, every one that can be, whether anything has it or not. */
export interface Axis {
  id: string;
  codes: readonly string[];
}

/** Things of one kind, each with one code on each axis. Cells of two populations say nothing of one another. */
export interface Population {
  id: string;
  axes: readonly Axis[];
  /** A cell of fewer is protected. */
  least: number;
}

/** One of the things that are counted: on each axis, and in which slice of time. `body`: whose it is, where one body may be most of a cell. */
export interface Thing {
  slice: number;
  codes: Readonly<Record<string, string>>;
  body?: string;
}

/**
 * How many things of a population have one of these codes on each axis named, over some slices of time. An axis that is not named is summed over. The
 * same cell in two tables is one cell: that is how tables are linked.
 */
export interface FigureCell {
  population: string;
  slices: readonly number[];
  where: Readonly<Record<string, readonly string[]>>;
}

export const cellKey = ({ population, slices, where }: FigureCell): string =>
  JSON.stringify([
    population,
    slices.toSorted((a, b) => a - b),
    Object.entries(where)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([axis, codes]) => [axis, codes.toSorted()]),
  ]);

/** What is in a cell. */
export interface InCell {
  value: number;
  /** One body has more than its part of it. */
  oneBody: boolean;
}

/** One body with more than this part of a cell could be read from it, and the others by it. */
export const dominance = 0.85;

/** Counts the cells of populations; each once. */
export function cellCounter(things: Readonly<Record<string, readonly Thing[]>>): (cell: FigureCell) => InCell {
  const alike = new Map(
    Object.entries(things).map(
      ([id, all]) => [id, [...Map.groupBy(all, (one) => JSON.stringify([one.slice, one.body, one.codes])).values()]] as const,
    ),
  );
  const counted = new Map<string, InCell>();
  return (cell) => {
    const key = cellKey(cell);
    const known = counted.get(key) ?? countedIn(alike.get(cell.population) ?? [], cell);
    counted.set(key, known);
    return known;
  };
}

function countedIn(alike: readonly (readonly Thing[])[], { slices, where }: FigureCell): InCell {
  const asked = Object.entries(where);
  const bodies = new Map<string, number>();
  let value = 0;
  for (const some of alike) {
    const [one] = some;
    if (one === undefined || !slices.includes(one.slice) || !asked.every(([axis, among]) => among.includes(one.codes[axis] ?? ''))) continue;
    value += some.length;
    if (one.body !== undefined) bodies.set(one.body, (bodies.get(one.body) ?? 0) + some.length);
  }
  return { value, oneBody: Math.max(0, ...bodies.values()) > dominance * value };
}
