import type { Axis, FigureCell, Population } from './cells.ts';

/** Sums of unknown whole numbers that are none below zero. */
export interface LinearSystem {
  unknowns: number;
  /** Each is zero: the unknowns of the first less those of the second. */
  equal: readonly (readonly [readonly number[], readonly number[]])[];
  /** The unknowns whose sum a cell is. */
  sumOf: (cell: FigureCell) => readonly number[];
}

/**
 * Why nothing can be proved of what is asked. CROSSINGS: it crosses too much. TOO_LONG: it takes too long. OTHER_MODE: figures of these days came out protected the other way, and
 * one would open what the other hides. OTHER_CODES: what came out is of codes that are no more, or contradicts what is counted today.
 */
export type WhyUnprovable = 'CROSSINGS' | 'TOO_LONG' | 'OTHER_MODE' | 'OTHER_CODES';

/** Nothing can be proved of what is asked: nothing is published. */
export class Unprovable extends Error {
  readonly why: WhyUnprovable;
  constructor(why: WhyUnprovable, message: string) {
    super(message);
    this.why = why;
  }
}

/** Unknowns of one proof. */
const atMost = 40_000;

/**
 * Everything that whoever reads these cells knows without being told: each is a sum over things that are there or not. The whole crossing of all axes
 * would be too large; the axes that some cell crosses are joined into groups (the cliques of a triangulated graph), the whole crossing of each group
 * is unknown, and two groups agree on what they share. Numbers that agree so belong to one whole crossing, and the other way round (the theorem of
 * junction trees), so nothing is lost by it. Throws Unprovable.
 */
export function systemOf(populations: readonly Population[], slices: number, cells: readonly FigureCell[]): LinearSystem {
  const equal: [number[], number[]][] = [];
  const blocks = new Map<string, Block[]>();
  let unknowns = 0;
  for (const { id, axes } of populations) {
    const crossed = cells.filter(({ population }) => population === id).map(({ where }) => Object.keys(where));
    const groups = groupsOf(
      axes.map((axis) => axis.id),
      crossed,
    );
    const own = groups.map((group) => {
      const block = { axes: axes.filter((axis) => group.has(axis.id)), from: unknowns, size: 1 };
      block.size = block.axes.reduce((size, { codes }) => size * codes.length, 1);
      unknowns += block.size * slices;
      if (unknowns > atMost) throw new Unprovable('CROSSINGS', `more than ${atMost} unknowns`);
      return block;
    });
    blocks.set(id, own);
    for (const [one, other] of joins(groups)) {
      const [a, b] = [own[one], own[other]];
      if (a === undefined || b === undefined) continue;
      const shared = a.axes.filter((axis) => b.axes.includes(axis));
      for (let slice = 0; slice < slices; slice++)
        for (const where of everyCode(shared)) equal.push([within(a, [slice], where), within(b, [slice], where)]);
    }
  }
  const sumOf = (cell: FigureCell): number[] => {
    const asked = Object.keys(cell.where);
    const block = blocks.get(cell.population)?.find(({ axes }) => asked.every((id) => axes.some((axis) => axis.id === id)));
    if (block === undefined) throw new Unprovable('OTHER_CODES', `no unknowns for a cell of ${cell.population} by ${asked.join(', ')}`);
    return within(block, cell.slices, cell.where);
  };
  return { unknowns, equal, sumOf };
}

interface Block {
  axes: readonly Axis[];
  from: number;
  size: number;
}

/** The unknowns of a block that have these codes. */
function within({ axes, from, size }: Block, slices: readonly number[], where: FigureCell['where']): number[] {
  let places = [0];
  for (const { id, codes } of axes) {
    const among = where[id];
    const kept = codes.flatMap((code, index) => (among === undefined || among.includes(code) ? [index] : []));
    places = places.flatMap((place) => kept.map((index) => place * codes.length + index));
  }
  return slices.flatMap((slice) => places.map((place) => from + slice * size + place));
}

/** Axes joined until every pair that is crossed is in one group, and groups make a tree: the one with the fewest neighbours goes first. */
function groupsOf(axes: readonly string[], crossed: readonly (readonly string[])[]): ReadonlySet<string>[] {
  const used = axes.filter((axis) => crossed.some((asked) => asked.includes(axis)));
  const near = new Map(used.map((axis) => [axis, new Set(crossed.filter((asked) => asked.includes(axis)).flat())]));
  const groups: Set<string>[] = [];
  for (const left = new Set(used); left.size > 0; ) {
    const rest = [...left].map((axis) => new Set([axis, ...[...(near.get(axis) ?? [])].filter((other) => left.has(other))]));
    const smallest = rest.reduce((a, b) => (b.size < a.size ? b : a));
    const [gone = ''] = smallest;
    for (const one of smallest) for (const other of smallest) near.get(one)?.add(other);
    left.delete(gone);
    if (!groups.some((group) => [...smallest].every((axis) => group.has(axis)))) groups.push(smallest);
  }
  return groups.length === 0 ? [new Set()] : groups;
}

/** A tree over groups: the pairs that share most, first. */
function joins(groups: readonly ReadonlySet<string>[]): [number, number][] {
  const tree: [number, number][] = [];
  const inside = new Set([0]);
  while (inside.size < groups.length) {
    let best: [number, number, number] = [-1, -1, -1];
    for (const one of inside)
      for (const [other, group] of groups.entries()) {
        const shared = [...group].filter((axis) => groups[one]?.has(axis)).length;
        if (!inside.has(other) && shared > best[2]) best = [one, other, shared];
      }
    tree.push([best[0], best[1]]);
    inside.add(best[1]);
  }
  return tree;
}

function everyCode(axes: readonly Axis[]): Record<string, string[]>[] {
  return axes.reduce<Record<string, string[]>[]>(
    (some, { id, codes }) => some.flatMap((where) => codes.map((code) => ({ ...where, [id]: [code] }))),
    [{}],
  );
}
