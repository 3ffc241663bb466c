import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyRing } from '../database/key-ring.ts';
import { connect, type Database } from '../database/pool.ts';
import { rotateKey } from '../rotation/rotation.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../test/api.testing.ts';
import { eventually } from '../test/stack.ts';

/* The session key changes while people are at work: nobody is signed out, no form they have open is refused. */

const session = new Map([[2, randomBytes(32)]]);
let api: TestApi;
let owner: Database;
beforeAll(async () => {
  api = await startTestApi({ keys: { session } as never }, { keysAgain: () => ({ session: new Map(session) }) });
  owner = connect({ url: api.fresh.ownerUrl, keys: api.config.keys, connections: 2, acting: { as: 'COMMAND' } });
});
afterAll(async () => {
  await owner?.end();
  await api?.end();
});

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  return visitor;
}

async function rotate(): Promise<void> {
  const key = new KeyRing('session', new Map(session));
  const make = () => {
    session.set(Math.max(...session.keys()) + 1, randomBytes(32));
    key.learn(new Map(session));
  };
  await rotateKey({ name: 'session', db: owner, key, make, say: () => undefined });
}

test('a session, a form of it and a form of the public go on; what is signed now is signed with the new key', async () => {
  const agent = await signedIn();
  await agent.open('/guichet/appels/nouveau');
  const author = new Visitor(api.url);
  await author.open('/54/alerter');
  await rotate();
  await agent.submit('/guichet/appels/', { notes: 'Rien.' });
  expect(agent.refusal, 'a form opened before').toContain('Dites comment finit ce contact');
  expect((await author.submit('/54/alerter', {})).status).toBe(200);
  expect((await agent.open('/guichet')).status).toBe(200);
  expect(agent.page.url).toBe('/guichet');

  const later = await signedIn();
  session.delete(2);
  await eventually(async () => (await agent.open('/guichet')).url.startsWith('/connexion'), 15_000, 'the end of what the older key signed');
  expect((await later.open('/guichet')).url).toBe('/guichet');
}, 60_000);
