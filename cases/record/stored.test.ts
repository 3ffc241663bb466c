import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../vocabulary/canonical.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { type EntryOfBefore, lives, livesOfBefore, stateOfBefore } from './lives.testing.ts';
import { readStoredEntry, readStoredState, storedCodes } from './stored.ts';

const before = livesOfBefore();
const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

const rowOf = ({ kind, at, by, ...codes }: EntryOfBefore) => ({ kind, at: new Date(at), actor_kind: by.kind, actor_id: by.id, codes });
it('every life of before is played still', () => {
  expect(before.map(({ name }) => name)).toEqual(Object.keys(lives));
});

describe.each(before)('what was kept of a life of before: $name', ({ name, entries, read: meant }) => {
  const played = lives[name]?.();

  it('is read in today’s shape, and says what it has always said', () => {
    const read = entries.map((entry) => readStoredEntry(rowOf(entry)));
    expect(read.map(({ kind }) => kind)).toEqual(entries.map(({ kind }) => kind));
    expect(sha256(JSON.parse(JSON.stringify(read)))).toBe(meant.entries);
    expect(sha256(readStoredState(stateOfBefore(entries)))).toBe(meant.state);
    expect(sha256(read.reduce(evolve, nothing))).toBe(meant.state);
  });

  it('as what is written today is read back unchanged', () => {
    for (const entry of played?.entries ?? []) {
      const { kind, at, by } = entry;
      const codes = JSON.parse(JSON.stringify(storedCodes(entry)));
      expect(canonical(readStoredEntry({ kind, at: new Date(at), actor_kind: by.kind, actor_id: by.id, codes }))).toBe(canonical(entry));
    }
    expect(canonical(readStoredState(JSON.parse(JSON.stringify(played?.state))))).toBe(canonical(played?.state));
  });
});
