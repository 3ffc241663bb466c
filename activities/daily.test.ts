import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepAnswer } from '../accounts/kept-answers.ts';
import { readIntakeDraft, saveIntakeDraft } from '../intake/drafts.ts';
import { type Desk, freshDesk, openCase, signing } from '../test/fresh.testing.ts';
import { createDaily } from './daily.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk?.end());

const count = async (table: string): Promise<number> => {
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query(`SELECT set_config('guichet.department', '54', false), (SELECT count(*)::int FROM ${table}) AS n`);
  await owner.end();
  return rows[0].n;
};

it('signs the days that are over, once, and lets go of what was kept for a time only', async () => {
  const { db } = desk;
  await openCase(db);
  const web = { kind: 'WEB' as const, account: null, content: { essai: true } };
  await saveIntakeDraft(db, '54', { id: '7a3c1c8e-0b3b-4f6e-9a41-000000000001', ...web }, Date.now() - 31 * 86_400_000);
  await saveIntakeDraft(db, '54', { id: '7a3c1c8e-0b3b-4f6e-9a41-000000000002', ...web }, Date.now());
  await keepAnswer(db, '54', 'somebody', 'a-key', { bodyHash: Buffer.alloc(32), response: {} });
  const daily = createDaily({ db, signing: signing });

  await daily.signAndTidy();
  expect(await readIntakeDraft(db, '54', '7a3c1c8e-0b3b-4f6e-9a41-000000000001')).toBeNull();
  expect(await readIntakeDraft(db, '54', '7a3c1c8e-0b3b-4f6e-9a41-000000000002')).not.toBeNull();
  expect(await count('idempotency')).toBe(1);
  const signed = await count('journal_root');

  await daily.signAndTidy();
  expect(await count('journal_root')).toBe(signed);
});
