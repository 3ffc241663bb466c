import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountToSignIn, createAccount, listAccounts } from '../accounts/accounts.ts';
import { passwordMatches } from '../accounts/password.ts';
import { createDepartment, listDepartments } from '../database/departments.ts';
import { connect, type Database } from '../database/pool.ts';
import { whoToCall } from '../directory/record/duty.ts';
import { currentDirectory } from '../directory/record/revisions.ts';
import { receive } from '../intake/receive.ts';
import { type FreshDatabase, freshDatabase } from '../test/database.ts';
import { anAlert, testKeys } from '../test/fresh.testing.ts';
import { closeDemonstration, demonstrationAccounts, seedDemonstration } from './seed.ts';

let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect({ url: fresh.appUrl, keys: testKeys, acting: { as: 'COMMAND' } });
});
afterAll(async () => {
  await db.end();
  await fresh.drop();
});

it('makes two departments that work at once, day and night, and changes nothing the second time', async () => {
  await seedDemonstration(db, 'demonstration');
  const before = await listAccounts(db, '54');
  await seedDemonstration(db, 'demonstration');
  expect(await listAccounts(db, '54')).toEqual(before);
  expect(await listDepartments(db)).toMatchObject([
    { code: '54', mode: 'demonstration' },
    { code: '57', mode: 'demonstration' },
  ]);
  const caseId = randomUUID();
  for (const department of ['54', '57']) {
    expect((await currentDirectory(db, department)).revision).toBe(1);
    expect(await receive(db, anAlert({ department }, { inseeCode: department === '54' ? '54395' : '57463' }))).toHaveProperty('state');
    expect(await whoToCall(db, department, { level: 0, at: Date.UTC(2031, 7, 15, 1), caseId })).toMatchObject([{ name: 'Camille Lambert' }]);
    expect(await whoToCall(db, department, { level: 1, at: Date.UTC(2031, 7, 15, 1), caseId })).toMatchObject([{ name: 'Dominique Henry' }]);
  }
});

it('shows accounts that open, one at least per kind and department', async () => {
  const accounts = demonstrationAccounts();
  for (const department of ['54', '57']) {
    const kinds = new Set(accounts.filter((account) => account.department === department).map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['AGENT', 'COORDINATOR', 'INSTITUTION', 'PARTNER', 'ADMIN']));
  }
  for (const { email, password, department, kind } of accounts) {
    const found = await accountToSignIn(db, email);
    expect(found?.account).toMatchObject({ department, kind });
    expect(await passwordMatches(password, found?.passwordHash ?? null)).toBe(true);
  }
});

it('is refused in production, and left undone beside a production department', async () => {
  await expect(seedDemonstration(db, 'production')).rejects.toThrow();
  expect(await seedDemonstration(db, 'demonstration')).toBe(true);
  await createDepartment(db, { code: '88', name: 'Vosges', mode: 'production' });
  expect(await seedDemonstration(db, 'demonstration')).toBe(false);
});

it('is closed with every account that its public passwords may have opened, sessions included, and nobody else’s', async () => {
  const other = (department: string, email: string) =>
    createAccount(db, { department, kind: 'AGENT', organisation: null, email, name: 'Autre' }, 'un mot de passe à soi');
  await other('54', 'ouvert.par.un.passant@guichet.example');
  await other('88', 'agent@vosges.example');
  const agent = await accountToSignIn(db, 'agent.54@guichet.example');
  await db.pool.query("INSERT INTO sessions.session (sid, sess, expire) VALUES ('s', $1, now() + interval '1 hour')", [
    JSON.stringify({ account: agent?.account.id }),
  ]);
  const closed = await closeDemonstration(db);
  expect(closed.toSorted()).toEqual(['ouvert.par.un.passant@guichet.example', ...demonstrationAccounts().map(({ email }) => email)].toSorted());
  for (const email of closed) expect(await accountToSignIn(db, email), email).toBeNull();
  expect((await db.pool.query('SELECT 1 FROM sessions.session')).rowCount).toBe(0);
  expect(await accountToSignIn(db, 'agent@vosges.example')).not.toBeNull();
  expect(await closeDemonstration(db)).toEqual([]);
});
