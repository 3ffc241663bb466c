import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeyById, createApiKey, revokeApiKey } from '../../accounts/api-keys.ts';
import { type KeyKind, type KeyScope, keyKinds, keyScopes, scopesOf } from '../../accounts/rights.ts';
import { dayIn } from '../../calendar/local.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { asOwner } from '../../test/fresh.testing.ts';
import { openApi } from './openapi.ts';

/* Which keys pass which door of the API, written down beside the table of rights: what is not here does not pass. */

const everybody: KeyKind[] = ['desk', 'platform', 'institution', 'partner'];
const doors: Record<string, { scope: KeyScope; kinds: KeyKind[] }> = {
  'POST /alerts': { scope: 'write', kinds: everybody },
  'POST /voicemails': { scope: 'voicemail', kinds: ['desk', 'platform'] },
  'POST /declarations': { scope: 'write', kinds: ['institution'] },
  'GET /declarations': { scope: 'read', kinds: ['institution'] },
  'POST /declarations/{id}/completion': { scope: 'write', kinds: ['institution'] },
  'POST /declarations/imports': { scope: 'write', kinds: ['institution'] },
  'POST /platform-sheets': { scope: 'write', kinds: ['platform'] },
  'GET /cases': { scope: 'read', kinds: ['desk', 'partner'] },
  'GET /cases/{id}': { scope: 'read', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/acknowledgement': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/charge': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/refusal': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/refusal-withdrawal': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/information-request': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/extension': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/progress': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/opinion': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/participation': { scope: 'write', kinds: ['desk', 'partner'] },
  'POST /transfers/{id}/outcome': { scope: 'write', kinds: ['desk', 'partner'] },
  'GET /transfers/{id}/originals': { scope: 'read', kinds: ['partner'] },
  'GET /transfers/{id}/originals/{file}': { scope: 'read', kinds: ['partner'] },
  'GET /statistics': { scope: 'read', kinds: ['desk'] },
  'GET /statistics/{indicator}': { scope: 'read', kinds: ['desk'] },
  'GET /directory/organisations': { scope: 'read', kinds: everybody },
  'GET /procedures/active': { scope: 'read', kinds: everybody },
};

const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
const organisations: Record<KeyKind, string | null> = { desk: null, platform: null, institution: 'ehpad-mirabelliers-54', partner: 'cd-54' };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

const make = (kind: KeyKind, scopes: KeyScope[]) =>
  createApiKey(api.db, { department: '54', kind, organisation: organisations[kind], scopes, label: 'Essai', expiresOn: inAYear });

async function ask(door: string, key: string): Promise<{ status: number; type: string; body: { title?: string; type?: string } }> {
  const [method = '', path = ''] = door.split(' ');
  const post = method === 'POST' && {
    body: path === '/voicemails' ? new FormData() : path.endsWith('imports') ? 'numero\n' : '{}',
    headers: {
      authorization: `Bearer ${key}`,
      ...(path !== '/voicemails' && { 'content-type': path.endsWith('imports') ? 'text/csv' : 'application/json' }),
    },
  };
  const answer = await fetch(`${api.url}/api/v1${path.replace('{id}', '00000000-0000-4000-8000-000000000000.t1')}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...post,
  });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: (await answer.json()) as object };
}

it('every door of the API is written down here', () => {
  const paths = Object.entries(openApi().paths ?? {});
  const described = paths.flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
  expect(described.toSorted()).toEqual(Object.keys(doors).toSorted());
});

describe.each(keyKinds)('a key of the kind %s', (kind) => {
  it.each(scopesOf(kind))('narrowed to %s passes the doors of that scope which its kind has, and no other', async (scope) => {
    const { key } = await make(kind, [scope]);
    for (const [door, { scope: needed, kinds }] of Object.entries(doors)) {
      const { status, type } = await ask(door, key);
      const passes = needed === scope && kinds.includes(kind);
      expect(status === 403, `${kind} ${scope} ${door}: ${status}`).toBe(!passes);
      expect(status, door).not.toBe(401);
      if (!passes) expect(type).toContain('application/problem+json');
    }
  });
});

it('a key that is too narrow is told whom to ask for another, and its refusal leaves a trace', async () => {
  const { id, key } = await make('desk', ['voicemail']);
  const { body } = await ask('GET /cases', key);
  expect(body.title).toContain('demandez à la coordination');
  expect(await asOwner(api, `SELECT 1 FROM trace WHERE about = $1 AND kind = 'KEY_REFUSED'`, [id])).toBe(1);
});

describe('a key that works no more is answered 401 with what to do', () => {
  it('revoked, within seconds', async () => {
    const { id, key } = await make('desk', [...keyScopes]);
    expect((await ask('GET /cases', key)).status).toBe(200);
    await revokeApiKey(api.db, '54', id);
    await expect.poll(async () => (await ask('GET /cases', key)).status, { timeout: 10_000 }).toBe(401);
    const { type, body } = await ask('GET /cases', key);
    expect(type).toContain('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:guichet:problem:unauthorized', title: expect.stringContaining('révoquée') });
    expect(body.title).toContain('demandez-en une autre à la coordination');
  });

  it('expired', async () => {
    const { id, key } = await make('desk', [...keyScopes]);
    await asOwner(api, `UPDATE api_key SET expires_on = current_date - 2 WHERE id = $1`, [id]);
    const { status, body } = await ask('GET /cases', key);
    expect([status, body.title]).toEqual([401, expect.stringContaining('expiré')]);
  });

  it('and one that never was is told no more than that', async () => {
    const { status, body } = await ask('GET /cases', `guichet_${'0'.repeat(32)}`);
    expect([status, body.title]).toEqual([401, expect.stringContaining('absente ou refusée')]);
  });
});

it('the day of its last use is noted', async () => {
  const { id, key } = await make('partner', ['read']);
  await ask('GET /cases', key);
  expect((await apiKeyById(api.db, '54', id))?.lastUsedOn).toBe(dayIn(Date.now(), 'Europe/Paris'));
});
