import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { axeHref, type Gallery, openGallery } from './gallery.ts';

/** What axe answers, as far as it is read here. */
interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SAID = { resultTypes: ['violations'], preload: false, selectors: false };
const EVERY_RULE = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], ...SAID };
const CONTRAST = { runOnly: { type: 'rule', values: ['color-contrast'] }, ...SAID };

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

/** As many pages at once as there are processors to look at them. */
const AT_ONCE = 2;

/** The narrowest screen; how pages are on a wide one is seen on a started desk (`test/journeys`). */
const NARROW = { width: 320, height: 800 };
const failures: string[] = [];

/** Visits every sample. */
async function visit(inspect: (page: Page) => Promise<void>): Promise<void> {
  const waiting = gallery.paths.values();
  const look = async () => {
    const page = await browser.newPage({ viewport: NARROW });
    page.on('console', (message) => message.type() === 'error' && failures.push(`${page.url()}: ${message.text()}`));
    page.on('pageerror', (error) => failures.push(`${page.url()}: ${error.message}`));
    for (const path of waiting) {
      await page.goto(gallery.origin + path);
      await inspect(page);
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
}

/** Each page is opened once, and asked everything. */
let found: Record<'rules' | 'width' | 'title' | 'ids', string[]>;

beforeAll(async () => {
  found = { rules: [], width: [], title: [], ids: [] };
  const seen = new Set<string>();
  await visit(async (page) => {
    const told = (await page.title()).startsWith('Erreur');
    const shown = (await page.locator('.govuk-error-summary').count()) > 0;
    if (told !== shown) found.title.push(`${page.url()}: ${told ? 'no error is shown' : 'the title says nothing'}`);

    await page.addScriptTag({ url: axeHref });
    found.rules.push(...(await violations(page, EVERY_RULE)));
    const template = new URL('.', page.url()).pathname;
    if (!seen.has(template)) {
      seen.add(template);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await violations(page, CONTRAST);
      found.rules.push(...dark.map((finding) => `dark, ${finding}`));
      await page.emulateMedia({ colorScheme: 'light' });
    }

    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > 320) found.width.push(`${page.url()}: ${width} px`);
    // A label, an error's link and a script reach the first of two that have one id; axe leaves it to a person to see.
    const ids = await page.evaluate<string[]>('[...document.querySelectorAll("[id]")].map(({ id }) => id)');
    found.ids.push(...ids.filter((id, at) => ids.indexOf(id) < at).map((id) => `${page.url()}: ${id}`));
  });
}, 600_000);

test('every page has no accessibility violation (WCAG 2.2 A and AA), and keeps its contrasts in the dark', () => {
  expect(found.rules).toEqual([]);
});

test('every page is read at 320 pixels without scrolling sideways', () => {
  expect(found.width).toEqual([]);
});

test('no two things of a page have one id', () => {
  expect(found.ids).toEqual([]);
});

test('a title says "Erreur" where there is one to mend, and nowhere else', () => {
  expect(found.title).toEqual([]);
});

test('no page has a script that fails, a file that is missing, or what the content policy refuses', () => {
  expect(failures).toEqual([]);
});

test('"Quitter rapidement" leaves no way back to the page', async () => {
  const page = await browser.newPage();
  await page.route('https://www.meteofrance.com/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Ailleurs</title>' }));
  await page.goto('about:blank');
  await page.goto(`${gallery.origin}/public/alert/what/plain`);
  await page.getByRole('link', { name: 'Quitter rapidement' }).click();
  await page.waitForURL('https://www.meteofrance.com/');
  await page.goBack();
  expect(page.url()).toBe('about:blank');
  await page.close();
});

test('a form that somebody sent is followed by nothing that the page still meant to send', async () => {
  const page = await browser.newPage();
  const sent: string[] = [];
  await page.route('**', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    sent.push(new URL(route.request().url()).pathname);
    // Longer than the page waits before it saves by itself.
    if (route.request().isNavigationRequest()) await delay(2_500);
    await route.fulfill({ contentType: 'text/html', body: '<title>Enregistré</title>' });
  });
  await page.goto(`${gallery.origin}/desk/call/begun`);
  const kept = page.waitForRequest('**/brouillon');
  await page.getByLabel('Notes', { exact: true }).fill('Elle appelle pour sa mère.');
  await kept;
  await page.getByLabel('Notes', { exact: true }).press('!');
  const arrived = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Enregistrer l’appel' }).click();
  await arrived;
  expect(sent).toEqual(['/guichet/appels/1/brouillon', '/desk/call/begun']);
  await page.close();
});

test('the summary of errors is read first', async () => {
  const page = await browser.newPage();
  await page.goto(`${gallery.origin}/public/alert/reporter/error`);
  expect(await page.evaluate<string>('document.activeElement.className')).toContain('govuk-error-summary');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('reporterLink');
  await page.close();
});

