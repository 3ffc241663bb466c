import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actsAtDesk } from '../database/acts-at-desk.ts';
import { inDepartment } from '../database/pool.ts';
import { addDuty } from '../directory/record/duty.ts';
import { beginTest } from '../directory/record/duty-looks.ts';
import { addWeek } from '../directory/record/duty-week.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import {
  accountOf,
  accountsThatMay,
  accountToSignIn,
  changeAccount,
  countAccountsOf,
  createAccount,
  EmailTaken,
  eraseAccounts,
  listAccounts,
  listedAccount,
  secondFactorOf,
  seenToday,
  setActive,
  setPassword,
  setSecondFactor,
} from './accounts.ts';
import { passwordMatches } from './password.ts';
import { may } from './rights.ts';
import { accountOfWay, areInOneHand, openWay, takeWay } from './ways.ts';

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
    await seenToday(desk.db, account, Date.parse('2026-11-29T23:30:00Z'));
    const listed = (await listAccounts(desk.db, '54')).find(({ id }) => id === account.id);
    expect(listed).toMatchObject({ active: true, secondFactor: false, lastSeenOn: '2026-11-30' });
    expect((await listAccounts(desk.db, '57')).some(({ id }) => id === account.id)).toBe(false);
  });
});

it('whoever may do something is found behind any number of accounts before them by name, and no erased account is listed', async () => {
  const many = await freshDesk();
  try {
    const account = { department: '54', kind: 'COORDINATOR' as const, organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Zoé' };
    const id = await createAccount(many.db, account, null);
    const body = 'corps-54';
    const before = await countAccountsOf(many.db, '54', body);
    await inDepartment(many.db, '54', (tx) =>
      tx.query(
        {
          text: `INSERT INTO account (id, department, kind, organisation, email, display_name, password_hash)
                 SELECT gen_random_uuid(), '54', 'PARTNER', $1, n || '@corps.example', 'A' || n, 'x' FROM generate_series(1, 620) n`,
        },
        [body],
      ),
    );
    expect((await accountsThatMay(many.db, '54', 'accounts.manage')).map((one) => one.id)).toContain(id);
    expect((await accountsThatMay(many.db, '54', 'accounts.manage')).every(({ kind }) => kind !== 'PARTNER')).toBe(true);
    expect(await listedAccount(many.db, '54', id)).toMatchObject({ name: 'Zoé', active: true });
    expect(await countAccountsOf(many.db, '54', body)).toBe(before + 620);
    expect((await listAccounts(many.db, '54')).map((one) => one.id)).toContain(id);
    await setActive(many.db, '54', id, false);
    expect((await accountsThatMay(many.db, '54', 'accounts.manage')).map((one) => one.id)).not.toContain(id);
    expect(await listedAccount(many.db, '54', id)).toMatchObject({ active: false });
    expect(await listedAccount(many.db, '57', id)).toBeNull();
    expect(await eraseAccounts(many.db, '54', Date.now() + 60_000)).toBe(1);
    expect(await listedAccount(many.db, '54', id)).toBeNull();
    expect((await listAccounts(many.db, '54')).map((one) => one.id)).not.toContain(id);
  } finally {
    await many.end();
  }
});

it('those who may act at the desk are the same for statements as for pages', () => {
  const kinds = (['AGENT', 'COORDINATOR', 'ADMIN', 'PARTNER', 'INSTITUTION'] as const).filter((kind) => may({ kind }, 'case.act'));
  expect(actsAtDesk('a')).toContain(`a.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`);
});

describe('a way in', () => {
  const now = Date.parse('2026-11-30T09:00:00Z');
  const hour = 3_600_000;
  const send = (account: { id: string; department: string }, purpose: 'INVITATION' | 'RESET' = 'RESET', by: string | null = null) =>
    openWay(desk.db, account, { purpose, by, now });
  const opens = async (account: { email: string }, password: string) => {
    const found = await accountToSignIn(desk.db, account.email);
    return passwordMatches(password, found?.passwordHash ?? null);
  };

  it('is a link that serves once: the holder chooses a password, and is signed in nowhere any more', async () => {
    const account = await anAccount();
    await signIn(account.id);
    const { token, expiresAt } = await send(account);
    expect(expiresAt).toBe(now + hour);
    expect(await accountOfWay(desk.db, token, now)).toEqual({ account, purpose: 'RESET' });
    expect(await opens(account, 'mot de passe')).toBe(true);
    expect(await takeWay(desk.db, token, 'un autre mot de passe', now)).toBe(true);
    expect([await opens(account, 'mot de passe'), await opens(account, 'un autre mot de passe')]).toEqual([false, true]);
    expect(await sessionsOf(account.id)).toBe(0);
    expect(await accountOfWay(desk.db, token, now)).toBeNull();
    expect(await takeWay(desk.db, token, 'encore un mot de passe', now)).toBe(false);
    expect(await opens(account, 'un autre mot de passe')).toBe(true);
  });

  it('is taken by one of two who open it at once', async () => {
    const { token } = await send(await anAccount());
    const taken = await Promise.all(['une première phrase', 'une seconde phrase'].map((password) => takeWay(desk.db, token, password, now)));
    expect(taken.toSorted()).toEqual([false, true]);
  });

  it('serves no more after its hours, once another was sent, or while the account is suspended', async () => {
    const account = await anAccount();
    const late = await send(account, 'INVITATION');
    expect(await accountOfWay(desk.db, late.token, now + 72 * hour)).toBeNull();
    expect(await takeWay(desk.db, late.token, 'un mot de passe tardif', now + 72 * hour)).toBe(false);
    const again = await send(account, 'INVITATION');
    expect(await accountOfWay(desk.db, late.token, now)).toBeNull();
    const forgotten = await send(account);
    expect(await accountOfWay(desk.db, again.token, now), 'whoever asks for another ends no invitation').not.toBeNull();
    await setPassword(desk.db, '54', account.id, 'un mot de passe choisi');
    for (const { token } of [again, forgotten]) expect(await accountOfWay(desk.db, token, now)).toBeNull();
    const renewed = await send(account);
    await changeAccount(desk.db, { ...account, email: `${randomUUID()}@guichet.example` });
    expect(await accountOfWay(desk.db, renewed.token, now), 'a link is for whoever reads the address it went to').toBeNull();
    const last = await send(account);
    await setActive(desk.db, '54', account.id, false);
    expect(await accountOfWay(desk.db, last.token, now)).toBeNull();
    expect(await accountOfWay(desk.db, 'rien', now)).toBeNull();
  });

  it('is kept as a keyed hash only', async () => {
    const { token } = await send(await anAccount());
    expect(JSON.stringify(await rows('SELECT w::text FROM account_way w'))).not.toContain(token);
  });

  it('puts two accounts in one hand for seven days, not when one asks for it oneself', async () => {
    const [one, other] = [await anAccount(), await anAccount()];
    const together = (at: number) => inDepartment(desk.db, '54', (tx) => areInOneHand(tx, one.id, other.id, at));
    await send(other);
    await send(other, 'RESET', other.id);
    expect(await together(now)).toBe(false);
    await send(other, 'INVITATION', one.id);
    expect([await together(now), await together(now + 6 * 24 * hour), await together(now + 8 * 24 * hour)]).toEqual([true, true, false]);
    expect(await inDepartment(desk.db, '54', (tx) => areInOneHand(tx, other.id, one.id, now))).toBe(true);
    const third = await anAccount();
    await send(third, 'INVITATION', other.id);
    await send(one, 'RESET', third.id);
    const hands = [
      [one, third],
      [other, third],
      [one, other],
    ] as const;
    for (const [a, b] of hands) expect(await inDepartment(desk.db, '54', (tx) => areInOneHand(tx, a.id, b.id, now)), 'through another').toBe(true);
  });

  it('opens an account that had no password', async () => {
    const account = { department: '54', kind: 'AGENT' as const, organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' };
    const id = await createAccount(desk.db, account, null);
    expect([await opens(account, ''), await opens(account, 'null')]).toEqual([false, false]);
    const { token } = await send({ id, department: '54' }, 'INVITATION');
    expect(await takeWay(desk.db, token, 'une phrase à moi', now)).toBe(true);
    expect(await opens(account, 'une phrase à moi')).toBe(true);
  });
});

describe('an account erased at its term', () => {
  it('has no name, address nor telephone left anywhere, and is neither changed nor let in again', async () => {
    const account = await anAccount();
    const phone = '+33 6 99 00 00 77';
    await addDuty(desk.db, '54', { level: 0, starts: 0, ends: 1, account: account.id, phone });
    const nights = { weekdays: [1 as const], opens: 1080, closes: 540, first: '2026-11-30', last: '2026-11-30' };
    await addWeek(desk.db, '54', { ...nights, level: 0, account: account.id, phone }, Date.UTC(2026, 10, 29));
    for (const month of ['2026-10-01', '2026-11-01']) await beginTest(desk.db, '54', { account: account.id, phone }, { month, at: 0, due: 1 });
    await setActive(desk.db, '54', account.id, false);
    expect(await eraseAccounts(desk.db, '54', 0)).toBe(0);
    expect(await eraseAccounts(desk.db, '54', Date.now() + 60_000)).toBeGreaterThan(0);
    expect(await eraseAccounts(desk.db, '54', Date.now() + 60_000), 'once').toBe(0);
    const said = [
      ...(await rows('SELECT * FROM account WHERE id = $1', [account.id])),
      ...(await rows('SELECT * FROM duty WHERE account = $1', [account.id])),
      ...(await rows('SELECT * FROM duty_week WHERE account = $1', [account.id])),
      ...(await rows('SELECT * FROM duty_test WHERE account = $1', [account.id])),
    ];
    expect(said).toHaveLength(3);
    expect(JSON.stringify(said)).not.toMatch(/99 00 00 77|Camille|@guichet\.example/);
    expect(await changeAccount(desk.db, { ...account, name: 'Revenue' })).toBe(false);
    expect(await setActive(desk.db, '54', account.id, true)).toBe(false);
  });
});
