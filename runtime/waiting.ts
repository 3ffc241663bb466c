import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../settings/problem.ts';

const shortestPauseMs = 500;
const longestPauseMs = 10_000;

/**
 * Tries until it works: a part that is away is waited for, ever more slowly, and `away` is told at each try that failed. Rejects at
 * once with a Problem, which waiting does not mend, and when `signal` ends the waiting.
 */
export async function untilItAnswers<T>(
  attempt: () => Promise<T>,
  { away, signal }: { away(failure: unknown): void; signal: AbortSignal },
): Promise<T> {
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      signal.throwIfAborted();
      return await attempt();
    } catch (failure) {
      if (signal.aborted || failure instanceof Problem) throw failure;
      away(failure);
      await delay(pauseMs, undefined, { signal });
    }
  }
}
