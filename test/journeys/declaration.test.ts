import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply } from '../../cases/record/apply.ts';
import { caseIdOf, caseState } from '../../cases/record/read-case.ts';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { temporaryFolder } from '../folder.ts';
import { signIn } from './desk.ts';
import { keyboard, mouse } from './hands.ts';
import { openSite, shown, type Visited } from './visitor.ts';

const person = 'Quatrebarbes-Isaure';

let api: TestApi;
let house: Visited;
let reference: string;
const folder = temporaryFolder();

beforeAll(async () => {
  api = await startTestApi();
  house = await openSite({ url: api.url, log: api.log, stop: api.end });
});
afterAll(async () => {
  await house?.close();
  folder.remove();
});
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const said = (of: Page) => shown(of.getByRole('main'));
const title = (of: Page) => shown(of.getByRole('heading', { level: 1 }));
const refusals = async (of: Page) => (await of.getByRole('alert').getByRole('listitem').allTextContents()).map((text) => text.trim());
const choice = (of: Page, name: string, value: string) => of.locator(`input[name="${name}"][value="${value}"]`);
const field = (of: Page, name: string) => of.locator(`[name="${name}"]`);
const next = (of: Page) => of.getByRole('button', { name: 'Continuer' });

/** The mail server took the first messages of the case, as the engine would tell. */
async function handOver(): Promise<void> {
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const found = await caseState(api.db, '54', caseId);
  for (const { id } of found?.state.messages.filter(({ kind }) => kind === 'TRANSFER' || kind === 'INFORMATION') ?? [])
    await apply(api.db, '54', caseId, { kind: 'HandedOver', message: id, at: Date.now(), by: { kind: 'DELIVERY', id: null } });
}

it('without scripts, on a narrow screen: an institution declares, leaves its draft, comes back, and has its receipt', async () => {
  const { page, look } = await house.visitor({ javaScript: false, width: 320 });
  const hands = mouse(page);
  await page.goto(`${api.url}/connexion`);
  await signIn(page, hands, 'etablissement.54');
  expect(await title(page)).toBe('Vos déclarations');
  await look('vide');
  await hands.go(page.getByRole('button', { name: 'Nouvelle déclaration' }));
  await hands.go(next(page));
  expect(await refusals(page)).toEqual(['Choisissez une des onze catégories.']);
  await look('evenement-refuse');
  await hands.tick(choice(page, 'category', '8'));
  await hands.go(next(page));
  await hands.tick(choice(page, 'oral', 'A_CONFIRMER'));
  await hands.write(field(page, 'oralTo'), 'ARS, astreinte');
  await hands.go(next(page));
  expect((await refusals(page))[0]).toContain('Donnez le jour et l’heure');
  await look('orale-refusee');
  await hands.write(field(page, 'oralDay'), '2026-11-20');
  await hands.write(field(page, 'oralTime'), '10:30');
  await hands.go(next(page));
  expect(await title(page)).toBe('Les faits');
  await hands.write(field(page, 'observedOn'), '2026-11-20');
  await hands.write(field(page, 'nature'), `${person} a été trouvée enfermée.`);
  await look('faits');
  await hands.go(page.getByRole('button', { name: 'Garder et reprendre plus tard' }));
  expect(await said(page)).toContain('Votre brouillon est gardé.');
  await look('brouillon');
  await hands.go(page.getByRole('link', { name: '8. Maltraitance' }));
  await hands.go(next(page));
  await hands.go(next(page));
  expect(await field(page, 'nature').inputValue()).toContain(person);
  await hands.go(next(page));
  await hands.tick(choice(page, 'danger', '1'));
  await hands.write(field(page, 'victimName'), person);
  await hands.go(next(page));
  expect(await refusals(page)).toHaveLength(2);
  await look('personnes-refusees');
  await hands.tick(choice(page, 'maltreatment', 'PRIVATION_VIOLATION_DROITS_LIBERTES'));
  await hands.choose(page.getByLabel('Qui est mis en cause'), 'PROFESSIONNEL_SANTE/AIDE_SOIGNANT');
  await hands.go(next(page));
  for (const step of ['mesures', 'suites', 'declarant']) {
    await look(step);
    await hands.go(next(page));
  }
  await writeFile(join(folder.path, 'constat.txt'), `Constat, ${person}`);
  await page.getByLabel('Ajouter des fichiers').setInputFiles(join(folder.path, 'constat.txt'));
  await hands.go(page.getByRole('button', { name: 'Joindre' }));
  expect(await said(page)).toContain('constat.txt');
  await look('pieces');
  await hands.go(next(page));
  expect(await title(page)).toBe('Relisez avant d’envoyer');
  await look('relecture');
  await hands.go(page.getByRole('button', { name: 'Envoyer la déclaration' }));
  reference = /54-26-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(await said(page))?.[0] ?? '';
  expect(await said(page)).toContain(`Votre déclaration est reçue, sous la référence ${reference}`);
  await look('declaration');
  const receipt = await page.request.get(api.url + (await page.getByRole('link', { name: 'accusé de réception' }).getAttribute('href')));
  expect([receipt.headers()['content-type'], (await receipt.body()).subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
});

it('by the keyboard alone: it learns to whom it was transmitted, and confirms in writing', async () => {
  const { page, look } = await house.visitor();
  const hands = keyboard(page, house.findings);
  await page.goto(`${api.url}/connexion`);
  await signIn(page, hands, 'etablissement.54');
  expect(await said(page)).toContain('Reçue par le guichet');
  await handOver();
  await page.reload();
  expect(await said(page)).toContain('Reçue, transmise à');
  expect(await said(page)).toContain(reference);
  await look('transmise');
  await hands.go(page.getByRole('link', { name: 'Confirmer par écrit' }).first());
  // It begins with what was said; an empty one is refused.
  expect(await field(page, 'text').inputValue()).toContain(`${person} a été trouvée enfermée.`);
  await hands.write(field(page, 'text'), ' ');
  await hands.go(page.getByRole('button', { name: 'Envoyer' }));
  expect(await refusals(page)).toHaveLength(1);
  await look('confirmation-refusee');
  await hands.write(field(page, 'text'), `Je confirme ce qui a été dit de ${person}.`);
  await hands.go(page.getByRole('button', { name: 'Envoyer' }));
  expect(await said(page)).toContain('Confirmation écrite reçue.');
  await look('confirmee');
  await hands.go(page.getByRole('link', { name: 'Vos déclarations' }).first());
  expect(await said(page)).not.toContain('Ce qui est attendu de vous');
});

it('the desk reads it, and an institution elsewhere does not', async () => {
  const agent = await house.visitor();
  const hands = mouse(agent.page);
  await agent.page.goto(`${api.url}/guichet/dossiers/${reference}`);
  await signIn(agent.page, hands, 'agent.54');
  expect(await said(agent.page)).toContain(`${person} a été trouvée enfermée.`);
  const stranger = await house.visitor();
  await stranger.page.goto(`${api.url}/connexion`);
  await signIn(stranger.page, mouse(stranger.page), 'etablissement.57');
  expect(await said(stranger.page)).not.toContain(reference);
});
