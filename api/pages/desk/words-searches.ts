import type { SaidFound } from '../../../cases/lists/said-cases.ts';

/** A page says how far a search is after so long: most have ended by then. */
const askedAgainMs = 2_500;
/** A search that nobody asks about for so long is given up; sooner once its page was left, but for who left it to stop it or to look again. */
const unattendedMs = 10_000;
const leftMs = 1_500;

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

  function giveUpIn(id: string, one: Running, ms: number): void {
    clearTimeout(one.unattended);
    one.unattended = setTimeout(() => {
      if (running.get(id) === one) running.delete(id);
      one.leaving.abort();
    }, ms).unref();
  }

  return {
    /**
     * What a search found, or how far it is: it begins with the first who asks, and its answer is given once. `left` is aborted when whoever
     * asks leaves before the answer.
     */
    async ask(id: string, left: AbortSignal, work: Work): Promise<{ found: SaidFound } | { progress: Progress | null }> {
      const one = running.get(id) ?? begin(id, work);
      clearTimeout(one.unattended);
      const leaves = () => giveUpIn(id, one, leftMs);
      left.addEventListener('abort', leaves);
      let late: NodeJS.Timeout | undefined;
      const soon = new Promise<null>((done) => {
        late = setTimeout(done, askedAgainMs, null);
      });
      try {
        const found = await Promise.race([one.found, soon]);
        if (found !== null) {
          if (running.get(id) === one) running.delete(id);
          clearTimeout(one.unattended);
          return { found };
        }
        if (!left.aborted) giveUpIn(id, one, unattendedMs);
        return { progress: one.progress };
      } catch (failure) {
        running.delete(id);
        throw failure;
      } finally {
        clearTimeout(late);
        left.removeEventListener('abort', leaves);
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
