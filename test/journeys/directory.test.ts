import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { signIn } from './desk.ts';
import { keyboard } from './hands.ts';
import { openSite, shown, type Visited } from './visitor.ts';

let api: TestApi;
let site: Visited;
beforeAll(async () => {
  api = await startTestApi();
  site = await openSite({ url: api.url, log: () => api.log(), stop: () => api.end() });
});
afterAll(() => site?.close());

it('a coordinator finds a body as she types, changes it by the keyboard alone, reads what that does, and publishes', async () => {
  const coordinator = await site.visitor();
  const { page } = coordinator;
  const hands = keyboard(page, site.findings);
  await page.goto(new URL('/guichet/annuaire', api.url).href);
  await signIn(page, hands, 'coordination.54');
  await page.goto(new URL('/guichet/annuaire', api.url).href);
  await coordinator.look('annuaire');
  await page.getByLabel('Nom, commune, contact').fill('lunevil');
  await expect.poll(() => page.locator('#trouves tbody tr').count()).toBeLessThan(6);
  await hands.go(page.getByRole('link', { name: /Commissariat de police de Lunéville/ }));
  await coordinator.look('annuaire-organisme');
  await hands.go(page.getByRole('link', { name: 'Changer cette fiche' }));
  await coordinator.look('annuaire-organisme-form');
  await page.getByLabel('Rang').fill('11');
  await page.getByLabel('Pourquoi ce changement').fill('Essai.');
  await hands.go(page.getByRole('button', { name: 'Enregistrer' }));
  await shown(page.getByText('attendent d’être publiés'));
  await hands.go(page.getByRole('link', { name: /Changer ce contact/ }).first());
  await coordinator.look('annuaire-contact-form');
  await page.goBack();
  await hands.go(page.getByRole('link', { name: 'Ajouter un lien' }));
  await coordinator.look('annuaire-lien-form');
  await page.goto(new URL('/guichet/annuaire/changements', api.url).href);
  await coordinator.look('annuaire-changements');
  await hands.go(page.getByRole('button', { name: 'Publier' }));
  await shown(page.getByText(/La révision \d+ est publiée/));
  await page.goto(new URL('/guichet/annuaire/couverture', api.url).href);
  await coordinator.look('annuaire-couverture');
  await page.goto(new URL('/guichet/annuaire/demander?role=CD&commune=Longwy&implique=', api.url).href);
  await coordinator.look('annuaire-demander');
  await page.goto(new URL('/guichet/annuaire/importer', api.url).href);
  await coordinator.look('annuaire-importer');
  expect(site.findings).toEqual([]);
});
