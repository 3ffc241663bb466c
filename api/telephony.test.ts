import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepartment } from '../database/pool.ts';
import { announcedCalls } from '../intake/announced.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../test/api.testing.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ telephony: new Map([['54', secret]]) });
});
afterAll(async () => {
  await api?.end();
});

async function ring(id: string, caller: string, change: { secret?: string; at?: Date; body?: string; department?: string } = {}): Promise<number> {
  const body = JSON.stringify({ type: 'call.ringing', data: { caller } });
  const at = change.at ?? new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(change.secret ?? secret).sign(id, at, body),
  };
  const { status } = await fetch(`${api.url}/telephonie/${change.department ?? '54'}`, { method: 'POST', headers, body: change.body ?? body });
  return status;
}

const callers = async (department = '54') => (await announcedCalls(api.db, department)).map(({ caller }) => caller);

test('a call announced twice is one; whoever takes it has its number in the notes, and nobody else sees it any more', async () => {
  expect(await ring('m1', '03 83 00 00 01')).toBe(204);
  expect(await ring('m1', '03 83 00 00 01')).toBe(204);
  expect(await callers()).toEqual(['03 83 00 00 01']);

  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await agent.open('/guichet');
  expect(agent.words).toContain('Un appel sonne');
  await agent.open('/guichet/urgences');
  expect(agent.page.text).toContain('data-count="1"');
  expect(agent.words).toContain('1 appel sonne');
  await agent.open('/guichet/appels/nouveau');
  expect(agent.words).toContain('03 83 00 00 01');
  const action = /\/guichet\/appels\/annonces\/[0-9a-f-]+/.exec(agent.page.text)?.[0] ?? '';
  await agent.submit(action);
  expect(agent.page.text).toContain('value="03 83 00 00 01"');
  expect(await callers()).toEqual([]);
});

test('what is not signed with the secret of the department, or too long ago, or changed, is not kept', async () => {
  expect(await ring('m2', '1', { secret: `whsec_${randomBytes(24).toString('base64')}` })).toBe(401);
  expect(await ring('m3', '1', { at: new Date(Date.now() - 3_600_000) })).toBe(401);
  expect(await ring('m4', '1', { body: JSON.stringify({ type: 'call.ringing', data: { caller: '2' } }) })).toBe(401);
  expect(await ring('m5', '1', { body: 'x' })).toBe(401);
  expect(await ring('m6', '1', { department: '57' })).toBe(404);
  expect(await callers()).toEqual([]);
  expect(await callers('57')).toEqual([]);
});

test('no table says when a call came but for the hour, nor its number in clear; no log either', async () => {
  await ring('m7', '0383997766');
  const rows = await inDepartment(
    api.db,
    '54',
    async (tx) => (await tx.query<{ row: string; hour: Date }>({ text: 'SELECT a.hour, to_jsonb(a)::text AS row FROM announced_call a' })).rows,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.row).not.toContain('997766');
  expect((rows[0]?.hour.getTime() ?? 1) % 3_600_000).toBe(0);
  expect(api.log()).not.toContain('0383997766');
});
