import { randomUUID } from 'node:crypto';
import knex from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, setSecondFactor } from '../accounts/accounts.ts';
import { recordContact } from '../intake/contact.ts';
import { endIntakeDraft, mayBeDraft, saveIntakeDraft } from '../intake/drafts.ts';
import { asOwner, type Desk, fillEveryTable, freshDesk } from '../test/fresh.testing.ts';
import { up } from './migrations/202611291400_typed_keys.ts';
import { inDepartment } from './pool.ts';
import { type KeyOwner, keysMissing, sealedKeyOf } from './sealed-keys.ts';

let desk: Desk;
let account: string;
const now = Date.now();
beforeAll(async () => {
  desk = await freshDesk();
  await fillEveryTable(desk.db, '54');
  account = await createAccount(
    desk.db,
    { department: '54', kind: 'AGENT', organisation: null, email: 'agent@guichet.example', name: 'Camille' },
    'mot de passe',
  );
  await setSecondFactor(desk.db, '54', account, 'JBSWY3DPEHPK3PXP');
  const contact = { source: 'phone', externalId: 'x', bodyHash: Buffer.alloc(32), receivedAt: now, content: 'x' };
  await recordContact(desk.db, { department: '54', kind: 'ADVICE', channel: 'PHONE', ...contact });
});
afterAll(() => desk.end());

const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const owner = async (kind: KeyOwner): Promise<string> => {
  const [row] = await rows('SELECT owner_id FROM keys.sealed_key WHERE kind = $1 ORDER BY owner_id LIMIT 1', [kind]);
  return row?.owner_id;
};
const draft = (id: string) => ({ id, kind: 'CALL' as const, account, content: 'x' });

it.each(['CASE', 'CONTACT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL'] as const)(
  'the id of a %s is no draft’s: nothing is kept under it, nothing of it is dropped',
  async (kind) => {
    const id = await owner(kind);
    expect(await mayBeDraft(desk.db, '54', id)).toBe(false);
    expect(await saveIntakeDraft(desk.db, '54', draft(id), now)).toBe(false);
    expect(await rows('SELECT 1 FROM draft WHERE id = $1', [id])).toEqual([]);
    await endIntakeDraft(desk.db, '54', { id, account, kind: 'CALL' }, now);
    expect(await rows('SELECT kind FROM keys.sealed_key WHERE owner_id = $1', [id])).toEqual([{ kind }]);
  },
);

it('an id of another department is no draft’s either, and nothing says so before something is kept', async () => {
  const id = await owner('CASE');
  expect(await mayBeDraft(desk.db, '57', id)).toBe(true);
  expect(await saveIntakeDraft(desk.db, '57', { ...draft(id), account: null }, now)).toBe(false);
  expect(await owner('CASE')).toBe(id);
});

it('opens a key for its own kind only', async () => {
  const id = await owner('CASE');
  await inDepartment(desk.db, '54', async (tx) => {
    expect(await sealedKeyOf(desk.db, tx, 'CASE', id)).toHaveLength(32);
    for (const kind of ['DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT'] as const) expect(await sealedKeyOf(desk.db, tx, kind, id)).toBeNull();
  });
});

it('a draft is dropped with its key by whoever writes it, and by nobody else', async () => {
  const id = randomUUID();
  expect(await saveIntakeDraft(desk.db, '54', draft(id), now)).toBe(true);
  await endIntakeDraft(desk.db, '54', { id, account: null, kind: 'CALL' }, now);
  await endIntakeDraft(desk.db, '54', { id, account: randomUUID(), kind: 'CALL' }, now);
  expect(await rows('SELECT kind FROM keys.sealed_key WHERE owner_id = $1', [id])).toEqual([{ kind: 'DRAFT' }]);
  await endIntakeDraft(desk.db, '54', { id, account, kind: 'CALL' }, now);
  expect(await rows('SELECT kind FROM keys.sealed_key WHERE owner_id = $1', [id])).toEqual([]);
});

it('the application cannot drop or change the key of a case, a contact, a declaration, or a mail that is in use', async () => {
  const held = `SELECT kind, count(*)::int AS n FROM keys.sealed_key WHERE kind IN ('CASE', 'CONTACT', 'DECLARATION', 'MAIL') GROUP BY kind ORDER BY kind`;
  const before = await rows(held);
  expect(before.map(({ kind }) => kind)).toEqual(['CASE', 'CONTACT', 'DECLARATION', 'MAIL']);
  await rows('DELETE FROM keys.sealed_key');
  expect(await rows(held)).toEqual(before);
  await expect(rows(`UPDATE keys.sealed_key SET wrapped = '\\x00'`)).rejects.toThrow(/permission denied/);
  await expect(rows(`UPDATE keys.sealed_key SET kind = 'DRAFT'`)).rejects.toThrow(/permission denied/);
  await expect(rows('TRUNCATE keys.sealed_key')).rejects.toThrow(/permission denied/);
});

it('says what has lost its key, by kind', async () => {
  await fillEveryTable(desk.db, '57');
  const missing = () => inDepartment(desk.db, '57', keysMissing);
  expect(await missing()).toEqual([]);
  await asOwner(desk, 'DELETE FROM keys.sealed_key', [], '57');
  expect(await missing()).toEqual([
    'La clé manque pour 1 contact\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 courriel\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 déclaration\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 transmission\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 brouillon\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 vue\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 relève\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 demande\u00a0: leur contenu ne s’ouvre plus.',
    'La clé manque pour 1 logiciel appelé\u00a0: leur contenu ne s’ouvre plus.',
  ]);
});

it('tells whose the keys are that were made before they said it', async () => {
  await fillEveryTable(desk.db, '54');
  await setSecondFactor(desk.db, '54', account, 'JBSWY3DPEHPK3PXP');
  const all = () => rows('SELECT owner_id, kind FROM keys.sealed_key ORDER BY owner_id');
  // What is told, and kept views, came with kinds.
  await asOwner(desk, `DELETE FROM keys.sealed_key WHERE kind IN ('TOLD', 'VIEW', 'OUTSIDE', 'RELIEF', 'REQUEST', 'ENDPOINT')`);
  const before = await all();
  expect(new Set(before.map(({ kind }) => kind)).size).toBe(7);
  await asOwner(desk, 'DROP POLICY kept ON keys.sealed_key');
  await asOwner(desk, 'DROP POLICY organisation ON keys.sealed_key');
  await asOwner(desk, 'ALTER TABLE keys.sealed_key DROP COLUMN kind');
  const owner = knex({ client: 'pg', connection: desk.fresh.ownerUrl });
  await owner.transaction((transaction) => up(transaction));
  await owner.destroy();
  expect(await all()).toEqual(before);
});
