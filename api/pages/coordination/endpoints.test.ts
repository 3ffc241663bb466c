import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../../accounts/accounts.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let status = 200;
let heard: { headers: Record<string, string>; body: string } | undefined;
const machine = createServer(async (request, response) => {
  heard = { headers: request.headers as Record<string, string>, body: await text(request) };
  response.writeHead(status).end();
});
let api: TestApi;
let ann: Visitor;
let bob: Visitor;
let url: string;
let contact: string;
beforeAll(async () => {
  api = await startTestApi();
  machine.listen(0, '127.0.0.1');
  await once(machine, 'listening');
  url = `http://127.0.0.1:${(machine.address() as AddressInfo).port}/guichet`;
  [ann, bob] = [new Visitor(api.url), new Visitor(api.url)];
  const second = { department: '54', kind: 'COORDINATOR', organisation: null, email: 'bob@guichet.example', name: 'Bob Second' } as const;
  await createAccount(api.db, second, 'un mot de passe bien long');
  await ann.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await bob.signIn({ email: 'bob@guichet.example', password: 'un mot de passe bien long' });
  contact = (await currentDirectory(api.db, '54')).contactsOf.get('ars-54')?.[0]?.id ?? '';
});
afterAll(async () => {
  machine.close();
  await api?.end();
});

const body = '/guichet/annuaire/organismes/ars-54';
const page = () => `/guichet/annuaire/logiciels/${contact}`;
const secretShown = () => /whsec_[\w+/=]+/.exec(ann.page.text)?.[0] ?? '';
const verified = (secret: string) => new Webhook(secret).verify(heard?.body ?? '', heard?.headers ?? {});

test('where a machine is called is written by one person and published by another', async () => {
  await ann.open(`${body}/contacts/${contact}`);
  await ann.submit(`/${contact}`, { endpoint: 'ftp://ailleurs.example/', why: 'Essai.' });
  expect(ann.refusal).toContain('Corrigez l’adresse du logiciel');
  await ann.open(`${body}/contacts/${contact}`);
  await ann.submit(`/${contact}`, { endpoint: url, why: 'Leur logiciel répond.' });
  expect(ann.words).toContain('demande une seconde personne');
  await ann.open('/guichet/annuaire/changements');
  expect(ann.page.text).not.toContain('/publier"');
  expect((await ann.open(page())).status).toBe(404);
  await bob.open('/guichet/annuaire/changements');
  await bob.submit('/publier');
  expect((await currentDirectory(api.db, '54')).contactById.get(contact)?.endpoint).toBe(url);
  await ann.open(body);
  expect(ann.page.text).toContain(`href="${page()}"`);
});

test('its secret is shown once, and a call to try says how it stands', async () => {
  await ann.open(page());
  expect(ann.words).toContain('créez d’abord un secret');
  expect(ann.page.text).not.toContain('/appel"');
  await ann.submit('/secret');
  const secret = secretShown();
  expect(secret).not.toBe('');
  await ann.open(page());
  expect(ann.page.text).not.toContain('whsec_');
  expect(ann.words).toContain('Jamais vérifié');

  status = 503;
  await ann.submit('/appel');
  expect(ann.words).toContain('il est en panne (503)');
  expect(ann.words).toContain('En échec depuis');
  status = 204;
  await ann.open(page());
  await ann.submit('/appel');
  expect(ann.words).toContain('Le logiciel a répondu à l’appel d’essai');
  expect(ann.words).toContain('Il a répondu');
  expect(verified(secret)).toMatchObject({ type: 'ping', data: { department: '54' } });

  // Another secret signs beside it until somebody says that the machine has it.
  await bob.open(page());
  await ann.submit('/secret');
  const newest = secretShown();
  await bob.submit('/secret');
  expect(bob.words).toContain('Quelqu’un d’autre l’a fait');
  await ann.open(page());
  await ann.submit('/appel');
  expect([verified(secret), verified(newest)]).toHaveLength(2);
  await ann.open(page());
  await ann.submit('/secret/dernier');
  expect(ann.words).toContain('L’ancien secret ne signe plus.');
  await ann.submit('/appel');
  expect(() => verified(secret)).toThrow();
  expect(verified(newest)).toMatchObject({ type: 'ping' });
});

test('is for those who write the directory', async () => {
  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  expect((await agent.open(page())).status).toBe(403);
});
