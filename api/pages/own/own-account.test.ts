import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../../accounts/accounts.ts';
import { forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

const password = 'le mot de passe donné';
const chosen = 'une phrase à moi seule';
let made = 0;
async function newAccount(kind: 'AGENT' | 'ADMIN' | 'PARTNER' = 'AGENT') {
  made += 1;
  const email = `compte-${made}@guichet.example`;
  await createAccount(api.db, { department: '54', kind, organisation: kind === 'PARTNER' ? 'cd' : null, email, name: `Essai ${made}` }, password);
  return { email, password };
}
async function signedIn(account: { email: string; password: string }, agent?: string): Promise<Visitor> {
  const visitor = new Visitor(api.url, undefined, agent);
  await visitor.signIn(account);
  return visitor;
}
const codeOf = (secret: string, timestamp = Date.now()) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

describe('one’s own password', () => {
  test.each([
    ['AGENT', '/guichet/mon-compte'],
    ['ADMIN', '/guichet/mon-compte'],
    ['PARTNER', '/partenaire/mon-compte'],
  ] as const)('is changed by %s from a page linked everywhere; other sessions end, this one goes on', async (kind, href) => {
    const account = await newAccount(kind);
    const [here, elsewhere] = [await signedIn(account), await signedIn(account)];
    expect(here.page.text).toContain(`<a href="${href}">`);
    await here.open(href);
    await here.submit(href, { password, newPassword: chosen });
    expect([here.page.status, here.page.url]).toEqual([200, href]);
    expect(here.words).toContain('Votre mot de passe est changé');
    expect((await elsewhere.open(href)).url).toMatch(/^\/connexion/);
    const refused = await signedIn(account);
    expect(refused.refusal).toContain('ne correspond à aucun compte actif');
    expect(refused.page.text).not.toContain(account.password);
    expect((await signedIn({ ...account, password: chosen })).page.status).toBe(200);
  });

  test('is kept when the current one is wrong or the new one short, and the field says so', async () => {
    const account = await newAccount();
    const visitor = await signedIn(account);
    for (const [fields, said] of [
      [{ password: 'faux', newPassword: chosen }, 'Ce n’est pas votre mot de passe actuel'],
      [{ password, newPassword: 'onze signes' }, 'Donnez au moins 12 caractères'],
      [{ password, newPassword: password }, 'Donnez un autre mot de passe'],
    ] as const) {
      await visitor.open('/guichet/mon-compte');
      await visitor.submit('/mon-compte', fields);
      expect(visitor.refusal).toContain(said);
      for (const secret of Object.values(fields)) expect(visitor.page.text).not.toContain(`value="${secret}"`);
    }
    expect((await signedIn(account)).page.status).toBe(200);
  });

  test('cannot be guessed from an open session', async () => {
    const visitor = await signedIn(await newAccount());
    for (let tries = 0; tries < 10; tries += 1) {
      await visitor.open('/guichet/mon-compte');
      await visitor.submit('/mon-compte', { password: `faux ${tries}`, newPassword: chosen });
    }
    await visitor.open('/guichet/mon-compte');
    expect((await visitor.submit('/mon-compte', { password, newPassword: chosen })).status).toBe(429);
  });

  test('is never written back by the sign-in page when the session had ended', async () => {
    const account = await newAccount();
    const [here, elsewhere] = [await signedIn(account), await signedIn(account)];
    await here.open('/guichet/mon-compte');
    await elsewhere.open('/guichet/mon-compte');
    await elsewhere.submit('/partout');
    await here.submit('/mon-compte', { password, newPassword: chosen });
    expect(here.page.status).toBe(401);
    expect(here.page.text).not.toContain(chosen);
    expect(here.page.text).not.toContain(password);
    await here.submit('/connexion', account);
    expect(here.page.url).toBe('/guichet/mon-compte');
  });
});

test('“Me déconnecter partout” ends every session, this one too', async () => {
  const account = await newAccount();
  const [here, elsewhere] = [await signedIn(account), await signedIn(account)];
  const cookies = new Map(here.cookies);
  await here.open('/guichet/mon-compte');
  await here.submit('/partout');
  expect(here.page.url).toBe('/connexion');
  for (const [name, value] of cookies) here.cookies.set(name, value);
  for (const visitor of [here, elsewhere]) expect((await visitor.open('/guichet')).url).toMatch(/^\/connexion/);
});

test('one’s open sessions are listed without their ids, and ended one by one or all but this one; another’s are neither seen nor ended', async () => {
  const account = await newAccount();
  const agents = ['Mozilla/5.0 (Windows NT 10.0) Firefox/140.0', 'Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Safari/537.36'];
  const [here, pc, phone, stranger] = await Promise.all([
    signedIn(account),
    signedIn(account, agents[0]),
    signedIn(account, agents[1]),
    signedIn(await newAccount()),
  ]);
  await here.open('/guichet/mon-compte');
  expect(here.words).toMatch(/Firefox sur Windows La même que maintenant .* à une heure près Fermer cette session/);
  expect(here.words).toContain('Chrome sur Android');
  for (const { cookies } of [here, pc, phone]) expect(here.page.text).not.toContain(/s%3A([\w-]+)/.exec(cookies.get('guichet') ?? '')?.[1]);
  const row = here.page.text.split('<tr>').find((one) => one.includes('Firefox sur Windows')) ?? '';
  const end = /action="([^"]+)"/.exec(row)?.[1] ?? '';
  await stranger.open('/guichet/mon-compte');
  expect(stranger.words).not.toContain('Firefox sur Windows');
  await stranger.post(end, forms(stranger.page.text).find(({ action }) => action.endsWith('/partout'))?.fields ?? {});
  expect(stranger.words).toContain('déjà fermée');
  expect((await pc.open('/guichet/mon-compte')).url).toBe('/guichet/mon-compte');
  await here.submit(end);
  expect(here.words).toContain('La session est fermée');
  expect((await pc.open('/guichet')).url).toMatch(/^\/connexion/);
  expect((await phone.open('/guichet')).url).toBe('/guichet');
  await here.submit('/autres-sessions');
  expect((await phone.open('/guichet')).url).toMatch(/^\/connexion/);
  expect((await here.open('/guichet/mon-compte')).text).not.toContain('autres-sessions');
  expect((await stranger.open('/guichet')).url).toBe('/guichet');
  const { rows } = await api.db.pool.query(`SELECT DISTINCT to_char(expire, 'MI:SS') AS at FROM sessions.session`);
  expect(rows, 'no minute of use is kept').toEqual([{ at: '00:00' }]);
});

