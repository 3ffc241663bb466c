import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { openBrowser } from '../browser.ts';
import { signIn } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { shown } from './visitor.ts';

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await api?.end();
});

/** What axe and a narrow screen find on the page as it is. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>(`axe.run(document, ${rules}).then(({ violations }) => violations)`);
  await page.setViewportSize({ width: 320, height: 900 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  await page.setViewportSize({ width: 1280, height: 900 });
  return [
    ...found.map(({ id, help, nodes }) => `${page.url()}: ${id}, ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    ...(wide > 320 ? [`${page.url()}: ${wide} px`] : []),
  ];
}

const sentence = (page: Page): Locator => page.locator('#etat');

/** A coordinator copies the minimal protocol, writes a rule, slows a delay down, takes that back, and asks for its publication. */
async function story(page: Page, hands: Hands, look: () => Promise<unknown>): Promise<void> {
  await page.goto(new URL('/guichet/protocole', api.url).href);
  await signIn(page, hands, 'coordination.54');
  await hands.go(page.getByRole('link', { name: 'Écrire le protocole' }));
  await look();
  await hands.tick(page.getByLabel('Un protocole minimal, pour commencer'));
  await hands.go(page.getByRole('button', { name: 'Commencer un brouillon' }));
  await look();

  await hands.go(page.getByRole('link', { name: 'Ajouter une règle au chapitre Justice' }));
  await hands.press(page.locator('summary', { hasText: 'Lieu peu importe' }));
  await hands.tick(page.getByRole('checkbox', { name: 'Domicile', exact: true }));
  await hands.choose(page.getByLabel('À qui', { exact: true }).first(), 'CCAS');
  await hands.choose(page.getByLabel('Délais et canaux à suivre'), 'ordinaire');
  await hands.tick(page.getByRole('checkbox', { name: 'Faits qualifiés' }));
  await hands.write(page.getByLabel('La raison'), 'la mairie connaît la personne');
  // Kept by itself, said back as one sentence.
  await sentence(page).getByText('Gardé.').waitFor();
  await sentence(page).getByText('parce que la mairie connaît la personne').waitFor();
  expect(await shown(sentence(page))).toContain('Quand le lieu est « Domicile », alors transmettre pour action à la mairie ou au CCAS');
  await look();
  await hands.go(page.getByRole('button', { name: 'Enregistrer la règle' }));
  expect(await shown(page.locator('#regle-1'))).toContain('La mairie connaît la personne.');

  await hands.go(page.getByRole('navigation', { name: 'Parties du brouillon' }).getByRole('link', { name: 'Délais et canaux' }));
  await hands.go(page.getByRole('link', { name: 'ordinaire', exact: true }));
  await hands.write(page.getByLabel('Reçu : limite'), '3');
  await page.locator('#etat svg', { hasText: 'limite 3' }).waitFor();
  await look();
  await hands.go(page.getByRole('button', { name: 'Enregistrer les délais' }));

  // What the desk does of itself: a delay is moved; one that is too long is said to be, with what may be written.
  await hands.go(page.getByRole('navigation', { name: 'Parties du brouillon' }).getByRole('link', { name: 'Délais du guichet' }));
  expect(await shown(sentence(page))).toContain('Le guichet suit les délais d’ordinaire.');
  await hands.write(page.getByLabel('Lien d’intérêts', { exact: true }), '900');
  await sentence(page).getByText('c’est trop').waitFor();
  expect(await shown(sentence(page))).toContain(
    'Lien d’intérêts : 900 heures, c’est trop ; écrivez au plus 72 heures, 3 jours, 24 heures ouvrées ou 3 jours ouvrés.',
  );
  await hands.write(page.getByLabel('Lien d’intérêts', { exact: true }), '2');
  await sentence(page).getByText('vérifie qui doit agir sous 2').waitFor();
  await look();
  await hands.go(page.getByRole('button', { name: 'Enregistrer les délais du guichet' }));
  expect(await shown(page.getByRole('main'))).toContain('Les délais du guichet sont enregistrés.');

  await hands.go(page.getByRole('navigation', { name: 'Parties du brouillon' }).getByRole('link', { name: 'Historique' }));
  await hands.go(page.getByRole('button', { name: 'Annuler ce changement' }));
  expect(await shown(page.getByRole('main'))).toContain('Le dernier changement est annulé');
  await hands.go(page.getByRole('navigation', { name: 'Parties du brouillon' }).getByRole('link', { name: 'Publier' }));
  await hands.go(page.getByRole('button', { name: 'Demander la publication' }));
  expect(await shown(page.getByRole('main'))).toContain('Une autre personne de la coordination doit publier');
  await look();
}

it.each([
  ['mouse', mouse, true],
  ['keyboard', keyboard, false],
] as const)('a coordinator writes a rule, a delay, takes it back and asks for publication, by %s only', async (_how, handsOf, looked) => {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const findings: string[] = [];
  page.on('console', (message) => message.type() === 'error' && findings.push(message.text()));
  page.on('pageerror', (error) => findings.push(error.message));
  // The pages are the same with each: they are inspected once.
  await story(page, handsOf(page, findings), async () => looked && findings.push(...(await faults(page))));
  expect(findings).toEqual([]);
  await context.close();
});
