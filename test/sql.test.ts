import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const outside = /^(test|database\/migrations)\/|\.(test|testing)\.ts$/;
const skipped: ReadonlySet<string> = new Set(['node_modules', '.guichet']);
const sources = globSync('**/*.ts', { cwd: root, exclude: (name) => skipped.has(name) }).filter((file) => !outside.test(file));

const writesCases = /\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE|COPY) (case_file|journal_entry|transfer|task|message|alert|wake)\b/;

it('statements that write a case stand in the record, and nowhere else', () => {
  const writing = sources.filter((file) => writesCases.test(readFileSync(join(root, file), 'utf8')));
  expect(new Set(writing.map((file) => dirname(file)))).toEqual(new Set(['cases/record']));
  expect(writing.length).toBeGreaterThan(4);
});
