/** What a person should never read: a code of the house in place of a word, an id in place of a name, a value that no word was made of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outside } from '../../rooms/table.ts';
import { precisionLabel } from '../../vocabulary/precisions.ts';
import { vocabulary } from '../../vocabulary/vocabulary.ts';

const root = join(import.meta.dirname, '../..');

/** Words in capitals that are French, or names of what people handle: they are read as they are. Labels of the vocabulary bring theirs. */
const ordinary = new Set([
  ...[
    'ARS',
    'CCAS',
    'CHU',
    'API',
    'CSV',
    'PDF',
    'FINESS',
    'UTC',
    'SHA',
    'RGPD',
    'CPOM',
    'CRIP',
    'EIGS',
    'ALMA',
    'CHRS',
    'HTTPS',
    'JSON',
    'YAML',
    'SMTP',
    'IMAP',
    'INSEE',
    'SMS',
  ],
  ...['SPF', 'DKIM', 'DMARC', 'WAV', 'MP3', 'JPEG', 'PNG', 'HEIC', 'OK', 'AA'],
]);

const isCode = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** Every code that the product writes as a text or a key of a table: those of the vocabulary, and of every union. */
function codesOfTheProduct(): Set<string> {
  const found = new Set<string>();
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|json)$/.test(path) || /(^|\/)(node_modules|\.[^/]+)\/|\.test\.ts$|\.testing\.ts$|^package|(^|\/)migrations\//.test(path)) continue;
    if (outside.some((folder) => path.startsWith(folder)) || (path.endsWith('.json') && !path.startsWith('vocabulary/'))) continue;
    for (const [, text, key] of readFileSync(join(root, path), 'utf8').matchAll(/['"]([A-Z][A-Z0-9_]+)['"]|^\s*([A-Z][A-Z0-9_]+):/gm)) {
      const code = text ?? key ?? '';
      if (isCode.test(code)) found.add(code);
    }
  }
  return found;
}

/** The texts of the vocabulary, however they are kept: labels, and those of the precisions that it lists. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((code) => precisionLabel(String(code)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'about' ? [] : textsOf(inner)));
}

const codes = codesOfTheProduct();
for (const text of textsOf(vocabulary)) for (const [word] of text.matchAll(/[A-Z][A-Z0-9]+/g)) ordinary.add(word);
const singleCodes = new Set([...codes].filter((code) => !code.includes('_') && code.length > 1 && !ordinary.has(code)));

/** How many codes are looked for by name, beside those that their shape gives away. */
export const codesLookedFor = singleCodes.size;

const shapes: [string, RegExp][] = [
  ['a code', /(?<![\w/@.-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w/@-])/g],
  ['a code', /(?<![\w/@.-])[A-Z][A-Z0-9_]+:[a-z][\w:-]*/g],
  ['a name of a field', /(?<![\w/@.#-])[a-z]+[A-Z][A-Za-z]*(?![\w/@-])/g],
  ['a message', /\b[atk]\d+\.[A-Z_]+(?:\.\w+)*/g],
  ['an id of the law', /(?<![\w/@.-])[atko]\d{1,2}(?![\w/@-])/g],
  ['an id', /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g],
  ['a FINESS number', /(?<!FINESS\s)(?<![\d.,/+@-])(?<!\d\s)\b\d{9}\b(?![\d@])/g],
  ['an instant', /\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?\b/g],
  ['no word', /\bundefined\b|\bnull\b|\bNaN\b|\[object \w+\]|\bInvalid Date(?:Time)?\b|\bInfinity\b/g],
];

/** What of the raw is in a text, each once, with a few words around it. `ids` are those of directories and protocols. */
export function rawCodes(text: string, ids: ReadonlySet<string>): { code: string; said: string }[] {
  const found = new Map<string, string>();
  const note = (what: string, code: string, at: number) => {
    if (!found.has(code)) found.set(code, `${what}, ${code}, in « ${text.slice(Math.max(0, at - 50), at + code.length + 30).trim()} »`);
  };
  for (const [what, shape] of shapes) for (const { 0: code, index } of text.matchAll(shape)) note(what, code, index);
  for (const { 0: word, index } of text.matchAll(/(?<![\w/@.’'-])[A-Z][A-Z0-9]+(?![\w@/-])/g)) if (singleCodes.has(word)) note('a code', word, index);
  for (const { 0: word, index } of text.matchAll(/(?<![\w/@.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w@/.-])/g))
    if (ids.has(word)) note('an id of the directory or of a protocol', word, index);
  return [...found].map(([code, said]) => ({ code, said }));
}
