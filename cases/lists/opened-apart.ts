import { type ChildProcess, fork } from 'node:child_process';
import type { SealedCase, WordsFound, WordsSought } from './said-words.ts';

/** How long one search may take in all, and the memory it may have beside the bytes it is given. */
const longestMs = 10_000;
const heapMb = 256;
/** Searches at once; others wait for their turn. */
const lanes = [Promise.resolve(), Promise.resolve()];
let turns = 0;

/** The search went on for too long, or its process ended. */
export class SearchStopped extends Error {}

/** Hands cases over to be opened; those that hold the words come back, in their order. */
export type OpenCases = (cases: SealedCase[]) => Promise<WordsFound[]>;

/**
 * Opens sealed cases in a process of its own, which knows no key but theirs, reaches no database and is gone afterwards with all it
 * read. Rejects with SearchStopped where it went too far. Two at a time in this process.
 */
export async function openedApart<T>(sought: WordsSought, work: (open: OpenCases) => Promise<T>): Promise<T> {
  const lane = turns % lanes.length;
  turns += 1;
  const done = (lanes[lane] ?? Promise.resolve()).then(() => inAChild(sought, work));
  lanes[lane] = done.then(
    () => undefined,
    () => undefined,
  );
  return done;
}

async function inAChild<T>(sought: WordsSought, work: (open: OpenCases) => Promise<T>): Promise<T> {
  const child = fork(new URL('./open-words.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    // Neither keys nor addresses: what compiles faster, and nothing else.
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    // What it writes would be what was said.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  const stopped = new Promise<never>((_done, fail) => {
    child.once('exit', () => fail(new SearchStopped()));
    child.once('error', () => fail(new SearchStopped()));
  });
  stopped.catch(() => undefined);
  child.send({ sought });
  try {
    return await work((cases) => Promise.race([answer(child, cases), stopped]));
  } finally {
    child.kill('SIGKILL');
  }
}

function answer(child: ChildProcess, cases: SealedCase[]): Promise<WordsFound[]> {
  return new Promise((done, fail) => {
    child.once('message', (found) => done(found as WordsFound[]));
    child.send({ cases }, (failure) => failure && fail(new SearchStopped()));
  });
}
