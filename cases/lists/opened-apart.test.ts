import { expect, it } from 'vitest';
import { keyRings, newDataKey, seal } from '../../database/sealing.ts';
import { openedApart, SearchStopped } from './opened-apart.ts';
import { readWords, type SealedCase } from './said-words.ts';

const zeros = Buffer.alloc(32);
const keys = keyRings({ master: zeros, journal: zeros, index: zeros });
const sought = readWords('escarre') ?? [];

function aCase(id: string, ...texts: string[]): SealedCase {
  const { key } = newDataKey(keys, id);
  return { id, key, entries: texts.map((text, seq) => ({ seq, kind: 'NOTE' as const, sealed: seal(key, `${id}/${seq}`, { text }) })) };
}

it('cases are opened in a process of their own, batch after batch, and those that hold the words come back', async () => {
  const found = await openedApart(sought, async (open) => [
    ...(await open([aCase('one', 'Rien.', 'Une escarre.'), aCase('two', 'Rien.')])),
    ...(await open([aCase('three', 'Des escarres.')])),
  ]);
  expect(found).toEqual([
    { id: 'one', kind: 'NOTE', excerpt: { before: 'Une ', hit: 'escarre', after: '.' } },
    { id: 'three', kind: 'NOTE', excerpt: { before: 'Des ', hit: 'escarre', after: 's.' } },
  ]);
});

it('what cannot be opened stops the search, and keeps no other from being made', async () => {
  const wrong = { ...aCase('one', 'Une escarre.'), id: 'another' };
  await expect(openedApart(sought, (open) => open([wrong]))).rejects.toThrow(SearchStopped);
  expect(await openedApart(sought, (open) => open([aCase('one', 'Une escarre.')]))).toHaveLength(1);
});
