import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const outside = /^(node_modules|\.guichet|bench|test|database\/migrations)\/|\.(test|testing)\.ts$/;
const sources = globSync('**/*.ts', { cwd: root, exclude: (name) => name === 'node_modules' || name === '.guichet' }).filter(
  (file) => !outside.test(file),
);
const lines = sources.flatMap((file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((text, index) => ({ file, text, at: `${file}:${index + 1}` })),
);

const writesCases = /\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE|COPY) (case_file|journal_entry|transfer|task|message|alert|wake)\b/;

describe('statements', () => {
  it('that write a case stand in the record, and nowhere else', () => {
    const writing = lines.filter(({ text }) => writesCases.test(text));
    expect(new Set(writing.map(({ file }) => file.split('/').slice(0, 2).join('/')))).toEqual(new Set(['cases/record']));
    expect(writing.length).toBeGreaterThan(10);
  });
});
