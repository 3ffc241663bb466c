import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountToSignIn, createAccount, setActive, setPassword, setSecondFactor } from '../../accounts/accounts.ts';
import { mailboxFolder } from '../../mailbox/mailbox.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

let made = 0;
async function newAccount(): Promise<{ id: string; email: string; password: string }> {
  made += 1;
  const email = `essai-${made}@guichet.example`;
  const password = 'un mot de passe à moi';
  const id = await createAccount(api.db, { department: '54', kind: 'AGENT', organisation: null, email, name: `Essai ${made}` }, password);
  return { id, email, password };
}

describe('signing in', () => {
  test('leads each kind to its own first page', async () => {
    for (const [kind, home] of [
      ['AGENT', '/guichet'],
      ['COORDINATOR', '/guichet'],
      ['PARTNER', '/partenaire'],
      ['INSTITUTION', '/etablissement'],
    ] as const) {
      const visitor = new Visitor(api.url);
      await visitor.signIn(demonstrationAccount('54', kind));
      expect([kind, visitor.page.url, visitor.page.status]).toEqual([kind, home, 200]);
    }
  });

  test('says the same of a wrong password and of an unknown address', async () => {
    const { email } = await newAccount();
    const said: string[] = [];
    for (const tried of [email, 'personne@guichet.example']) {
      const visitor = new Visitor(api.url);
      await visitor.signIn({ email: tried, password: 'faux' });
      expect(visitor.refusal).not.toBeNull();
      said.push(words(visitor.page.text).replaceAll(tried, ''));
    }
    expect(said[0]).toBe(said[1]);
  });

  test('gives a new session id, in a cookie no script reads, and none before', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/connexion');
    expect(visitor.cookies.has('guichet')).toBe(false);
    await visitor.open('/connexion');
    const response = await fetch(`${api.url}/connexion`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `guichet-form=${visitor.cookies.get('guichet-form')}; guichet=prepared` },
      body: new URLSearchParams({ _csrf: /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '', ...(await newAccount()) }),
    });
    expect(response.status).toBe(303);
    const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith('guichet='));
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
    expect(set).not.toContain('prepared');
  });

  test('goes on to where one was going, never to another site', async () => {
    const account = await newAccount();
    for (const [asked, reached] of [
      ['/guichet/dossiers', '/guichet/dossiers'],
      ['//ailleurs.example/guichet', '/guichet'],
      ['https://ailleurs.example', '/guichet'],
    ]) {
      const visitor = new Visitor(api.url);
      await visitor.open(`/connexion?suite=${encodeURIComponent(asked ?? '')}`);
      await visitor.submit('/connexion', account);
      expect(visitor.page.url).toBe(reached);
    }
  });

  test('asks the second factor of an account that has one', async () => {
    const account = await newAccount();
    const secret = new Secret({ size: 20 }).base32;
    await setSecondFactor(api.db, '54', account.id, secret);
    const visitor = new Visitor(api.url);
    await visitor.signIn(account);
    expect((await visitor.open('/guichet')).url).toMatch(/^\/connexion/);
    await visitor.signIn(account);
    await visitor.submit('/connexion/code', { code: '000000' });
    expect(visitor.refusal).toContain('Ce code n’est pas le bon');
    expect(visitor.page.text).not.toContain('000000');
    await visitor.submit('/connexion/code', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() });
    expect([visitor.page.url, visitor.page.status]).toEqual(['/guichet', 200]);
  });

  test('is slowed by account after ten wrong passwords, also for the right one', async () => {
    const account = await newAccount();
    const visitor = new Visitor(api.url);
    for (let tries = 0; tries < 10; tries += 1) await visitor.signIn({ ...account, password: 'faux' });
    await visitor.signIn(account);
    expect(visitor.page.status).toBe(429);
  });

  test('counts failures only', async () => {
    const account = await newAccount();
    for (let times = 0; times < 14; times += 1) {
      const visitor = new Visitor(api.url);
      await visitor.signIn(account);
      expect(visitor.page.url).toBe('/guichet');
    }
  });

  test('is kept from nobody by tries from elsewhere: not from another line, nor from the browser one works with', async () => {
    const account = await newAccount();
    const own = new Visitor(api.url, '192.0.2.10');
    await own.signIn(account);
    await own.submit('/connexion/fin');
    const attack = new Visitor(api.url, '192.0.2.10');
    for (let tries = 0; tries < 10; tries += 1) await attack.signIn({ ...account, password: 'faux' });
    await attack.signIn(account);
    expect(attack.page.status).toBe(429);
    const elsewhere = new Visitor(api.url, '198.51.100.7');
    await elsewhere.signIn(account);
    await own.signIn(account);
    expect([elsewhere.page.url, own.page.url]).toEqual(['/guichet', '/guichet']);
    for (let tries = 0; tries < 10; tries += 1) await own.signIn({ ...account, password: 'faux' });
    await own.signIn(account);
    expect(own.page.status, 'a known browser is counted too').toBe(429);
  });

  test('lets in whoever succeeds at the last try, and again after', async () => {
    const account = await newAccount();
    const visitor = new Visitor(api.url, '192.0.2.77');
    for (let tries = 0; tries < 9; tries += 1) await visitor.signIn({ ...account, password: 'faux' });
    for (let times = 0; times < 3; times += 1) {
      const one = new Visitor(api.url, '192.0.2.77');
      await one.signIn(account);
      expect(one.page.url).toBe('/guichet');
    }
  });

  test('counts a browser apart for those alone who signed in there', async () => {
    const [own, victim] = [await newAccount(), await newAccount()];
    const browser = new Visitor(api.url, '192.0.2.78');
    await browser.signIn(own);
    await browser.submit('/connexion/fin');
    const other = new Visitor(api.url, '192.0.2.78');
    for (let tries = 0; tries < 10; tries += 1) await other.signIn({ ...victim, password: 'faux' });
    await browser.signIn(victim);
    expect(browser.page.status).toBe(429);
  });

  test('from a browser that is not known, after failures, is told to the holder; not from the one they work with, nor after a slip', async () => {
    const account = await newAccount();
    const folder = mailboxFolder(api.config.dataFolder);
    const told = () =>
      readdirSync(folder).filter((name) => name.endsWith('.eml') && readFileSync(join(folder, name), 'utf8').includes(account.email));
    const own = new Visitor(api.url, '192.0.2.81');
    const wrong = { ...account, password: 'faux' };
    for (const tried of [wrong, wrong, account]) await own.signIn(tried);
    await own.submit('/connexion/fin');
    for (const tried of [wrong, account]) await own.signIn(tried);
    await new Visitor(api.url, '192.0.2.82').signIn(account);
    await expect.poll(() => told().length, { timeout: 10_000 }).toBe(1);
    await own.open('/guichet');
    expect(told().length).toBe(1);
  });

  test('awaits no code any more once the password is another', async () => {
    const account = await newAccount();
    const secret = new Secret({ size: 20 }).base32;
    await setSecondFactor(api.db, '54', account.id, secret);
    const visitor = new Visitor(api.url);
    await visitor.signIn(account);
    await setPassword(api.db, '54', account.id, 'un autre mot de passe');
    await visitor.submit('/connexion/code', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() });
    expect(visitor.page.url).toMatch(/^\/connexion/);
  });

  test('takes a code of the second factor once', async () => {
    const account = await newAccount();
    const secret = new Secret({ size: 20 }).base32;
    await setSecondFactor(api.db, '54', account.id, secret);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const [first, second] = [new Visitor(api.url), new Visitor(api.url)];
    for (const visitor of [first, second]) {
      await visitor.signIn(account);
      await visitor.submit('/connexion/code', { code });
    }
    expect(first.page.url).toBe('/guichet');
    expect(second.refusal).toContain('a déjà servi');
  });
});

