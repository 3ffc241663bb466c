import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, Visitor } from '../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

describe('health', () => {
  test('lives, and says which part is missing: alerts are taken in without the engine', async () => {
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    const response = await fetch(`${api.url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'degraded', missing: ['engine'], parts: { database: 'up', migrations: 'up', engine: 'down', mail: 'up' } },
    ]);
    await api.mailbox.close();
    expect(await (await fetch(`${api.url}/health/ready`)).json()).toMatchObject({ missing: ['engine', 'mail'] });
    await api.mailbox.open();
  });

  test('shows metrics to this machine, not through a proxy, and with no address or reference in them', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/t/unjetonsecret');
    const page = await visitor.open('/metrics');
    expect(page.text).toContain('guichet_http_request_seconds');
    expect(page.text).not.toContain('unjetonsecret');
    expect((await visitor.open('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(404);
  });
});

describe('every page', () => {
  test('comes with headers that let nothing in from elsewhere', async () => {
    for (const path of ['/54', '/nulle-part', '/health/live', '/metrics', '/api/v1/openapi.json', '/assets/rien']) {
      const { headers } = await fetch(`${api.url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      for (const held of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(policy, path).toContain(held);
      expect(policy, path).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('strict-transport-security'), 'plain http has no HSTS').toBeNull();
    }
  });

  test('has nothing written in its markup that this policy would refuse, nor from another host', async () => {
    const visitor = new Visitor(api.url);
    for (const path of ['/', '/54', '/54/alerter', '/54/suivre', '/connexion', '/boite-locale', '/nulle-part']) {
      const { text } = await visitor.open(path);
      expect(text, path).not.toMatch(/<style|\sstyle="|\son\w+="|<script(?![^>]*\ssrc="\/)/);
      expect(
        [...text.matchAll(/(?:src|<link[^>]*href)="([^"]+)"/g)].filter(([, address]) => !address?.startsWith('/')),
        path,
      ).toEqual([]);
    }
  });

  test('that does not exist is told so, and what was asked is not said back', async () => {
    const visitor = new Visitor(api.url);
    for (const path of ['/Quillevere', '/54/Quillevere', '/99', '/guichets', '/%E0%A4%A', '/54/alerter/Quillevere']) {
      const page = await visitor.open(path);
      expect([path, page.status]).toEqual([path, page.status === 400 ? 400 : 404]);
      expect(page.text).not.toContain('Quillevere');
    }
  });

  test('says nothing back to TRACE', async () => {
    const { hostname, port } = new URL(api.url);
    const asked = request({ hostname, port, method: 'TRACE', path: '/connexion', headers: { cookie: 'Quillevere=1' } }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const text = Buffer.concat(await answer.toArray()).toString();
    expect([answer.statusCode, text.includes('Quillevere')]).toEqual([403, false]);
  });

  test('that is too large is refused', async () => {
    const visitor = new Visitor(api.url);
    expect((await visitor.post('/connexion', { notes: 'a'.repeat(600_000) })).status).toBe(413);
  });
});

test('an outage of the database is an error that says to come back, and the process lives on', async () => {
  const own = await startTestApi();
  const visitor = new Visitor(own.url);
  expect((await visitor.open('/54')).status).toBe(200);
  await own.fresh.drop();
  expect((await visitor.open('/54/suivre')).status).toBe(200);
  await visitor.submit('/suivre', { code: '0000-0000-0000-0000' });
  expect(visitor.page.status).toBeGreaterThanOrEqual(500);
  expect(visitor.words).not.toMatch(/ECONN|database|terminat|relation/i);
  const ready = await fetch(`${own.url}/health/ready`);
  expect([ready.status, ((await ready.json()) as { missing: string[] }).missing]).toEqual([503, expect.arrayContaining(['database', 'migrations'])]);
  expect((await fetch(`${own.url}/health/live`)).status).toBe(200);
  await own.end().catch(() => undefined);
});
