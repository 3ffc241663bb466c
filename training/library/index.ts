import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readStudy, type Study } from '../study.ts';

const folder = new URL('./studies/', import.meta.url);
let read: readonly Study[] | undefined;

/** The case studies that come with the desk, by title. Read once; throws, naming the file, when one is not valid. */
export function shippedStudies(): readonly Study[] {
  read ??= readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map(readFile)
    .toSorted((a, b) => a.title.localeCompare(b.title, 'fr'));
  return read;
}

function readFile(file: string): Study {
  const read = readStudy(parse(readFileSync(new URL(file, folder), 'utf8')));
  if ('study' in read) return read.study;
  throw new Error(`${file}: ${read.problems.map(({ path, message }) => `${path}: ${message}`).join(' ')}`);
}
