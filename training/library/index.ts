import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Study, studySchema } from '../study.ts';

const folder = new URL('./studies/', import.meta.url);
let read: readonly Study[] | undefined;

/** The case studies that come with the desk, by title. Read once; throws, naming the file, when one is not valid. */
export function shippedStudies(): readonly Study[] {
  read ??= readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map(readStudy)
    .toSorted((a, b) => a.title.localeCompare(b.title, 'fr'));
  return read;
}

function readStudy(file: string): Study {
  const study = studySchema.safeParse(parse(readFileSync(new URL(file, folder), 'utf8')));
  const [issue] = study.error?.issues ?? [];
  if (!study.success) throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}`);
  return study.data;
}
