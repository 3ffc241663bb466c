import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const styles = join(import.meta.dirname, 'styles');
const modules = join(require.resolve('govuk-frontend/package.json'), '../..');

/**
 * The one style sheet, compressed; its fonts are named `asset:…`. Compiled once (about a second) for each content of `styles/` and
 * version of what compiles it, and kept beside the packages; compiled each time where nothing can be kept.
 */
export function stylesheet(folder: string = join(modules, '.cache', 'styles')): string {
  const kept = join(folder, `${contentHash()}.css`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    // Read only then: it is most of what a start would read.
    const { compile } = require('sass') as typeof import('sass');
    const { css } = compile(join(styles, 'guichet.scss'), { loadPaths: [modules], style: 'compressed', quietDeps: true });
    keep(folder, kept, css);
    return css;
  }
}

/** Whole or not at all: another process may read it meanwhile. */
function keep(folder: string, kept: string, css: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, css);
    renameSync(own, kept);
  } catch {
    // A folder that is read only: the next start compiles again.
  }
}

function contentHash(): string {
  const hash = createHash('sha256');
  for (const name of ['sass', 'govuk-frontend']) hash.update(readFileSync(join(modules, name, 'package.json')));
  for (const name of readdirSync(styles)
    .filter((file) => file.endsWith('.scss'))
    .sort())
    hash.update(name).update(readFileSync(join(styles, name)));
  return hash.digest('hex').slice(0, 16);
}
