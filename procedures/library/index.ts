import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Procedure } from '../procedure.ts';
import { parseProcedure } from '../schema.ts';

/** The departmental protocol that comes with the desk. Read from disk at each call; throws when the file is not a valid procedure. */
export function nationalProcedure(): Procedure {
  const read = parseProcedure(parse(readFileSync(new URL('national.yaml', import.meta.url), 'utf8')));
  if ('procedure' in read) return read.procedure;
  throw new Error(`national.yaml: ${read.problems.map(({ path, message }) => `${path}: ${message}`).join(' | ')}`);
}