describe('a session', () => {
  test('ends at once when the account is suspended, its password changed, or somebody signs out', async () => {
    const end: ((id: string, visitor: Visitor) => Promise<unknown>)[] = [
      (id) => setActive(api.db, '54', id, false),
      (id) => setPassword(api.db, '54', id, 'un autre'),
      (_id, visitor) => visitor.submit('/connexion/fin'),
    ];
    for (const ending of end) {
      const account = await newAccount();
      const visitor = new Visitor(api.url);
      await visitor.signIn(account);
      expect(visitor.page.status).toBe(200);
      const cookies = new Map(visitor.cookies);
      await ending(account.id, visitor);
      for (const [name, value] of cookies) visitor.cookies.set(name, value);
      expect((await visitor.open('/guichet')).url).toMatch(/^\/connexion/);
    }
    expect(await accountToSignIn(api.db, 'personne@guichet.example')).toBeNull();
  });

  test('is over after a day, however much it is used', async () => {
    const account = await newAccount();
    const visitor = new Visitor(api.url);
    await visitor.signIn(account);
    const openedHoursAgo = (hours: number) =>
      api.db.pool.query(
        `UPDATE sessions.session SET sess = jsonb_set(sess::jsonb, '{openedAt}', to_jsonb($2::bigint)) WHERE sess ->> 'account' = $1`,
        [account.id, Date.now() - hours * 3_600_000],
      );
    await openedHoursAgo(23);
    expect((await visitor.open('/guichet')).url).toBe('/guichet');
    await openedHoursAgo(24);
    expect((await visitor.open('/guichet')).url).toMatch(/^\/connexion/);
  });

  test('that ended under a form gives the form back, filled, after signing in again', async () => {
    const account = await newAccount();
    const visitor = new Visitor(api.url);
    await visitor.signIn(account);
    await visitor.open('/guichet/appels/nouveau');
    const { text } = visitor.page;
    await setPassword(api.db, '54', account.id, account.password);
    await visitor.submit('/guichet/appels/', {
      notes: 'une longue phrase tapée',
      danger: '3',
      maltreatment: ['VIOLENCES_PHYSIQUES', 'NEGLIGENCES_ACTIVES'],
    });
    expect(visitor.page.status).toBe(401);
    expect(visitor.words).toContain('Ce que vous écriviez est gardé');
    await visitor.submit('/connexion', { ...account, password: 'faux' });
    expect(visitor.refusal).toContain('ne correspond à aucun compte actif');
    await visitor.submit('/connexion', account);
    expect(visitor.page.status).toBe(200);
    expect(visitor.words).toContain('une longue phrase tapée');
    expect(visitor.page.text).toMatch(/value="NEGLIGENCES_ACTIVES" checked/);
    await visitor.submit('/guichet/appels/', { contactKind: 'INFORMATION' });
    expect(visitor.page.status, visitor.words).toBe(200);
    expect(text).toContain('/guichet/appels/');
  });
});

