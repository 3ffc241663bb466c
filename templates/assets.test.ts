import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { loadAssets } from './assets.ts';
import { stylesheet } from './stylesheet.ts';

const before = process.cpuUsage();
const assets = loadAssets();
const used = process.cpuUsage(before);
const took = (used.user + used.system) / 1000;
let server: Server;
let origin = '';

beforeAll(async () => {
  const app = express();
  app.use(assets.serve);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('assets', () => {
  test('are ready quickly', () => {
    // Of processor, not of the clock: other tests run beside this one.
    expect(took).toBeLessThan(3000);
  });

  test('have addresses that change with their content, the same each time', () => {
    expect(assets.href('guichet.css')).toMatch(/^\/assets\/guichet\.[\da-f]{12}\.css$/);
    expect(loadAssets().href('guichet.css')).toBe(assets.href('guichet.css'));
    const folder = temporaryFolder();
    const compiled = stylesheet(folder.path);
    expect([compiled, stylesheet(folder.path), stylesheet('/dev/null/nowhere')]).toEqual(Array(3).fill(stylesheet()));
    expect(readdirSync(folder.path).filter((name) => name.includes('.css'))).toHaveLength(1);
    folder.remove();
    expect(() => assets.href('autre.css')).toThrow('autre.css');
  });

  test('are kept for ever by a browser, and sent compressed', async () => {
    const answer = await fetch(origin + assets.href('guichet.css'), { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await answer.text()).toContain('--paper:');
  });

  test('name only fonts that are served here', async () => {
    const css = await (await fetch(origin + assets.href('guichet.css'))).text();
    const fonts = [...css.matchAll(/url\("?([^")]+)"?\)/g)].map(([, address]) => address ?? '');
    expect(fonts.length).toBeGreaterThanOrEqual(4);
    for (const font of fonts) expect((await fetch(origin + font)).headers.get('content-type')).toBe('font/woff2');
    expect(css).not.toMatch(/GDS Transport|url\("?https?:/);
  });

  test('answer nothing else', async () => {
    expect((await fetch(`${origin}/assets/guichet.000000000000.css`)).status).toBe(404);
    expect((await fetch(origin + assets.href('guichet.css'), { method: 'POST' })).status).toBe(404);
  });
});
