import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announceCall } from '../../intake/announced.ts';
import { receive } from '../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi } from '../api.testing.ts';
import { anAlert } from '../fresh.testing.ts';
import { keyboard } from './hands.ts';
import { openSite, shown, type Visited } from './visitor.ts';

let api: TestApi;
let site: Visited;
beforeAll(async () => {
  api = await startTestApi({ telephony: new Map([['54', `whsec_${randomBytes(24).toString('base64')}`]]) });
  site = await openSite({ url: api.url, log: () => api.log(), stop: () => api.end() });
}, 120_000);
afterAll(() => site?.close());

async function about(name: string, more: Parameters<typeof anAlert>[0] = {}): Promise<string> {
  const received = await receive(api.db, anAlert({ ...more, content: { narrative: 'Récit.', victim: { name } } }));
  if ('conflict' in received) throw new Error('conflict');
  return received.reference;
}

test('with the keyboard alone, a listener takes a call that rings, sees that two cases are one, merges them and agrees on a time', {
  timeout: 90_000,
}, async () => {
  const first = await about('Hermance Colnot');
  const second = await about('COLNOT Hermance', { reachable: true, reach: 'PHONE', hours: [18 * 60, 20 * 60] });
  await announceCall(api.db, '54', { externalId: 'm1', caller: '03 83 00 00 01' }, Date.now());

  const { page, look } = await site.visitor();
  const hands = keyboard(page, site.findings);
  const { email, password } = demonstrationAccount('54', 'AGENT');
  await page.goto(`${api.url}/connexion`);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  await hands.go(page.getByRole('link', { name: 'Un appel sonne' }));
  await look('appel-qui-sonne');
  await hands.go(page.getByRole('button', { name: 'Prendre cet appel' }));
  expect(await page.getByLabel('Téléphone ou adresse').inputValue()).toBe('03 83 00 00 01');

  await page.goto(`${api.url}/guichet/dossiers/${first}`);
  await hands.go(page.getByRole('link', { name: 'Autres dossiers de la situation' }));
  expect(await shown(page.locator('main'))).toContain('Même nom de personne concernée');
  await look('situation');
  await hands.go(page.getByRole('button', { name: `Fusionner l’autre dans ce dossier : ${second}` }));
  expect(await shown(page.locator('main'))).toContain('Fusionné ici');
  await look('situation-fusionnee');

  await page.goto(`${api.url}/guichet/dossiers/${first}`);
  await hands.go(page.getByRole('link', { name: 'Prévoir une étape ou un rappel' }));
  await hands.tick(page.getByLabel('Rappeler l’auteur, sur rendez-vous'));
  await hands.write(page.getByLabel('Jour'), '3/9/2031');
  await hands.write(page.getByLabel('Heure'), '9 h');
  await hands.go(page.getByRole('button', { name: 'Prévoir cette étape' }));
  expect(await shown(page.locator('main'))).toContain('hors des heures sûres de l’auteur');
  await look('etape-hors-des-heures');
  await hands.write(page.getByLabel('Heure'), '18 h 30');
  await hands.go(page.getByRole('button', { name: 'Prévoir cette étape' }));
  expect(await shown(page.locator('main'))).toContain('Rappeler au rendez-vous convenu.');
  expect(site.findings).toEqual([]);
});

test('a paper letter is keyed with the keyboard alone; what is missing is named, and nothing typed is lost', { timeout: 60_000 }, async () => {
  const { page, look } = await site.visitor();
  const hands = keyboard(page, site.findings);
  const { email, password } = demonstrationAccount('54', 'AGENT');
  await page.goto(`${api.url}/connexion?suite=/guichet/courriers`);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  await hands.go(page.getByRole('link', { name: 'Enregistrer un courrier' }));
  await hands.write(page.getByLabel('Arrivé le'), 'hier');
  await hands.write(page.getByLabel('Ce que dit le courrier'), '« Mon voisin ne sort plus. »');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le courrier' }));
  await page.locator('.govuk-error-summary').waitFor();
  await look('courrier-a-reprendre');
  expect(await page.getByLabel('Ce que dit le courrier').inputValue()).toBe('« Mon voisin ne sort plus. »');
  await hands.write(page.getByLabel('Arrivé le'), '20/11/2026');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le courrier' }));
  expect(page.url()).toMatch(/\/guichet\/dossiers\/54-\d\d-[\w-]+\/qualifier$/);
  expect(site.findings).toEqual([]);
});
