import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Procedure } from '../procedure.ts';
import { parseProcedure } from '../schema.ts';

/** The protocols that come with the desk, to be copied and adapted: by name, what each is in French. */
export const library = {
  national: 'L’arbre national d’orientation, complet',
  minimal: 'Un protocole minimal, pour commencer',
} as const;

export type LibraryName = keyof typeof library;

/** A protocol of the library. Read from disk at each call; throws when the file is not a valid procedure. */
export function libraryProcedure(name: LibraryName): Procedure {
  const read = parseProcedure(parse(readFileSync(new URL(`${name}.yaml`, import.meta.url), 'utf8')));
  if ('procedure' in read) return read.procedure;
  throw new Error(`${name}.yaml: ${read.problems.map(({ path, message }) => `${path}: ${message}`).join(' | ')}`);
}

/** The departmental protocol that comes with the desk. */
export const nationalProcedure = (): Procedure => libraryProcedure('national');
