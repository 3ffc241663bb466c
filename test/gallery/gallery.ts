import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { addressOf } from '../../api/pages/shared/addresses.ts';
import { loadAssets } from '../../templates/assets.ts';
import { type PageEngine, pageEngine } from '../../templates/render.ts';
import type { Views } from '../../templates/views/pages.ts';
import { samples } from './samples.ts';

/** Every sample page served on a loopback port of its own: `paths` are `/public/home/plain`… */
export interface Gallery extends AsyncDisposable {
  origin: string;
  paths: string[];
}

export const axeHref = '/axe.js';
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export async function openGallery(): Promise<Gallery> {
  const assets = loadAssets();
  const page = pageEngine(assets.href, addressOf);
  const app = express();
  app.use(assets.serve);
  // Of the page's own origin, and kept by the browser: compiled once, not for each page.
  app.get(axeHref, (_, response) => response.sendFile(axeFile, { maxAge: 3_600_000 }));
  const paths = (Object.keys(samples) as (keyof Views)[]).flatMap((name) => serve(app, page, name));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, [Symbol.asyncDispose]: () => close(server) };
}

function serve<Name extends keyof Views>(app: express.Express, page: PageEngine, name: Name): string[] {
  return Object.entries(samples[name]).map(([variant, view]) => {
    const path = `/${name}/${variant}`;
    app.get(path, (_, response) => {
      response.set(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'",
      );
      response.send(page(name, view));
    });
    return path;
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
