import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { mailAuthenticator } from '../../intake/email/authentic.ts';
import { keepMails } from '../../intake/email/inbound-mails.ts';
import { mime } from '../../intake/email/mails.testing.ts';
import { settleWaiting } from '../../intake/email/settle.ts';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { corpus } from '../mails/corpus.ts';
import { signIn } from './desk.ts';
import { keyboard, mouse } from './hands.ts';
import { openSite, shown, type Visited } from './visitor.ts';

let api: TestApi;
let house: Visited;
beforeAll(async () => {
  api = await startTestApi();
  house = await openSite({ url: api.url, log: api.log, stop: api.end });
});
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

async function takeIn(raw: Buffer): Promise<void> {
  const check = mailAuthenticator({ authservId: 'mx.guichet.example', resolver: undefined });
  const desk = { db: api.db, domain: 'guichet.example', check, voicemail: new Map(), clamd: undefined, now: Date.now };
  await keepMails(api.db, '54', 'smtp', [{ raw }], Date.now());
  await settleWaiting(desk, '54');
}

const hostile = (corpus['script, frame, form']?.raw.toString() ?? '').replace(/Subject: .*/, 'Subject: Courriel qui voudrait agir');

it('by keyboard: an agent reads what was set aside, where nothing of it acts, and takes it as an alert', async () => {
  await takeIn(Buffer.from(`X-Spam-Flag: YES\r\n${hostile}`));
  const { page, look } = await house.visitor();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(api.url)) elsewhere.push(request.url());
  });
  const hands = keyboard(page, house.findings);
  await page.goto(`${api.url}/connexion`);
  await signIn(page, hands, 'agent.54');
  await hands.go(page.getByRole('navigation').getByRole('link', { name: 'Courriels 1' }));
  await look('what was set aside');
  await hands.go(page.getByRole('link', { name: 'Courriel qui voudrait agir' }));
  await look('a mail set aside');
  expect(await shown(page.getByRole('main'))).toContain('Votre serveur de courrier l’a jugé indésirable.');
  expect(await page.locator('main iframe, main script, main img, main [onclick]').count()).toBe(0);
  await hands.go(page.getByRole('button', { name: 'En faire une alerte' }));
  expect(page.url()).toMatch(/\/guichet\/dossiers\/54-/);
  await look('a case that came by mail');
  expect(await shown(page.getByRole('main'))).toContain('Le récit est le courriel tel quel');
  await hands.go(page.getByRole('link', { name: 'Lire le courriel reçu' }));
  expect(await shown(page.getByRole('main'))).toContain('repris par un agent');
  expect(elsewhere).toEqual([]);
});

it('without scripts, on a narrow screen: a mail is found by its sender and discarded with a reason', async () => {
  await takeIn(mime({ from: 'Vendeur <promo@boutique.example>', subject: 'Grande promotion', headers: { Precedence: 'bulk' } }));
  const { page, look } = await house.visitor({ javaScript: false, width: 320 });
  const hands = mouse(page);
  await page.goto(`${api.url}/connexion`);
  await signIn(page, hands, 'agent.54');
  await page.goto(`${api.url}/guichet/courriels`);
  await hands.write(page.getByLabel('Adresse de l’expéditeur'), 'promo@boutique.example');
  await hands.go(page.getByRole('main').getByRole('button', { name: 'Chercher' }));
  expect(page.url()).not.toContain('boutique');
  await hands.go(page.getByRole('link', { name: 'Grande promotion' }));
  await hands.go(page.getByRole('button', { name: 'Écarter' }));
  expect(await shown(page.getByRole('alert'))).toContain('Dites pourquoi ce courriel est écarté.');
  await look('a reason is missing');
  await hands.tick(page.getByLabel('Publicité, démarchage ou escroquerie'));
  await hands.go(page.getByRole('button', { name: 'Écarter' }));
  await hands.go(page.getByRole('link', { name: 'Écartés' }));
  expect(await shown(page.getByRole('main'))).toContain('Grande promotion');
  await look('discarded mails');
});
