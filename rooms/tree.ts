import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { type CodeModule, readModule } from './module.ts';

const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', '.guichet', 'coverage']);
const isCode = (path: string): boolean => /\.(ts|mts|cts|js|mjs|cjs)$/.test(path);

/** Every file of code under a folder, by path relative to it. */
export function readTree(root: string): CodeModule[] {
  return codeUnder(root, '')
    .toSorted()
    .map((path) => readModule(path, readFileSync(join(root, path), 'utf8')));
}

function codeUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : codeUnder(root, path);
    return isCode(path) ? [path] : [];
  });
}
