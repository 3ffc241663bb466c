import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCase } from '../../cases/record/read-case.ts';
import { examine } from '../../files/examine.ts';
import { receive } from '../../intake/receive.ts';
import { voicemailAlert } from '../../intake/voicemail.ts';
import { demonstrationAccount, startTestApi, type TestApi } from '../api.testing.ts';
import { openBrowser } from '../browser.ts';
import { hasFocus, keyboard } from './hands.ts';
import { shown } from './visitor.ts';

let api: TestApi;
let browser: Browser;
const findings: string[] = [];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });

beforeAll(async () => {
  [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await api?.end();
});

/** WCAG 2.2 A and AA, and 320 pixels. */
async function look(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate<{ id: string; help: string }[]>(`axe.run(document, ${rules}).then(({ violations }) => violations)`);
  findings.push(...found.map(({ id, help }) => `${name}: ${id}, ${help}`));
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 320, height: 900 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (wide > 320) findings.push(`${name}: ${wide} pixels wide on a screen of 320`);
  await page.setViewportSize(size);
}

/** The little of a player that is read here. */
interface Heard {
  currentTime: number;
  addEventListener(event: 'ended', done: () => void): void;
}

/** Half a second of a real sound. */
function sound(): Buffer {
  const samples = 4_000;
  const head = Buffer.from(`RIFF....WAVEfmt ${'.'.repeat(20)}data....`, 'latin1');
  head.writeUInt32LE(36 + samples, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.writeUInt32LE(samples, 40);
  const wave = Buffer.from(Array.from({ length: samples }, (_, at) => 128 + Math.round(60 * Math.sin(at / 4))));
  return Buffer.concat([head, wave]);
}

test('a photo is added to the public form, seen and taken back, in a browser without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'fr-FR' });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  await page.goto(`${api.url}/54/alerter`);
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.goto(`${api.url}/54/alerter/photos`);
  const buffer = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'green' } })
    .jpeg()
    .toBuffer();
  await page.getByLabel('Choisir des fichiers').setInputFiles({ name: 'la chambre.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByRole('button', { name: 'Ajouter ces fichiers' }).click();
  expect(await shown(page.locator('.files'))).toContain('la chambre.jpg');
  expect(await page.getByLabel('Effacer les informations cachées').isChecked()).toBe(true);
  await page
    .getByLabel('Choisir des fichiers')
    .setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from('\0\0\0\x18ftypisom\0\0\0\0') });
  await page.getByRole('button', { name: 'Continuer', exact: true }).click();
  expect(await shown(page.locator('.govuk-error-summary'))).toContain('« film.mp4 » est une vidéo');
  await page.getByRole('button', { name: 'Retirer la chambre.jpg' }).click();
  expect(await page.locator('.files').count()).toBe(0);
  await page.getByRole('button', { name: 'Continuer', exact: true }).click();
  expect(page.url()).toBe(`${api.url}/54/alerter/anonymat`);
  await context.close();
});

test('a message is played, noted and qualified with the keyboard alone', async () => {
  const recording = await examine({ name: 'message.wav', bytes: sound() }, undefined);
  if ('refused' in recording) throw new Error(recording.refused);
  const received = await receive(
    api.db,
    voicemailAlert({
      department: '54',
      source: 'test',
      externalId: 'm1',
      actor: { kind: 'API', id: null },
      receivedAt: Date.now() - 3_600_000,
      caller: '+33383000000',
      recordings: [recording],
    }),
  );
  if ('conflict' in received) throw new Error('conflict');

  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => findings.push(message));
  const hands = keyboard(page, findings);
  const { email, password } = demonstrationAccount('54', 'AGENT');
  await page.goto(`${api.url}/connexion?suite=/guichet/dossiers/${received.reference}`);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  expect(await shown(page.locator('#a1'))).toContain('Message laissé depuis le 03 83 00 00 00.');
  await look(page, 'dossier');
  expect(await page.getByRole('link', { name: /^Écouter en prenant des notes/ }).count()).toBe(1);
  await hands.go(page.getByRole('link', { name: 'Écouter le message' }));
  await look(page, 'ecoute');

  const player = page.locator('audio');
  await player.waitFor();
  for (let stops = 0; stops < 60 && !(await hasFocus(player)); stops += 1) await page.keyboard.press('Tab');
  const heard = player.evaluate((audio: Heard) => new Promise((done) => audio.addEventListener('ended', () => done(audio.currentTime))));
  await page.keyboard.press('Space');
  expect(await heard).toBeGreaterThan(0.4);
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/brouillon') && (answer.request().postData() ?? '').includes('plus.'));
  await hands.write(page.getByLabel('Notes'), '« Ma mère ne mange plus. »');
  await kept;
  await page.getByText('Les notes sont gardées.').waitFor();
  await page.reload();
  expect(await page.getByLabel('Notes').inputValue()).toBe('« Ma mère ne mange plus. »');
  await hands.go(page.getByRole('button', { name: 'Ajouter et qualifier' }));
  expect(page.url()).toBe(`${api.url}/guichet/dossiers/${received.reference}/qualifier`);
  const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, received.caseId, 'CASE_PAGE');
  expect(record?.journal.at(-1)?.content).toEqual({ text: '« Ma mère ne mange plus. »' });

  await context.close();
  expect(findings).toEqual([]);
});
