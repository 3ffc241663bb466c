import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { stylesheet } from './stylesheet.ts';

const templates = import.meta.dirname;
const require = createRequire(import.meta.url);
const fonts = join(require.resolve('@fontsource-variable/atkinson-hyperlegible-next/package.json'), '../files');
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', woff2: 'font/woff2' } as const;
const YEAR_IN_SECONDS = 31_536_000;

interface Asset {
  type: string;
  body: Buffer;
  encoded: Partial<Record<'br' | 'gzip', Buffer>>;
}

/** Everything a page fetches, in memory, under names that change with the content. */
export interface Assets {
  /** Address of an asset by its plain name ("guichet.css"); throws on a name that does not exist. */
  href: (name: string) => string;
  serve: RequestHandler;
}

/** Reads styles, fonts and scripts. Done once, at start-up. Mounted at the root. */
export function loadAssets(): Assets {
  const hrefs = new Map<string, string>();
  const bodies = new Map<string, Asset>();
  const href = (name: string): string => {
    const found = hrefs.get(name);
    if (found === undefined) throw new Error(`No asset is called "${name}"`);
    return found;
  };
  const add = (name: string, body: Buffer): void => {
    const [stem, extension] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1) as keyof typeof TYPES];
    const path = `/assets/${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${extension}`;
    hrefs.set(name, path);
    bodies.set(path, { type: TYPES[extension], body, encoded: extension === 'woff2' ? {} : encode(body) });
  };
  for (const part of ['latin', 'latin-ext']) {
    for (const style of ['normal', 'italic'])
      add(`${part}-${style}.woff2`, readFileSync(join(fonts, `atkinson-hyperlegible-next-${part}-wght-${style}.woff2`)));
  }
  add('guichet.svg', readFileSync(join(templates, 'styles/guichet.svg')));
  for (const script of ['public.js', 'desk.js']) add(script, readFileSync(join(templates, 'scripts', script)));
  add('htmx.js', readFileSync(require.resolve('htmx.org/dist/htmx.min.js')));
  add('guichet.css', Buffer.from(stylesheet().replaceAll(/asset:([\w.-]+)/g, (_, name: string) => href(name))));
  return { href, serve: serve(bodies) };
}

function encode(body: Buffer): Asset['encoded'] {
  return { br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }), gzip: gzipSync(body) };
}

function serve(bodies: Map<string, Asset>): RequestHandler {
  return (request, response, next) => {
    const asset = bodies.get(request.path);
    if (asset === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    const accepted = request.acceptsEncodings('br', 'gzip', 'identity');
    const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : undefined;
    const encoded = encoding && asset.encoded[encoding];
    response.set({ 'Content-Type': asset.type, 'Cache-Control': `public, max-age=${YEAR_IN_SECONDS}, immutable`, Vary: 'Accept-Encoding' });
    if (encoded && encoding) response.set('Content-Encoding', encoding);
    response.end(encoded ?? asset.body);
  };
}
