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
export interface Cell {
  population: string;
  slices: readonly number[];
  where: Readonly<Record<string, readonly string[]>>;
}

export const cellKey = ({ population, slices, where }: Cell): string =>
  JSON.stringify([
    population,
    slices.toSorted((a, b) => a - b),
    Object.entries(where)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([axis, codes]) => [axis, codes.toSorted()]),
  ]);

/** The things of a cell. */
export function thingsIn(things: readonly Thing[], { slices, where }: Cell): Thing[] {
  const asked = Object.entries(where);
  return things.filter(({ slice, codes }) => slices.includes(slice) && asked.every(([axis, among]) => among.includes(codes[axis] ?? '')));
}

/** One body with more than this part of a cell could be read from it, and the others by it. */
export const dominance = 0.85;

/** Whether one body has more than its part of these things. Never where none has a body. */
export function isDominated(things: readonly Thing[]): boolean {
  const sizes = [...Map.groupBy(things, ({ body }) => body)].flatMap(([body, own]) => (body === undefined ? [] : [own.length]));
  return Math.max(0, ...sizes) > dominance * things.length;
}