describe('a form', () => {
  test('without its own page’s token is refused, and with another session’s too', async () => {
    const [one, other] = [new Visitor(api.url), new Visitor(api.url)];
    await one.signIn(await newAccount());
    await other.signIn(await newAccount());
    await other.open('/guichet/appels/nouveau');
    const stolen = /name="_csrf" value="([^"]+)"/.exec(other.page.text)?.[1] ?? '';
    await one.open('/guichet/appels/nouveau');
    for (const _csrf of ['', stolen, 'x']) expect((await one.post(one.page.url, { _csrf, notes: 'forgé' })).status).toBe(403);
    expect((await new Visitor(api.url).post('/connexion', { email: 'a@b.example', password: 'x' })).status).toBe(403);
    expect((await new Visitor(api.url).post('/54/alerter', {})).status).toBe(403);
    expect((await new Visitor(api.url).post('/54/suivre', { code: '0000' })).status).toBe(403);
  });

  test('that the browser says comes from another site is refused before anything is read', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/54/alerter');
    const body = new URLSearchParams({ _csrf: /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '' });
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://ailleurs.example' }]) {
      expect((await visitor.open('/54/alerter', { method: 'POST', body, headers })).status).toBe(403);
    }
    expect((await visitor.open('/54/alerter', { method: 'POST', body, headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } })).status).toBe(
      200,
    );
  });
});
