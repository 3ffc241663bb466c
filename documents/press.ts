import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { printable, spelled } from './printable.ts';

export interface PressOrder {
  id: number;
  template: string;
  data: unknown;
}
/** `problem` says what is wrong with the template, never what it was given. */
export type PressAnswer = { id: number; pdf: Uint8Array } | { id: number; problem: string };

const workspace = join(import.meta.dirname, '../templates/documents');
const fonts = readdirSync(join(workspace, 'fonts'))
  .filter((file) => file.endsWith('.ttf'))
  .map((file) => readFileSync(join(workspace, 'fonts', file)));
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: fonts }] });
/** Nothing of a document stays in the compiler's memory beyond the next few. */
const KEPT = 3;
const TRIES = 3;
const missing = /the text `\\?"((?:[^"\\]|\\u\{\w+\}|\\["'\\])+?)\\?"` could not be displayed/g;

/** The thread that prints: compiling takes milliseconds, but a long text takes a fifth of a second of a processor. */
parentPort?.on('message', ({ id, template, data }: PressOrder) => {
  let answer: PressAnswer;
  try {
    answer = { id, pdf: print(template, printable(data)) };
  } catch (failure) {
    answer = { id, problem: failure instanceof Unprinted ? failure.message : 'the compiler failed' };
  }
  compiler.evictCache(KEPT);
  parentPort?.postMessage(answer);
});

class Unprinted extends Error {}

function print(template: string, data: unknown, tries = 1): Uint8Array {
  const compiled = compiler.compile({ mainFilePath: join(workspace, `${template}.typ`), inputs: { data: JSON.stringify(data) } });
  if (compiled.result === null) {
    const error = compiled.takeError();
    throw new Unprinted(JSON.stringify(error?.shortDiagnostics.map(({ message, range }: Diagnostic) => ({ message: codeOnly(message), range }))));
  }
  try {
    return compiler.pdf(compiled.result, { pdfStandard: 'ua-1' });
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    const unknown = new Set([...message.matchAll(missing)].flatMap(([, text = '']) => [...unescaped(text)]));
    if (unknown.size === 0) throw new Unprinted(codeOnly(message));
    const known =
      tries < TRIES ? (character: string) => !unknown.has(character) : (character: string) => /[\n\p{Script=Latin}\p{ASCII}]/u.test(character);
    return print(
      template,
      printable(data, (text) => [...text].map((character) => (known(character) ? character : spelled(character))).join('')),
      tries + 1,
    );
  }
}

interface Diagnostic {
  message: string;
  range: unknown;
}

/** The compiler quotes what it could not take: that stays here. */
const codeOnly = (message: string): string => message.replaceAll(/`[^`]*`|"[^"]*"/g, '…').slice(0, 300);

const unescaped = (text: string): string =>
  text.replaceAll(/\\+u\{(\w+)\}/g, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16))).replaceAll(/\\(["'\\])/g, '$1');