test('shortcuts open on "?", lead where they say, leave typing alone, and can be switched off', async () => {
  const page = await browser.newPage();
  await page.route('**/guichet/appels', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Appel</title>' }));
  const open = () => page.evaluate<boolean>("document.querySelector('[data-shortcuts]').open");
  await page.goto(`${gallery.origin}/desk/queues/full`);
  await page.getByRole('searchbox', { name: 'Trouver' }).press('?');
  expect(await open()).toBe(false);
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('?');
  expect(await open()).toBe(true);
  await page.getByLabel('Utiliser les raccourcis').uncheck();
  await page.reload();
  await page.keyboard.press('?');
  expect(await open()).toBe(false);
  await page.locator('[data-shortcuts] summary').click();
  await page.getByLabel('Utiliser les raccourcis').check();
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.waitForURL('**/guichet/appels');
  await page.close();
});

test('notes are kept as they are typed, and the page says when they are not', async () => {
  const page = await browser.newPage();
  const kept: string[] = [];
  let status = 204;
  await page.route('**/brouillon', (route) => {
    kept.push(new URLSearchParams(route.request().postData() ?? '').get('notes') ?? '');
    return route.fulfill({ status });
  });
  await page.goto(`${gallery.origin}/desk/call/begun`);
  await page.getByLabel('Notes', { exact: true }).fill('Elle ne mange plus.');
  await page.getByText('Les notes sont gardées.').waitFor();
  expect(kept.at(-1)).toBe('Elle ne mange plus.');
  status = 503;
  await page.getByLabel('Notes', { exact: true }).pressSequentially(' Depuis un mois.');
  await page.getByText('Les notes ne sont pas gardées').waitFor();
  expect(await page.getByLabel('Notes', { exact: true }).inputValue()).toBe('Elle ne mange plus. Depuis un mois.');
  await page.close();
});

test('a list asks itself again each minute, never under the cursor, and keeps its place when refused', async () => {
  const page = await browser.newPage();
  await page.clock.install();
  const line = (text: string) => `<table class="rows"><tr id="54-2026-0191-k1"><td>${text}</td></tr></table>`;
  const list = { status: 200, contentType: 'text/html', body: `${line('Nouvelle')}<ul id="files" hx-swap-oob="outerMorph"><li>13 en tout</li></ul>` };
  let answer: Parameters<Route['fulfill']>[0] = list;
  let asked = 0;
  await page.route('**/guichet/liste', (route) => {
    asked += 1;
    return route.fulfill(answer);
  });
  await page.route('**/connexion', (route) => route.fulfill({ ...list, body: line('Se connecter') }));
  await page.goto(`${gallery.origin}/desk/queues/full`);
  const live = page.locator('[data-live]');
  const refreshed = async () => {
    const last = page.waitForEvent('requestfinished');
    await page.clock.runFor(61_000);
    await last;
    await page.clock.runFor(1_000);
  };

  await live.locator('a.reason').first().hover();
  await page.clock.runFor(61_000);
  await page.mouse.move(0, 0);
  await refreshed();
  await live.getByText('Nouvelle').waitFor();
  expect(asked).toBe(1);
  expect(await page.locator('#files').textContent()).toBe('13 en tout');
  for (const refused of [
    { ...list, status: 500, body: line('Erreur') },
    { ...list, status: 429, body: line('Trop de demandes') },
    { status: 303, headers: { location: '/connexion' } },
  ]) {
    answer = refused;
    await refreshed();
    expect(await live.textContent()).toBe('Nouvelle');
  }
  answer = { ...list, body: line('Encore') };
  await refreshed();
  await live.getByText('Encore').waitFor();
  expect(asked).toBe(5);
  await page.close();
});

test('the box of every page proposes what was found, never a refusal nor the sign-in page', async () => {
  const page = await browser.newPage();
  await page.clock.install();
  const html = (text: string) => ({ status: 200, contentType: 'text/html', body: `<p>${text}</p>` });
  let answer: Parameters<Route['fulfill']>[0] = html('54-2026-0191');
  await page.goto(`${gallery.origin}/desk/queues/full`);
  await page.route(
    (url) => url.pathname !== '/connexion',
    (route) => route.fulfill(answer),
  );
  await page.route('**/connexion', (route) => route.fulfill(html('Se connecter')));
  const types = async (text: string) => {
    const last = page.waitForEvent('requestfinished', { predicate: (request) => request.redirectedFrom() !== null || answer?.status !== 303 });
    await page.getByRole('searchbox', { name: 'Trouver' }).fill(text);
    await page.clock.runFor(500);
    await last;
    await page.clock.runFor(1_000);
  };
  const proposed = page.locator('#debut');
  await types('54');
  await proposed.getByText('54-2026-0191').waitFor({ state: 'attached' });
  for (const refused of [
    { ...html('Erreur'), status: 500 },
    { status: 303, headers: { location: '/connexion' } },
  ]) {
    answer = refused;
    await types(`54-${refused.status}`);
    expect(await proposed.textContent()).toBe('54-2026-0191');
  }
  answer = html('54-2026-0192');
  await types('54-2026');
  await proposed.getByText('54-2026-0192').waitFor({ state: 'attached' });
  await page.close();
});

test('a page that breaks a rule would be found', async () => {
  const page = await browser.newPage();
  await page.setContent('<html lang="fr"><title>x</title><main><img src="data:,"><p style="color:#ccc;background:#fff">pâle</p></main></html>');
  await page.evaluate(axe);
  const broken = await violations(page, EVERY_RULE);
  await page.close();
  expect(broken.join()).toContain('image-alt');
  expect(broken.join()).toContain('color-contrast');
});
