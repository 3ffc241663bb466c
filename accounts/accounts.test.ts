import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../database/pool.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import {
  accountOf,
  accountToSignIn,
  changeAccount,
  createAccount,
  EmailTaken,
  listAccounts,
  secondFactorOf,
  seenToday,
  setActive,
  setPassword,
  setSecondFactor,
} from './accounts.ts';
import { passwordMatches } from './password.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

async function anAccount(email = `${randomUUID()}@guichet.example`) {
  const account = { department: '54', kind: 'AGENT' as const, organisation: null, email, name: 'Camille' };
  return { ...account, id: await createAccount(desk.db, account, 'mot de passe') };
}
const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);

async function signIn(account: string): Promise<void> {
  await desk.db.pool.query("INSERT INTO sessions.session (sid, sess, expire) VALUES ($1, $2, now() + interval '1 hour')", [
    randomUUID(),
    JSON.stringify({ account }),
  ]);
}
const sessionsOf = async (account: string) =>
  (await desk.db.pool.query(`SELECT 1 FROM sessions.session WHERE sess ->> 'account' = $1`, [account])).rowCount;

describe('accounts', () => {
  it('are found by e-mail whatever its case, from no department, with an argon2id hash', async () => {
    const account = await anAccount(`Camille.${randomUUID()}@guichet.example`);
    const found = await accountToSignIn(desk.db, ` ${account.email.toUpperCase()} `);
    expect(found).toMatchObject({ account, secondFactor: false });
    expect(found?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(await passwordMatches('mot de passe', found?.passwordHash ?? null)).toBe(true);
    expect(await accountToSignIn(desk.db, 'nobody@guichet.example')).toBeNull();
    expect(await accountOf(desk.db, account.id)).toEqual(account);
  });

  it('are one per e-mail, also between departments', async () => {
    const { email } = await anAccount();
    const again = { department: '57', kind: 'COORDINATOR' as const, organisation: null, email: email.toUpperCase(), name: 'Autre' };
    await expect(createAccount(desk.db, again, 'x')).rejects.toThrow(EmailTaken);
    await expect(changeAccount(desk.db, { ...(await anAccount()), email })).rejects.toThrow(EmailTaken);
  });

  it('belong to an organisation exactly when they are a partner’s or an institution’s', async () => {
    const partner = { department: '54', kind: 'PARTNER' as const, organisation: null, email: `${randomUUID()}@cd.example`, name: 'Alix' };
    await expect(createAccount(desk.db, partner, 'x')).rejects.toThrow(/check constraint/);
    expect(await createAccount(desk.db, { ...partner, organisation: 'cd' }, 'x')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lose their sessions when suspended or given a new password, and only theirs', async () => {
    const [one, two] = [await anAccount(), await anAccount()];
    for (const { id } of [one, two]) await signIn(id);
    await setPassword(desk.db, '54', one.id, 'nouveau');
    expect([await sessionsOf(one.id), await sessionsOf(two.id)]).toEqual([0, 1]);
    expect(await passwordMatches('nouveau', (await accountToSignIn(desk.db, one.email))?.passwordHash ?? null)).toBe(true);
    await setActive(desk.db, '54', two.id, false);
    expect(await sessionsOf(two.id)).toBe(0);
    expect([await accountOf(desk.db, two.id), await accountToSignIn(desk.db, two.email)]).toEqual([null, null]);
    await setActive(desk.db, '54', two.id, true);
    expect(await accountOf(desk.db, two.id)).not.toBeNull();
  });

  it('keep their second factor sealed, replace it and lose it', async () => {
    const account = await anAccount();
    expect(await secondFactorOf(desk.db, account)).toBeNull();
    for (const secret of ['JBSWY3DPEHPK3PXP', 'KRSXG5CTMVRXEZLU']) {
      await setSecondFactor(desk.db, '54', account.id, secret);
      expect(await secondFactorOf(desk.db, account)).toBe(secret);
      expect(await rows('SELECT 1 FROM account AS a WHERE a::text LIKE $1', [`%${Buffer.from(secret).toString('hex')}%`])).toEqual([]);
    }
    expect(await accountToSignIn(desk.db, account.email)).toMatchObject({ secondFactor: true });
    await setSecondFactor(desk.db, '54', account.id, null);
    expect(await secondFactorOf(desk.db, account)).toBeNull();
    expect(await rows('SELECT 1 FROM keys.sealed_key WHERE owner_id = $1', [account.id])).toEqual([]);
  });

  it('are listed by name, with the day they were last used and never an hour', async () => {
    const account = await anAccount();
    await seenToday(desk.db, account);
    const listed = (await listAccounts(desk.db, '54')).find(({ id }) => id === account.id);
    expect(listed).toMatchObject({ active: true, secondFactor: false, lastSeenOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    expect((await listAccounts(desk.db, '57')).some(({ id }) => id === account.id)).toBe(false);
  });
});
