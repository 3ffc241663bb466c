import type { SaidFound } from '../../../cases/lists/said-cases.ts';

/** A page says how far a search is after so long; one that nobody asks about for so long is given up. */
const askedAgainMs = 1_500;
const unattendedMs = 5_000;

type Progress = { reached: number; asked: number };
type Work = (left: AbortSignal, goesOn: (progress: Progress) => void) => Promise<SaidFound>;

interface Running {
  found: Promise<SaidFound>;
  progress: Progress | null;
  leaving: AbortController;
  unattended?: NodeJS.Timeout;
}

/** Searches of words that go on behind the pages that ask about them, in this process. */
export function wordsSearches() {
  const running = new Map<string, Running>();

  function begin(id: string, work: Work): Running {
    const leaving = new AbortController();
    const one: Running = { leaving, progress: null, found: Promise.resolve('GIVEN_UP') };
    one.found = work(leaving.signal, (progress) => {
      one.progress = progress;
    });
    // Whoever asks is told; nobody may ask.
    one.found.catch(() => undefined);
    running.set(id, one);
    return one;
  }

  return {
    /**
     * What a search found, or how far it is: it begins with the first who asks, and its answer is given once. `left` is aborted when whoever
     * asks leaves before the answer: nobody waits for it any more.
     */
    async ask(id: string, left: AbortSignal, work: Work): Promise<{ found: SaidFound } | { progress: Progress | null }> {
      const one = running.get(id) ?? begin(id, work);
      clearTimeout(one.unattended);
      const stop = () => one.leaving.abort();
      left.addEventListener('abort', stop);
      let late: NodeJS.Timeout | undefined;
      const soon = new Promise<null>((done) => {
        late = setTimeout(done, askedAgainMs, null);
      });
      try {
        const found = await Promise.race([one.found, soon]);
        if (found !== null) {
          running.delete(id);
          return { found };
        }
        one.unattended = setTimeout(() => {
          running.delete(id);
          stop();
        }, unattendedMs).unref();
        return { progress: one.progress };
      } catch (failure) {
        running.delete(id);
        throw failure;
      } finally {
        clearTimeout(late);
        left.removeEventListener('abort', stop);
      }
    },
    /** Ends a search; false where it does not run. */
    stop(id: string): boolean {
      const one = running.get(id);
      running.delete(id);
      clearTimeout(one?.unattended);
      one?.leaving.abort();
      return one !== undefined;
    },
  };
}
