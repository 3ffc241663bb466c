import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { hours, monday } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { draftsOf, endIntakeDraft, type IntakeDraft, readIntakeDraft, saveIntakeDraft } from './drafts.ts';

let desk: Desk;
let agents: string[];
beforeAll(async () => {
  desk = await freshDesk();
  agents = await Promise.all(
    ['one', 'two'].map((name) =>
      createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email: `${name}@guichet.example`, name }, 'mot de passe'),
    ),
  );
});
afterAll(() => desk.end());

const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);

it('keeps the last thing typed, sealed', async () => {
  const draft = { id: randomUUID(), kind: 'WEB' as const, account: null };
  expect(await readIntakeDraft(desk.db, '54', draft.id)).toBeNull();
  await saveIntakeDraft(desk.db, '54', { ...draft, content: { notes: 'Zéph' } }, monday);
  await saveIntakeDraft(desk.db, '54', { ...draft, content: { notes: 'Zéphirine' } }, monday + 5_000);
  expect(await readIntakeDraft(desk.db, '54', draft.id)).toEqual({ ...draft, content: { notes: 'Zéphirine' } });
  expect(await readIntakeDraft(desk.db, '57', draft.id)).toBeNull();
  expect(await rows('SELECT 1 FROM draft AS d WHERE d::text LIKE $1', [`%${Buffer.from('Zéphirine').toString('hex')}%`])).toEqual([]);
});

it('takes two first savings at once', async () => {
  const draft = { id: randomUUID(), kind: 'WEB' as const, account: null, content: 'same' };
  await Promise.all(Array.from({ length: 5 }, () => saveIntakeDraft(desk.db, '54', draft, monday)));
  expect((await readIntakeDraft(desk.db, '54', draft.id))?.content).toBe('same');
});

it('leaves no way to know how long a call lasted', async () => {
  const [account = ''] = agents;
  const draft = { id: randomUUID(), kind: 'CALL' as const, account };
  for (const minute of [1, 7, 23, 41]) await saveIntakeDraft(desk.db, '54', { ...draft, content: `minute ${minute}` }, monday + minute * 60_000);
  const kept = await rows('SELECT * FROM draft WHERE id = $1', [draft.id]);
  expect(kept).toHaveLength(1);
  const instants = Object.values(kept[0] ?? {}).filter((value) => value instanceof Date);
  expect(instants).toEqual([new Date(monday)]);
  expect(await rows('SELECT 1 FROM access_log')).toEqual([]);
  expect(await draftsOf(desk.db, '54', account)).toEqual([{ id: draft.id, hour: monday }]);
  await expect(rows('UPDATE draft SET touched_hour = $2 WHERE id = $1', [draft.id, new Date(monday + hours(1) + 1)])).rejects.toThrow(
    /check constraint/,
  );
});

it('does not let one agent write over another’s draft', async () => {
  const [one = '', two = ''] = agents;
  const draft = { id: randomUUID(), kind: 'CALL' as const, account: one, content: 'one' };
  expect(await saveIntakeDraft(desk.db, '54', draft, monday)).toBe(true);
  expect(await saveIntakeDraft(desk.db, '54', { ...draft, account: two, content: 'two' }, monday)).toBe(false);
  expect(await readIntakeDraft(desk.db, '54', draft.id)).toMatchObject({ account: one, content: 'one' });
});

describe('a draft that ended', () => {
  const keysOf = (id: string) => rows('SELECT 1 FROM keys.sealed_key WHERE owner_id = $1', [id]);
  const end = (draft: Omit<IntakeDraft, 'content'>) => endIntakeDraft(desk.db, '54', draft, monday);

  it('is forgotten with its key', async () => {
    const draft = { id: randomUUID(), kind: 'WEB' as const, account: null };
    await saveIntakeDraft(desk.db, '54', { ...draft, content: 'x' }, monday);
    await end(draft);
    await end(draft);
    expect(await readIntakeDraft(desk.db, '54', draft.id)).toBeNull();
    expect(await keysOf(draft.id)).toEqual([]);
  });

  it.each(['before it was ever kept', 'after'])('is not brought back by a saving that was still on its way, %s', async (when) => {
    const draft = { id: randomUUID(), kind: 'CALL' as const, account: agents[0] ?? '' };
    if (when === 'after') await saveIntakeDraft(desk.db, '54', { ...draft, content: 'x' }, monday);
    await end(draft);
    expect(await saveIntakeDraft(desk.db, '54', { ...draft, content: 'late' }, monday)).toBe(false);
    expect(await keysOf(draft.id)).toEqual([]);
    expect(await rows('SELECT kind, sealed FROM draft WHERE id = $1', [draft.id])).toEqual([{ kind: 'ENDED', sealed: Buffer.alloc(0) }]);
    expect((await draftsOf(desk.db, '54', draft.account)).map(({ id }) => id)).not.toContain(draft.id);
  });

  it('ends whichever comes first, a saving or its end', async () => {
    const drafts = Array.from({ length: 10 }, () => ({ id: randomUUID(), kind: 'CALL' as const, account: agents[0] ?? '' }));
    await Promise.all(drafts.flatMap((draft) => [saveIntakeDraft(desk.db, '54', { ...draft, content: 'x' }, monday), end(draft)]));
    for (const { id } of drafts) {
      expect(await readIntakeDraft(desk.db, '54', id)).toBeNull();
      expect(await keysOf(id)).toEqual([]);
    }
  });

  it('leaves the id of a note to the next note', async () => {
    const note = { id: randomUUID(), kind: 'NOTE' as const, account: agents[0] ?? '' };
    await saveIntakeDraft(desk.db, '54', { ...note, content: 'one' }, monday);
    await end(note);
    expect(await readIntakeDraft(desk.db, '54', note.id)).toBeNull();
    expect(await saveIntakeDraft(desk.db, '54', { ...note, content: 'two' }, monday)).toBe(true);
  });

  it('is somebody’s own: nobody ends another’s', async () => {
    const [one = '', two = ''] = agents;
    const draft = { id: randomUUID(), kind: 'CALL' as const, account: one };
    await saveIntakeDraft(desk.db, '54', { ...draft, content: 'x' }, monday);
    await end({ ...draft, account: two });
    expect((await readIntakeDraft(desk.db, '54', draft.id))?.content).toBe('x');
  });
});
