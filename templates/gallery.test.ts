import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../test/browser.ts';
import { type Gallery, openGallery } from './gallery/gallery.ts';

/** What axe answers, as far as it is read here. */
interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const EVERY_RULE = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] };
const CONTRAST = { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] };

let gallery: Gallery;
let browser: Browser;

beforeAll(async () => {
  gallery = await openGallery();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await gallery[Symbol.asyncDispose]();
});

async function violations(page: Page, options: object): Promise<string[]> {
  const found = await page.evaluate<Violation[]>(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`);
  return found.map(
    ({ id, help, nodes }) => `${new URL(page.url()).pathname}: ${id}, ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** Visits every sample, as wide as said; what goes wrong in it (scripts, missing files, the content policy) is a finding too. */
async function visit(width: number, inspect: (page: Page) => Promise<string[]>): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const findings: string[] = [];
  page.on('console', (message) => message.type() === 'error' && findings.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`));
  for (const path of gallery.paths) {
    await page.goto(gallery.origin + path);
    findings.push(...(await inspect(page)));
  }
  await page.close();
  return findings;
}

test('every page has no accessibility violation (WCAG 2.2 A and AA), and keeps its contrasts in the dark', { timeout: 60_000 }, async () => {
  const findings = await visit(1280, async (page) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate(axe);
    const light = await violations(page, EVERY_RULE);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await violations(page, CONTRAST);
    return [...light, ...dark.map((finding) => `dark, ${finding}`)];
  });
  expect(findings).toEqual([]);
});

test('every page is read at 320 pixels without scrolling sideways', { timeout: 60_000 }, async () => {
  const findings = await visit(320, async (page) => {
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    return width > 320 ? [`${page.url()}: ${width} px`] : [];
  });
  expect(findings).toEqual([]);
});

test('a page that breaks a rule would be found', async () => {
  const page = await browser.newPage();
  await page.setContent('<html lang="fr"><title>x</title><main><img src="data:,"><p style="color:#ccc;background:#fff">pâle</p></main></html>');
  await page.evaluate(axe);
  const found = await violations(page, EVERY_RULE);
  await page.close();
  expect(found.join()).toContain('image-alt');
  expect(found.join()).toContain('color-contrast');
});
