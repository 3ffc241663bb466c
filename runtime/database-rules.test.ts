import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { createDepartment } from '../database/departments.ts';
import { closeDemonstration, seedDemonstration } from '../demonstration/seed.ts';
import { Problem } from '../settings/problem.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { inDatabase } from '../test/template.ts';
import { checkDatabase } from './database-rules.ts';

let desk: Desk;
let adminUrl: string;
const password = randomBytes(12).toString('hex');
const roles = { bypassing: `test_bypassing_${randomBytes(4).toString('hex')}`, member: `test_member_${randomBytes(4).toString('hex')}` };

beforeAll(async () => {
  desk = await freshDesk();
  adminUrl = inDatabase(inject('postgres').adminUrl, new URL(desk.fresh.appUrl).pathname.slice(1));
  await asAdmin(`
    CREATE ROLE ${roles.bypassing} LOGIN BYPASSRLS PASSWORD '${password}';
    CREATE ROLE ${roles.member} LOGIN PASSWORD '${password}';
    GRANT guichet_owner TO ${roles.member} WITH INHERIT FALSE`);
});
afterAll(async () => {
  await asAdmin(
    Object.values(roles)
      .map((role) => `DROP ROLE ${role}`)
      .join(';'),
  );
  await desk.end();
});

async function asAdmin(statements: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statements);
  await client.end();
}

function as(role: string): string {
  const url = new URL(desk.fresh.appUrl);
  Object.assign(url, { username: role, password });
  return url.href;
}

async function refusal(config: { databaseUrl?: string; databaseRelayUrl?: string } = {}): Promise<string> {
  const failure = await checkDatabase({ databaseUrl: desk.fresh.appUrl, databaseRelayUrl: desk.fresh.relayUrl, ...config }).catch(
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(Problem);
  return (failure as Problem).message;
}

describe('a role that passes over the policies is refused', () => {
  test.each([
    ['superuser', () => adminUrl, 'est superutilisateur'],
    ['owner of the tables', () => desk.fresh.ownerUrl, 'possède les tables'],
    ['BYPASSRLS', () => as(roles.bypassing), 'BYPASSRLS'],
    ['who may become the owner', () => as(roles.member), 'possède les tables'],
  ])('%s, for the application and for the relay', async (_what, url, why) => {
    expect(await refusal({ databaseUrl: url() })).toMatch(new RegExp(`^DATABASE_URL : son rôle .*${why}.*guichet_app`));
    expect(await refusal({ databaseRelayUrl: url() })).toMatch(new RegExp(`^DATABASE_RELAY_URL : son rôle .*${why}.*guichet_relay`));
  });

  test('a wrong password is said, an absent server or absent tables are waited for', async () => {
    const wrong = new URL(desk.fresh.appUrl);
    wrong.password = 'faux';
    expect(await refusal({ databaseUrl: wrong.href })).toContain('DATABASE_URL est refusée');
    const away = checkDatabase({ databaseUrl: 'postgres://guichet_app:x@127.0.0.1:9/guichet', databaseRelayUrl: undefined });
    await expect(away).rejects.not.toBeInstanceOf(Problem);
    const { adminUrl: server } = inject('postgres');
    await asAdmin('CREATE DATABASE test_without_tables');
    const empty = checkDatabase({ databaseUrl: inDatabase(server, 'test_without_tables'), databaseRelayUrl: undefined });
    await expect(empty).rejects.not.toBeInstanceOf(Problem);
    await asAdmin('DROP DATABASE test_without_tables WITH (FORCE)');
  });
});

describe('a demonstration that is open is refused', () => {
  test('until its accounts are suspended; a real department is left alone', async () => {
    await seedDemonstration(desk.db, 'demonstration');
    expect((await refusal()).split('\n')).toEqual([
      expect.stringMatching(/^La démonstration est ouverte dans le département 54 \(7 comptes.*npx guichet setup/),
      expect.stringMatching(/^La démonstration est ouverte dans le département 57/),
    ]);
    await createDepartment(desk.db, { code: '88', name: 'Vosges', mode: 'production' });
    const someone = { department: '88', kind: 'COORDINATOR' as const, organisation: null, email: 'claude@vosges.example', name: 'Claude' };
    await createAccount(desk.db, someone, 'mot de passe');
    await closeDemonstration(desk.db);
    await checkDatabase({ databaseUrl: desk.fresh.appUrl, databaseRelayUrl: desk.fresh.relayUrl });
  });

  test('also where only an account of it was carried into a real department', async () => {
    const account = { department: '88', kind: 'AGENT' as const, organisation: null, email: 'Agent.88@Guichet.example', name: 'Camille' };
    await createAccount(desk.db, account, 'mot de passe');
    expect(await refusal()).toMatch(/^La démonstration est ouverte dans le département 88 \(1 compte,/);
  });
});
