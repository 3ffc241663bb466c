#!/usr/bin/env bash
# A form saves itself while somebody types (hx-trigger="input delay:700ms") and is also sent whole by its button, as any form. Pressing the
# button does not call off what the page still meant to send: as long as the server has not answered the form, the page stays alive, and
# its delayed saving leaves AFTER the form. A server that ends the draft when it takes the form then sees the draft saved again. Whoever
# keeps drafts so must call the delayed request off when the form is sent, and refuse, at the server, to save what has ended.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund htmx.org@4.0.1 playwright-core@1.65.1 @sparticuz/chromium@153.0.0 2>/dev/null
cat > try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

process.env.TMPDIR ??= tmpdir();
const arrived = [];
const html = `<!doctype html><title>t</title><script src="/htmx.js"></script>
  <form action="/whole" method="post" hx-post="/draft" hx-trigger="input delay:700ms" hx-swap="none"><input name="notes"><button>Send</button></form>`;
const server = createServer((request, response) => {
  if (request.method === 'POST') arrived.push(request.url);
  const answer = (body, type = 'text/html') => response.writeHead(200, { 'content-type': type }).end(body);
  if (request.url === '/htmx.js') return answer(readFileSync('node_modules/htmx.org/dist/htmx.min.js'), 'text/javascript');
  // The whole form takes a moment, as a write does.
  if (request.url === '/whole') return void setTimeout(() => answer('<title>done</title>'), 2_500);
  answer(request.url === '/draft' ? 'kept' : html);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-dev-shm-usage'], headless: true });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.getByRole('textbox').fill('what she said');
await Promise.all([page.waitForURL('**/whole'), page.getByRole('button').click()]);
console.log('htmx.org', JSON.parse(readFileSync('node_modules/htmx.org/package.json', 'utf8')).version, '· Chromium', browser.version());
console.log('arrived, in order:', arrived.join(' then '));
await browser.close();
server.closeAllConnections();
server.close();
const holds = arrived.join() === '/whole,/draft';
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
