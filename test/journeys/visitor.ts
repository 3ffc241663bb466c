import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { type Stack, startStack } from '../stack.ts';
import { logsOf } from './moments.ts';

/** The whole product in a browser. */
export interface House extends Visited {
  stack: Stack;
}

/** What is visited: its address, its logs, how it stops. */
export interface Site {
  url: string;
  log(): string;
  stop(): Promise<void>;
}

/** A browser, and everything that went wrong on a page anybody opened in it. */
export interface Visited {
  /** What must not happen and did: violations, console errors, refused content, missing files, pages wider than the screen. */
  findings: string[];
  visitor(options?: VisitorOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export interface VisitorOptions {
  javaScript?: boolean;
  width?: number;
}

/** Somebody in a browser of their own: own cookies, own address on the network. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** Another page in the same browser, watched as the first. */
  another(): Promise<Page>;
  /** Inspects the page as it is now, under a name that says which page in which state: WCAG 2.2 A and AA, and 320 pixels. */
  look(name: string, page?: Page): Promise<void>;
  cookies(): Promise<string[]>;
}

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Without contrasts, which are the styles': the gallery measures them on each view, by day and in the dark. */
const rules = JSON.stringify({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'color-contrast': { enabled: false } },
  resultTypes: ['violations'],
  preload: false,
  selectors: false,
});
/** Where pictures of every page looked at go, when somebody wants to see them. Taken out of the environment: the product refuses names it does not know. */
const { GUICHET_SHOTS: shots } = process.env;
delete process.env.GUICHET_SHOTS;
const height = 900;

/** `environment`: what the product is set up with, beside what any desk is. */
export async function openHouse(environment: Record<string, string> = {}): Promise<House> {
  const stack = await startStack(environment);
  return { ...(await openSite({ url: stack.url, log: () => logsOf(stack), stop: () => stack.stop() })), stack };
}

/** The same eyes on pages served without the engine, for what needs none: it starts in seconds. */
export async function openSite(site: Site): Promise<Visited> {
  const browser = await openBrowser();
  const findings: string[] = [];
  const inspector = await browser.newPage();
  let visitors = 0;
  return {
    findings,
    async visitor({ javaScript = true, width = 1280 } = {}) {
      visitors += 1;
      const context = await browser.newContext({
        javaScriptEnabled: javaScript,
        viewport: { width, height },
        locale: 'fr-FR',
        extraHTTPHeaders: { 'x-forwarded-for': `192.0.2.${visitors}` },
      });
      context.setDefaultTimeout(45_000);
      const another = async () => {
        const page = await context.newPage();
        watch(page, site, findings);
        return page;
      };
      const first = await another();
      return {
        context,
        page: first,
        another,
        cookies: async () => (await context.cookies()).map(({ name }) => name),
        async look(name, page = first) {
          findings.push(...(await violations(javaScript ? page : await copied(inspector, page), name)));
          await page.setViewportSize({ width: 320, height });
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
          if (wide > 320) findings.push(`${name}: ${wide} pixels wide on a screen of 320`);
          if (shots !== undefined) await photograph(page, shots, name);
          await page.setViewportSize({ width, height });
        },
      };
    },
    async close() {
      await browser.close();
      await site.stop();
    },
  };
}

/** Everything a page complains of. A refused form answers 4xx on purpose: only what the page loads besides may not. */
function watch(page: Page, site: Site, findings: string[]): void {
  page.on('console', (message) => {
    const refusedDocument = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (message.type() === 'error' && !refusedDocument) findings.push(`console, ${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => findings.push(`script, ${page.url()}: ${error.message}`));
  page.on('response', (response) => {
    const least = response.request().isNavigationRequest() ? 500 : 400;
    if (response.status() >= least) findings.push(`${response.status()}, ${response.url()}: ${failures(site)}`);
  });
}

/** What the page server says of its last failure. */
function failures(site: Site): string {
  return (
    site
      .log()
      .split('\n')
      .findLast((line) => line.includes('"level":50')) ?? 'nothing in the log'
  );
}

async function violations(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>(`axe.run(document, ${rules}).then(({ violations }) => violations)`);
  return found.map(({ id, help, nodes }) => `${name}: ${id}, ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** axe needs scripts: what a browser without them shows is copied into one that has them, at the same address. */
async function copied(inspector: Page, page: Page): Promise<Page> {
  const [address, body] = [page.url(), await page.content()];
  await inspector.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await inspector.goto(address);
  await inspector.unroute(address);
  return inspector;
}

async function photograph(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height });
    await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
}

/** The text of an element as somebody sees it: what is hidden is not in it, blocks are on lines of their own, every space is plain. */
export async function shown(target: Locator): Promise<string> {
  return plainSpaces(await target.evaluate((element: { innerText: string }) => element.innerText));
}

export function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}