test('a second factor is added with a code that proves the key was copied, asked at the next sign-in, and taken away with a code', async () => {
  const account = await newAccount();
  const visitor = await signedIn(account);
  await visitor.open('/guichet/mon-compte/verification');
  const secret = /<p class="code">([A-Z2-7]{32})<\/p>/.exec(visitor.page.text)?.[1] ?? '';
  const mine = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  await visitor.submit('/verification', { password: 'un autre', code: codeOf(secret) });
  expect(visitor.refusal, 'an open session is not enough').toContain('Ce n’est pas votre mot de passe actuel');
  await visitor.submit('/verification', { secret: mine, password, code: codeOf(mine) });
  expect(visitor.refusal, 'nobody chooses the key').toContain('Ce code n’est pas le bon');
  await visitor.submit('/verification', { password, code: '000000' });
  expect(visitor.refusal).toContain('Ce code n’est pas le bon');
  expect(visitor.page.text).toContain(secret);
  expect(visitor.page.text).not.toContain('000000');
  const elsewhere = await signedIn(account);
  await visitor.submit('/verification', { password, code: codeOf(secret) });
  expect(visitor.words).toContain('La vérification en deux étapes est ajoutée');
  expect((await elsewhere.open('/guichet')).url).toMatch(/^\/connexion/);

  const again = await signedIn(account);
  const served = codeOf(secret);
  await again.submit('/connexion/code', { code: served });
  expect(again.page.url).toBe('/guichet');
  await again.open('/guichet/mon-compte/verification');
  expect(again.page.text).not.toContain(secret);
  await again.submit('/verification', { secret: mine, code: codeOf(mine) });
  expect(again.refusal).toContain('Ce code n’est pas le bon');
  await again.submit('/verification', { code: served });
  expect(again.refusal, 'it served to sign in').toContain('Ce code n’est pas le bon');
  await again.submit('/verification', { code: codeOf(secret, Date.now() + 30_000) });
  expect(again.words).toContain('La vérification en deux étapes est retirée');
  expect((await signedIn(account)).page.url).toBe('/guichet');
});
