import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Directory } from '../directory/directory.ts';
import { parseDirectory } from '../directory/schema.ts';

/** The departments that come with the product, marked as demonstrations. */
export const demonstrationDepartments = ['54', '57'] as const;

/** The demonstration directory of a department. Read from disk at each call; throws when the file is not a valid directory. */
export function demonstrationDirectory(department: (typeof demonstrationDepartments)[number]): Directory {
  const read = parseDirectory(parse(readFileSync(new URL(`${department}.yaml`, import.meta.url), 'utf8')));
  if ('directory' in read) return read.directory;
  throw new Error(`${department}.yaml: ${read.problems.map(({ path, message }) => `${path}: ${message}`).join(' | ')}`);
}
