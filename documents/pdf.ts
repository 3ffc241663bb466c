import { Worker } from 'node:worker_threads';
import type { DocumentData, DocumentName } from './documents.ts';
import type { PressAnswer, PressOrder } from './press.ts';

const LIMIT_MS = 30_000;

interface Waiting {
  resolve(pdf: Buffer): void;
  reject(failure: Error): void;
  timer: NodeJS.Timeout;
}

let press: Worker | null = null;
const waiting = new Map<number, Waiting>();
let last = 0;

/**
 * Prints a document of the desk: a tagged PDF (PDF/UA-1), French, without a date of its own, the same bytes for the same
 * data. Data are only ever text. Rejects, saying nothing of the data, when the template is wrong or the printing takes
 * more than 30 s. The compiler runs in a thread of its own, kept warm.
 */
export function makePdf<Name extends DocumentName>(template: Name, data: DocumentData[Name]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    last += 1;
    const id = last;
    const timer = setTimeout(() => {
      const stuck = press;
      press = null;
      void stuck?.terminate();
      failAll(`The document took more than ${LIMIT_MS / 1_000} s`);
    }, LIMIT_MS).unref();
    waiting.set(id, { resolve, reject, timer });
    press ??= started();
    press.ref();
    press.postMessage({ id, template, data } satisfies PressOrder);
  });
}

function started(): Worker {
  const worker = new Worker(new URL('./press.ts', import.meta.url));
  worker.on('message', (answer: PressAnswer) => {
    const found = waiting.get(answer.id);
    if (found === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(found.timer);
    if (waiting.size === 0) worker.unref();
    if ('pdf' in answer) found.resolve(Buffer.from(answer.pdf));
    else found.reject(new Error(`The document cannot be printed: ${answer.problem}`));
  });
  const lost = (reason: string) => {
    if (press !== worker) return;
    press = null;
    failAll(reason);
  };
  worker.on('error', ({ name }) => lost(`The press failed: ${name}`));
  worker.on('exit', () => lost('The press stopped'));
  return worker;
}

function failAll(reason: string): void {
  for (const { reject, timer } of waiting.values()) {
    clearTimeout(timer);
    reject(new Error(reason));
  }
  waiting.clear();
}
