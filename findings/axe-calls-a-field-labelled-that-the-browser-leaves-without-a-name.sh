#!/usr/bin/env bash
# Two fields of a page have one id by mistake, each with its own <label for>. The browser ties both labels to the first field, which is then
# called by both names, and leaves the second without any: a screen reader says "edit text". axe-core, run with every rule of WCAG 2 A to
# 2.2 AA, counts no violation: it looks labels up by the id and so finds one for each field, no longer looks for an id used twice, and puts
# the rule that knows (duplicate-id-aria) among what a person should review. A test that reads violations only stays green; ask the page
# itself for ids that come twice.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund axe-core@4.14.1 playwright-core@1.65.1 @sparticuz/chromium@153.0.0 2>/dev/null
cat > try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

process.env.TMPDIR ??= tmpdir();
const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-dev-shm-usage'], headless: true });
const page = await browser.newPage();
await page.setContent(`<!doctype html><html lang="en"><title>Cases</title><main><h1>Cases</h1>
  <form role="search"><label for="q">Find</label> <input id="q" name="text"></form>
  <form><label for="q">Reference</label> <input id="q" name="reference"></form></main></html>`);
const session = await page.context().newCDPSession(page);
const { nodes } = await session.send('Accessibility.getFullAXTree');
const names = nodes.filter(({ role }) => role?.value === 'textbox').map(({ name }) => name?.value ?? '');
await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const { violations, incomplete, version } = await page.evaluate(async (runOnly) => {
  const told = await axe.run(document, { runOnly });
  return { version: axe.version, violations: told.violations.map(({ id }) => id), incomplete: told.incomplete.map(({ id }) => id) };
}, tags);
console.log('axe-core', version, '· Chromium', browser.version());
console.log('names of the two fields, as the browser gives them:', JSON.stringify(names));
console.log('violations:', JSON.stringify(violations), '· to be reviewed:', JSON.stringify(incomplete));
await browser.close();
const holds = names.length === 2 && names[0] !== '' && names[1] === '' && violations.length === 0;
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
