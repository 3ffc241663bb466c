import { expect, it } from 'vitest';
import { type EntryOfBefore, livesOfBefore } from '../../cases/record/lives.testing.ts';
import { readStoredEntry } from '../../cases/record/stored.ts';
import { detailOf } from './detail.ts';

/** As it was printed when an entry said its codes in one bag. */
function printedBefore({ task, because }: EntryOfBefore): string {
  const {
    deadline,
    rank,
    reason,
    codes = [],
    rules = [],
    contact,
  } = because as Record<'deadline' | 'rank' | 'reason' | 'contact', string> & Partial<Record<'codes' | 'rules', string[]>>;
  const parts = [task, deadline, rank === undefined ? undefined : `n°${rank}`, reason, contact, ...codes, ...rules.map((rule) => `règle ${rule}`)];
  return parts.filter((part) => part !== undefined).join(' · ');
}

it.each(livesOfBefore())('says the same codes in the same order as before: $name', ({ entries }) => {
  for (const entry of entries) {
    const { kind, at, by, ...codes } = entry;
    const read = readStoredEntry({ kind, at: new Date(at), actor_kind: by.kind, actor_id: by.id, codes });
    expect(detailOf(read), kind).toBe(printedBefore(entry));
  }
});
