import { fork } from 'node:child_process';
import type { CasesOpened, SealedCase, WordsOrder, WordsSought } from './said-words.ts';

/** How long one search may take once its turn has come, and the memory it may have beside the bytes it is given. */
const longestMs = 10_000;
const heapMb = 256;
/** Searches at once; others wait for their turn, and beyond so many are refused. */
const mostAtOnce = 2;
const mostWaiting = 10;

/** It took too long; its process could not start, or ended; too many others wait; or nobody waits for it any more, whoever asked having left or asked anew. */
export type WhyStopped = 'TOO_LONG' | 'FAILED' | 'BUSY' | 'GIVEN_UP';

/** A search that has no answer. */
export class SearchStopped extends Error {
  readonly why: WhyStopped;

  constructor(why: WhyStopped) {
    super(why);
    this.why = why;
  }
}

/** Whose search it is, by their account, and what is aborted when they no longer wait for it. */
export interface Searcher {
  id: string;
  left: AbortSignal;
}

/** Hands cases over to be opened; what was found in them comes back, in their order. */
export type OpenCases = (cases: SealedCase[]) => Promise<CasesOpened>;

const lasting = new Map<string, () => void>();
let underWay = 0;
let waiting: (() => void)[] = [];

/**
 * Opens sealed cases in a process of its own, which knows no key but theirs, reaches no database and is gone afterwards with all it
 * read. Rejects with SearchStopped where there is no answer. In this process, one search at a time for whoever searches (the newer ends
 * the older), two in all.
 */
export async function openedApart<T>({ id, left }: Searcher, sought: WordsSought, work: (open: OpenCases) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const giveUp = () => ending.abort(new SearchStopped('GIVEN_UP'));
  lasting.get(id)?.();
  lasting.set(id, giveUp);
  left.addEventListener('abort', giveUp);
  if (left.aborted) giveUp();
  try {
    await turn(ending.signal);
    try {
      return await inAChild(ending, sought, work);
    } finally {
      handOver();
    }
  } finally {
    left.removeEventListener('abort', giveUp);
    if (lasting.get(id) === giveUp) lasting.delete(id);
  }
}

/** Waits for a turn, which `handOver` gives to the next. */
async function turn(ending: AbortSignal): Promise<void> {
  ending.throwIfAborted();
  if (underWay < mostAtOnce) {
    underWay += 1;
    return;
  }
  if (waiting.length >= mostWaiting) throw new SearchStopped('BUSY');
  await new Promise<void>((begin, fail) => {
    waiting.push(begin);
    ending.addEventListener('abort', () => {
      waiting = waiting.filter((one) => one !== begin);
      fail(ending.reason);
    });
  });
}

function handOver(): void {
  const next = waiting.shift();
  if (next === undefined) underWay -= 1;
  else next();
}

async function inAChild<T>(ending: AbortController, sought: WordsSought, work: (open: OpenCases) => Promise<T>): Promise<T> {
  ending.signal.throwIfAborted();
  const child = fork(new URL('./open-words.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    // Neither keys nor addresses: what compiles faster, and nothing else.
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    // What it writes would be what was said.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const late = setTimeout(() => ending.abort(new SearchStopped('TOO_LONG')), longestMs);
  const stopped = new Promise<never>((_done, fail) => {
    const failed = () => fail(new SearchStopped('FAILED'));
    // Each of its errors is heard: one that is not would end this process.
    child.on('exit', failed).on('error', failed);
    ending.signal.addEventListener('abort', () => fail(ending.signal.reason));
  });
  // One that could not start has no channel, and says so by its error.
  const tell = (order: WordsOrder) => child.connected && child.send(order, (failure) => failure && child.kill('SIGKILL'));
  const open: OpenCases = (cases) =>
    new Promise((done) => {
      child.once('message', (answer) => done(answer as CasesOpened));
      tell({ cases });
    });
  try {
    tell({ sought });
    return await Promise.race([work(open), stopped]);
  } finally {
    clearTimeout(late);
    child.kill('SIGKILL');
  }
}
