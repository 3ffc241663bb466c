/** A part of the running product, and what keeps it running. */
import { setTimeout as delay } from 'node:timers/promises';
import { sentenceOf } from '../settings/problem.ts';

export interface RunningPart {
  /** Settles when its process is gone, whatever the reason. */
  ended: Promise<void>;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
const healthyMs = 60_000;

/**
 * Starts a part again each time it dies, waiting longer between attempts while it keeps dying.
 * Returns only when `isStopping` says so. `say` receives one French sentence per event.
 */
export async function keepRunning(
  label: string,
  first: RunningPart,
  start: () => Promise<RunningPart>,
  isStopping: () => boolean,
  say: (sentence: string) => void,
): Promise<void> {
  let part: RunningPart | undefined = first;
  let pauseMs = firstPauseMs;
  while (!isStopping()) {
    const since = performance.now();
    await part?.ended;
    if (isStopping()) return;
    if (performance.now() - since > healthyMs) pauseMs = firstPauseMs;
    say(`${label} : arrêt inattendu, nouvel essai dans ${pauseMs / 1000} s.`);
    await delay(pauseMs);
    if (isStopping()) return;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    try {
      part = await start();
      say(`${label} : de nouveau en marche.`);
    } catch (failure) {
      part = undefined;
      say(sentenceOf(failure));
    }
  }
}
