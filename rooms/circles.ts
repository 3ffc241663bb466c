import type { Placed } from './house.ts';

type Edges = ReadonlyMap<string, readonly string[]>;

/** Files that import each other in a circle, types included: one shortest circle for each group of files that reach each other. */
export function circlesOf(modules: readonly Pick<Placed, 'path' | 'files'>[]): string[][] {
  const imports: Edges = new Map(modules.map(({ path, files }) => [path, files.map(({ to }) => to)]));
  const importers: Edges = new Map(
    [
      ...Map.groupBy(
        modules.flatMap(({ path, files }) => files.map(({ to }) => ({ path, to }))),
        ({ to }) => to,
      ),
    ].map(([to, from]) => [to, from.map(({ path }) => path)]),
  );
  const known = new Set<string>();
  return [...imports.keys()].toSorted().flatMap((start) => {
    if (known.has(start)) return [];
    const from = reach(start, imports);
    const last = [...from.keys()].find((path) => imports.get(path)?.includes(start));
    if (last === undefined) return [];
    for (const path of reach(start, importers).keys()) if (from.has(path)) known.add(path);
    return [[...wayTo(last, from), start]];
  });
}

/** What a file leads to, itself first, the nearest first; each with the file before it on the way. */
function reach(start: string, edges: Edges): Map<string, string | null> {
  const from = new Map<string, string | null>([[start, null]]);
  for (const path of from.keys()) for (const to of edges.get(path) ?? []) if (!from.has(to)) from.set(to, path);
  return from;
}

function wayTo(end: string, from: ReadonlyMap<string, string | null>): string[] {
  const before = from.get(end) ?? null;
  return before === null ? [end] : [...wayTo(before, from), end];
}
