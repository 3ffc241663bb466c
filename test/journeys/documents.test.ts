import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { textOfPdf } from '../../documents/pdf-text.testing.ts';
import { startTestApi, type TestApi } from '../api.testing.ts';
import { openBrowser } from '../browser.ts';
import { confirmQualification, fillCall, signIn } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { plainSpaces, shown } from './visitor.ts';

/** Documents and drills as people at the desk live them: one writes with a mouse, the other reads again with a keyboard alone. */
let api: TestApi;
let browser: Browser;
let writer: Page;
let reader: Page;
const findings: string[] = [];
let hands: Hands;
let keys: Hands;
let caseUrl: string;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });

async function someone(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => findings.push(`script, ${page.url()}: ${message}`));
  return page;
}

/** Accessible as it is now, and no wider than a telephone. */
async function look(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate<string[]>(`axe.run(document, ${rules}).then(({ violations }) => violations.map(({ id }) => id))`);
  findings.push(...found.map((id) => `${name}: ${id}`));
  await page.setViewportSize({ width: 320, height: 900 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (wide > 320) findings.push(`${name}: ${wide} pixels wide on a screen of 320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

const said = (page: Page) => shown(page.getByRole('main'));
const url = (path: string) => new URL(path, api.url).href;

beforeAll(async () => {
  [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  [writer, reader] = [await someone(), await someone()];
  [hands, keys] = [mouse(writer), keyboard(reader, findings)];
  await writer.goto(url('/guichet/appels/nouveau'));
  await signIn(writer, hands, 'agent.54');
  await fillCall(writer, hands, {
    notes: 'Elle dit : « on me prive de repas ».',
    contactKind: 'ALERT',
    danger: '2',
    commune: 'Nancy',
    place: 'DOMICILE',
    victimGroup: 'PERSONNE_AGEE',
    implicatedKind: 'MEMBRE_FAMILLE',
    maltreatment: ['VIOLENCES_PHYSIQUES'],
    flags: ['CRIME_SUSPECTED'],
  });
  await hands.go(writer.getByRole('button', { name: 'Enregistrer l’appel' }));
  await confirmQualification(writer, hands);
  caseUrl = writer.url();
  await reader.goto(url('/guichet'));
  await signIn(reader, keys, 'coordination.54');
});
afterAll(async () => {
  await browser?.close();
  await api?.end();
});
afterEach(() => expect(findings.splice(0)).toEqual([]));

it('an agent writes the document for the public prosecutor, and asks for its second reading', async () => {
  const parquet = writer.locator('.card', { hasText: 'Tribunal judiciaire' }).or(writer.locator('.card', { hasText: 'Parquet' }));
  await hands.go(parquet.getByRole('link', { name: /Écrire le document/ }).first());
  expect(await said(writer)).toContain('Comment l’écrire');
  await look(writer, 'document');
  const told = writer.getByLabel('Exposé des faits');
  expect(await told.inputValue()).toContain('on me prive de repas');
  await hands.write(writer.getByLabel('Pourquoi la famille n’agit pas'), 'Le fils est mis en cause.');
  await writer.getByText('Le texte est gardé.', { exact: true }).waitFor();
  await writer.reload();
  expect(await writer.getByLabel('Pourquoi la famille n’agit pas').inputValue()).toBe('Le fils est mis en cause.');
  await hands.go(writer.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }));
  expect(await said(writer)).toContain('Le fils est mis en cause.');
  await look(writer, 'apercu');
  await hands.go(writer.getByRole('button', { name: 'Demander la relecture' }));
  expect(await said(writer)).toContain('Relire le document');
});

it('somebody else reads it again, sends it back and then approves it, with the keyboard alone', async () => {
  await reader.goto(caseUrl);
  await keys.go(reader.getByRole('link', { name: 'Relire le document' }));
  await look(reader, 'relecture');
  await keys.write(reader.getByLabel('Ce qui est à corriger'), 'Dites qui l’a entendue.');
  await keys.go(reader.getByRole('button', { name: 'Renvoyer à corriger' }));

  await writer.goto(caseUrl);
  await hands.go(writer.getByRole('link', { name: 'Relire le document' }));
  await hands.go(writer.getByRole('link', { name: 'Modifier le texte' }));
  expect(await said(writer)).toContain('Dites qui l’a entendue.');
  await hands.write(writer.getByLabel('Exposé des faits'), 'Le 12 novembre, elle a dit à l’infirmière : « on me prive de repas ».');
  await hands.go(writer.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }));
  await hands.go(writer.getByRole('button', { name: 'Demander la relecture' }));

  await reader.goto(caseUrl);
  await keys.go(reader.getByRole('link', { name: 'Relire le document' }));
  await keys.go(reader.getByRole('button', { name: 'Approuver et établir le document' }));
  expect(await said(reader)).toContain('Vérifiée');
  await look(reader, 'versions');
});

it('the document is a file that says what was written, marked as a demonstration', async () => {
  const href = (await reader.getByRole('link', { name: /Lire le PDF/ }).getAttribute('href')) ?? '';
  const response = await reader.context().request.get(url(href));
  expect(response.headers()['content-type']).toBe('application/pdf');
  const text = plainSpaces(textOfPdf(await response.body()).replaceAll('\n', ' '));
  for (const words of [
    'Signalement au procureur de la République',
    'DÉMONSTRATION',
    'elle a dit à l’infirmière',
    'Le fils est mis en cause.',
    'Relu par',
  ]) {
    expect(text).toContain(words);
  }
});

it('a coordinator opens a drill, moves it on and ends it, with the keyboard alone', async () => {
  await reader.goto(url('/guichet/exercices'));
  await look(reader, 'exercices');
  await keys.choose(reader.getByLabel('Situation prête'), 'domicile-conjoint-coups');
  await keys.go(reader.getByRole('button', { name: 'Ouvrir l’exercice' }));
  expect(plainSpaces((await reader.locator('.exercise').textContent()) ?? '')).toContain('La situation est inventée');
  await look(reader, 'exercice');
  await keys.go(reader.getByRole('button', { name: 'Avancer jusqu’à la prochaine échéance' }));
  expect(await said(reader)).toContain('Il s’est passé');
  await keys.go(reader.getByRole('button', { name: 'Terminer l’exercice' }));
  expect(await said(reader)).toContain('L’exercice est terminé');
});
