import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountToSignIn, createAccount, listAccounts, setSecondFactor } from '../../accounts/accounts.ts';
import { findApiKey } from '../../accounts/api-keys.ts';
import { inDepartment } from '../../database/pool.ts';
import { listMailbox } from '../../mailbox/mails.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { runGuichet } from './guichet.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.end());

const guichet = (...words: string[]) => runGuichet(api, ...words);

const lastDay = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
const standard = ['api-keys', 'create', '--department', '54', '--kind', 'desk', '--label', 'Standard', '--expires', lastDay];

test('makes a key that permits what was asked, lists it without its text, and revokes it', async () => {
  const made = await guichet(...standard, '--scope', 'voicemail', '--json');
  expect(made.status, made.err).toBe(0);
  const { id, key } = JSON.parse(made.out);
  expect(made.err).toContain('elle ne sera plus montrée');
  expect(await findApiKey(api.db, key)).toMatchObject({ id, scopes: ['voicemail'], expiresOn: lastDay, revoked: false });

  const listed = await guichet('api-keys', 'list', '--department', '54', '--json');
  expect(listed.out).not.toContain(key);
  expect(JSON.parse(listed.out).find((one: { id: string }) => one.id === id)).toMatchObject({
    label: 'Standard',
    standing: 'VALID',
    lastUsedOn: null,
  });

  expect((await guichet('api-keys', 'revoke', id, '--department', '57')).status, 'of another department').toBe(1);
  const revoked = await guichet('api-keys', 'revoke', id, '--department', '54');
  expect([revoked.status, revoked.out]).toEqual([0, expect.stringContaining('est révoquée')]);
  expect(await findApiKey(api.db, key)).toMatchObject({ revoked: true });
  const after = await guichet('api-keys', 'list', '--department', '54');
  expect(after.out).toMatch(/Standard · .* · révoquée/);
});

test('rescues whoever lost the second factor: told to everybody who keeps the accounts, recorded, and once', async () => {
  const email = 'perdue@guichet.example';
  const id = await createAccount(api.db, { department: '54', kind: 'COORDINATOR', organisation: null, email, name: 'Essai' }, 'une phrase à elle');
  await setSecondFactor(api.db, '54', id, 'JBSWY3DPEHPK3PXP');
  expect((await guichet('accounts', 'rescue', '--email', 'personne@guichet.example')).err).toContain('aucun compte actif');
  const { status, out, err } = await guichet('accounts', 'rescue', '--email', email);
  expect(status, err).toBe(0);
  expect(await accountToSignIn(api.db, email)).toMatchObject({ secondFactor: false });
  const keepers = (await listAccounts(api.db, '54')).filter(({ kind, active }) => active && (kind === 'COORDINATOR' || kind === 'ADMIN'));
  expect(keepers.length).toBeGreaterThan(1);
  const mailed = (await listMailbox(api.config.dataFolder, { limit: 50 })).filter(({ subject }) => subject.includes('secouru'));
  expect(mailed.flatMap(({ to }) => to).toSorted()).toEqual(keepers.map((one) => one.email).toSorted());
  for (const one of keepers) expect(out).toContain(one.email);
  const left = () =>
    inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT kind, account FROM trace WHERE about = $1' }, [id])).rows);
  expect(await left()).toEqual([{ kind: 'ACCOUNT_RESCUED', account: null }]);
  expect((await guichet('accounts', 'rescue', '--email', email)).out).toContain('rien n’est changé');
  expect(await left()).toHaveLength(1);
});

test('refuses a wrong use with a sentence and the status 2', async () => {
  const refusal = async (...words: string[]) => {
    const { status, out, err } = await guichet(...words);
    expect([status, out], err).toEqual([2, '']);
    return err;
  };
  expect(await refusal(...standard, '--scope', 'everything')).toContain('choisissez voicemail, read, write');
  expect(await refusal(...standard.slice(0, -1), '2020-01-01', '--scope', 'read')).toContain('à venir');
  expect(await refusal(...standard.slice(0, -1), 'demain', '--scope', 'read')).toContain('n’est pas un jour');
  const partner = standard.map((word) => (word === 'desk' ? 'partner' : word));
  expect(await refusal(...partner, '--scope', 'read')).toContain('donnez son identifiant');
  expect(await refusal(...partner, '--scope', 'voicemail', '--organisation', 'cd-54')).toContain('choisissez read, write');
});

test('« keys create » goes on as before: all that the kind may do', async () => {
  const { status, out, err } = await guichet('keys', 'create', '--department', '54', '--kind', 'platform');
  expect(status, err).toBe(0);
  expect(await findApiKey(api.db, out.trim())).toMatchObject({ kind: 'platform', scopes: ['voicemail', 'read', 'write'] });
});
