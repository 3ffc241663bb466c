import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, setActive } from '../accounts/accounts.ts';
import { keepAnswer } from '../accounts/kept-answers.ts';
import { apply } from '../cases/record/apply.ts';
import { caseState } from '../cases/record/read-case.ts';
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

it('releases what people who may not act any more still hold, whoever suspended them', async () => {
  const { db } = desk;
  const { caseId } = await openCase(db);
  const account = { department: '54', kind: 'AGENT' as const, organisation: null, email: 'partie@guichet.example', name: 'Partie' };
  const id = await createAccount(db, account, 'mot de passe');
  const at = Date.now();
  await apply(db, '54', caseId, { kind: 'TaskOrdered', task: 'ADVISER', dueAt: at + 86_400_000, takenBy: id, at, by: { kind: 'AGENT', id } });
  const holder = async () => (await caseState(db, '54', caseId))?.state.tasks.find(({ kind }) => kind === 'ADVISER')?.takenBy;
  const daily = createDaily({ db, signing });
  await daily.signAndTidy();
  expect(await holder()).toBe(id);
  await setActive(db, '54', id, false);
  await daily.signAndTidy();
  expect(await holder()).toBeNull();
});
