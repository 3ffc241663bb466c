import type { Placed } from './house.ts';

/** Files that import each other in a circle, types included; one shortest circle for each group of such files, by name. */
export function circlesOf(modules: readonly Pick<Placed, 'path' | 'files'>[]): string[][] {
  const imports = new Map(modules.map(({ path, files }) => [path, files.map(({ to }) => to)]));
  const done = new Set<string>();
  return [...imports.keys()].toSorted().flatMap((start) => {
    if (done.has(start)) return [];
    const circle = wayBack(start, imports);
    if (circle === undefined) return [];
    for (const path of circle) done.add(path);
    return [[...circle, start]];
  });
}

/** The shortest way from a file to itself; undefined when there is none. */
function wayBack(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const from = new Map<string, string>();
  const next = [start];
  for (const path of next) {
    for (const to of imports.get(path) ?? []) {
      if (to === start) return wayTo(path, start, from);
      if (from.has(to)) continue;
      from.set(to, path);
      next.push(to);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, from: ReadonlyMap<string, string>): string[] {
  const way = [end];
  while (way[0] !== start) way.unshift(from.get(way[0] ?? '') ?? start);
  return way;
}
