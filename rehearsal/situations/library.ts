import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { communesOf } from '../../directory/record/communes.ts';
import type { IndexedDirectory } from '../../directory/resolve.ts';
import { type Communes, type ShippedSituation, shippedFile, situate, type WorkedSituation } from './situations.ts';

let read: readonly ShippedSituation[] | undefined;

/** The worked situations that come with the desk. Read once; throws when the file is not valid. */
export function shippedSituations(): readonly ShippedSituation[] {
  const file = new URL('../../procedures/library/situations.yaml', import.meta.url);
  read ??= shippedFile.parse(parse(readFileSync(file, 'utf8'))).situations;
  return read;
}

/** The most and the least populated commune of a department: a town, and the countryside. */
export function communesFor(department: string): Communes {
  const communes = communesOf(department).toSorted((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1));
  return { VILLE: communes[0]?.code ?? '', CAMPAGNE: communes.findLast(({ population }) => population > 0)?.code ?? '' };
}

/** The shipped situations as this department's directory makes them, and those that have no object there. */
export function situationsFor(directory: IndexedDirectory): { situations: WorkedSituation[]; absent: { title: string; why: string }[] } {
  const communes = communesFor(directory.department);
  const placed = shippedSituations().map((shipped) => ({ title: shipped.title, found: situate(shipped, directory, communes) }));
  return {
    situations: placed.flatMap(({ found }) => ('situation' in found ? [found.situation] : [])),
    absent: placed.flatMap(({ title, found }) => ('absent' in found ? [{ title, why: found.absent }] : [])),
  };
}
