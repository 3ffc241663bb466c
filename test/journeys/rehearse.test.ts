import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { openBrowser } from '../browser.ts';
import { signIn } from './desk.ts';
import { keyboard } from './hands.ts';

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

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>(`axe.run(document, ${rules}).then(({ violations }) => violations)`);
  return found.map(({ id, help, nodes }) => `${page.url()}: ${id}, ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

it('a coordinator plays a situation, makes a recipient refuse, and keeps it, by keyboard alone', async () => {
  const findings: string[] = [];
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const hands = keyboard(page, findings);
  await page.goto(new URL('/guichet/protocole/essai', api.url).href);
  await signIn(page, hands, 'coordination.54');
  await hands.tick(page.locator('input[name="danger"][value="2"]'));
  await hands.write(page.getByLabel('Commune', { exact: true }), 'Longwy');
  await hands.choose(page.getByLabel('Lieu des faits'), 'DOMICILE');
  await hands.choose(page.getByLabel('Mis en cause 1', { exact: true }), 'MEMBRE_FAMILLE');
  await hands.go(page.getByRole('button', { name: 'Jouer' }));
  expect(await page.locator('.lead').textContent()).toContain('Longwy');
  await page.locator('svg.timeline-wide').waitFor();
  findings.push(...(await faults(page)));

  await hands.choose(page.getByLabel('Destinataire 1', { exact: true }), 'mds-longwy-54');
  await hands.choose(page.getByLabel('Conduite 1', { exact: true }), 'REFUSE');
  await hands.write(page.getByLabel('Délai 1', { exact: true }), '3');
  await hands.choose(page.getByLabel('Motif ou suite 1', { exact: true }), 'HORS_COMPETENCE');
  await hands.go(page.getByRole('button', { name: 'Rejouer' }));
  await page.getByText('Refuse\u00a0: hors compétence').first().waitFor();
  // The next competent body takes over: its lane is joined to the one that refused.
  expect(await page.locator('svg.timeline-wide .w-branch').count()).toBe(1);
  expect(new URL(page.url()).search).toContain('b=mds-longwy-54*REFUSE*3wh*HORS_COMPETENCE');

  await hands.press(page.locator('summary', { hasText: 'Garder comme situation attendue' }));
  await hands.go(page.getByRole('button', { name: 'Garder', exact: true }));
  findings.push(...(await faults(page)));
  await hands.go(page.getByRole('button', { name: 'Enregistrer' }));
  expect(await page.locator('.lead').textContent()).toMatch(/^(\d+) sur \1 situations/);
  findings.push(...(await faults(page)));
  await page.close();
  expect(findings).toEqual([]);
});
