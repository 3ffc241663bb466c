import { describe, expect, it } from 'vitest';
import { protocolSchema, readProtocol, writeProtocol } from './files.ts';
import { libraryProcedure } from './library/index.ts';

describe('a file', () => {
  it.each(['yaml', 'json'] as const)('written as %s is read back the same', (format) => {
    const protocol = libraryProcedure('national');
    expect(readProtocol(writeProtocol(protocol, format))).toEqual({ procedure: protocol });
  });

  it.each([
    ['', /vide/, ''],
    ['title: "Essai', /caractère|signe/, 'ligne 1'],
    ['slug: a\nslug: b', /deux fois/, 'ligne 2'],
    ['- a', /./, ''],
    ['a: &x [*x]', /./, ''],
  ])('%j is refused', (text, why, where) => {
    const read = readProtocol(text);
    expect('problems' in read && read.problems[0]?.why).toMatch(why);
    expect('problems' in read && read.problems[0]?.where).toContain(where);
  });

  it('that names a policy which does not exist says where', () => {
    const lines = writeProtocol(libraryProcedure('minimal'), 'yaml').split('\n');
    const line = lines.findIndex((text) => text.includes('policy: parquet'));
    const read = readProtocol(lines.with(line, (lines[line] ?? '').replace('parquet', 'perdue')).join('\n'));
    expect('problems' in read && read.problems).toHaveLength(1);
    expect('problems' in read && read.problems[0]).toMatchObject({
      where: expect.stringContaining(`ligne ${line + 1},`),
      why: expect.stringContaining('«\u00a0perdue\u00a0» n’existe pas'),
    });
  });
});

it('the schema says what a protocol’s file must have', () => {
  expect(protocolSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    required: expect.arrayContaining(['slug', 'chapters', 'policies', 'otherwise', 'inConflict']),
    additionalProperties: false,
  });
});
