import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { closeDemonstration } from '../demonstration/seed.ts';
import type { ApiConfig } from '../settings/config.ts';
import { Problem } from '../settings/problem.ts';
import { startTestApi, type TestApi, Visitor } from '../test/api.testing.ts';
import { type Gate, gateBefore } from '../test/gate.testing.ts';
import { eventually } from '../test/stack.ts';
import { type Api, startApi } from './main.ts';

let demonstration: TestApi;
let gate: Gate;
let production: ApiConfig;
const started: Api[] = [];

beforeAll(async () => {
  demonstration = await startTestApi();
  const { port } = new URL(demonstration.config.databaseUrl);
  gate = await gateBefore({ host: '127.0.0.1', port: Number(port) });
  production = {
    ...demonstration.config,
    mode: 'production',
    publicUrl: 'https://guichet.departement.example',
    isMailboxLocal: false,
    logLevel: 'silent',
  };
});
afterAll(async () => {
  for (const api of started) await api.close();
  await gate?.shut();
  await demonstration?.end();
});

async function start(change: Partial<ApiConfig> = {}, refuse?: (failure: unknown) => void): Promise<string> {
  const api = await startApi({ ...production, ...change }, { ...(refuse && { refuse }) });
  started.push(api);
  return `http://127.0.0.1:${api.port}`;
}

function throughGate(): string {
  const url = new URL(production.databaseUrl);
  url.port = String(gate.port);
  return url.href;
}

const statusOf = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers, redirect: 'manual' })).status;

describe('in production', () => {
  test('a start on an open demonstration is refused with a sentence', async () => {
    await expect(start()).rejects.toThrow('La démonstration est ouverte dans le département 54');
  });

  test('a database that is away is said and waited for; what it says then is refused all the same', async () => {
    const refused: unknown[] = [];
    const url = await start({ databaseUrl: throughGate() }, (failure) => refused.push(failure));
    const health = await fetch(`${url}/health/ready`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ status: 'unavailable', parts: { database: 'down' } });
    expect(await statusOf(`${url}/health/live`)).toBe(200);
    for (const path of ['/', '/54', '/connexion', '/api/v1/openapi.json']) expect(await statusOf(url + path), path).toBe(503);
    for (const path of ['/54', '/health/live'])
      expect((await fetch(url + path)).headers.get('strict-transport-security'), path).toBe('max-age=63072000; includeSubDomains');
    await gate.open();
    await eventually(() => refused.length === 1);
    expect(refused[0]).toBeInstanceOf(Problem);
    expect(await statusOf(`${url}/54`), 'never opened').toBe(503);
  });

  test('once it is right, it serves: at once, or when the database comes', async () => {
    await closeDemonstration(demonstration.db);
    await gate.shut();
    const late = await start({ databaseUrl: throughGate() });
    expect(await statusOf(await start().then((url) => `${url}/54`))).toBe(200);
    expect(await statusOf(`${late}/54`)).toBe(503);
    await gate.open();
    await eventually(async () => (await statusOf(`${late}/54`)) === 200);
    expect(await (await fetch(`${late}/health/ready`)).json()).toMatchObject({ parts: { database: 'up' } });
    const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(await (await fetch(`${late}/54`)).text()) ?? [];
    const easy = await fetch(`${late}/version`, { method: 'POST', body: new URLSearchParams({ _csrf: token, retour: '/54' }), redirect: 'manual' });
    const [cookie = ''] = easy.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-guichet-lecture=facile; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await (await fetch(`${late}/54`, { headers: { cookie: cookie.split(';', 1)[0] ?? '' } })).text()).toContain('Version complète');
  });

  test('the local mailbox is no page, whatever it is told', async () => {
    expect(await statusOf(`${await start({ isMailboxLocal: true })}/boite-locale`)).toBe(404);
  });
});

describe('a second factor', () => {
  const password = 'une phrase à moi seule';
  const account = async (kind: 'AGENT' | 'PARTNER') => {
    const email = `${kind.toLowerCase()}@guichet.example`;
    await createAccount(demonstration.db, { department: '54', kind, organisation: kind === 'PARTNER' ? 'cd' : null, email, name: 'Essai' }, password);
    return { email, password };
  };
  const factor = '/guichet/mon-compte/verification';
  afterAll(() => closeDemonstration(demonstration.db));

  test('is added before anything else at the desk, and asked at the next sign-in; whoever opens no case of the desk may do without', async () => {
    // Cookies that a visitor without TLS is given too.
    const url = await start({ publicUrl: 'http://guichet.departement.example' });
    const agent = await account('AGENT');
    const visitor = new Visitor(url);
    await visitor.signIn(agent);
    expect([visitor.page.status, visitor.page.url]).toEqual([200, factor]);
    expect(visitor.words).toContain('avant d’aller plus loin');
    for (const path of ['/guichet', '/guichet/comptes', '/guichet/annuaire', '/guichet/dossiers/54-2026-0001'])
      expect((await visitor.open(path)).url, path).toBe(factor);
    const secret = /<p class="code">([A-Z2-7]{32})<\/p>/.exec(visitor.page.text)?.[1] ?? '';
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await visitor.submit(factor, { password, code });
    expect((await visitor.open('/guichet')).url).toBe('/guichet');
    const again = new Visitor(url);
    await again.signIn(agent);
    expect(again.page.url).toMatch(/^\/connexion\/code/);
    expect((await again.open('/guichet')).url).toMatch(/^\/connexion/);
    const partner = new Visitor(url);
    await partner.signIn(await account('PARTNER'));
    expect(partner.page.url).toBe('/partenaire');
  });
});

describe('/metrics', () => {
  const token = 'jeton-de-mesure-0123456789';

  test('in production opens to its token only, wherever it is asked from', async () => {
    const closed = await start();
    expect(await statusOf(`${closed}/metrics`)).toBe(404);
    expect(await statusOf(`${closed}/metrics`, { authorization: 'Bearer undefined' })).toBe(404);
    const url = await start({ metricsToken: token });
    expect(await statusOf(`${url}/metrics`)).toBe(404);
    for (const authorization of ['Bearer', 'Bearer faux', token, `Basic ${token}`])
      expect(await statusOf(`${url}/metrics`, { authorization })).toBe(404);
    expect(await statusOf(`${url}/metrics`, { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' })).toBe(200);
  });

  test('in a demonstration opens to this machine, and to nothing that says it forwards', async () => {
    const { url } = demonstration;
    expect(await statusOf(`${url}/metrics`)).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-proto', 'x-forwarded-host'])
      expect(await statusOf(`${url}/metrics`, { [name]: '127.0.0.1' }), name).toBe(404);
  });
});

test('pages are served on the address that was set, and on no other', async () => {
  // The other address has its port taken by somebody else: whatever asks there is not answered by the desk, and would keep it from all addresses.
  const other = createServer((_request, response) => response.writeHead(418).end()).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    await start({ listen: '127.0.0.2', port });
    expect(await statusOf(`http://127.0.0.2:${port}/health/live`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${port}/health/live`)).toBe(418);
  } finally {
    other.close();
  }
});
