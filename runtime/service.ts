/** How the API and the worker live as processes: started whole, told to stop, never orphaned. */
import type { Config } from '../settings/config.ts';
import { readSettings } from '../settings/config.ts';
import { sentenceOf } from '../settings/problem.ts';
import { completeConfig } from './running.ts';

const closeMs = 15_000;

/** What a service tells its launcher once it serves; anything else is why it could not start. */
export const readySignal = 'ready';

export interface Service {
  close(): Promise<void>;
}

/**
 * Runs a service until SIGTERM, SIGINT, or the death of the launcher that started it (seen by its
 * closed channel); then closes it and ends the process, by force if closing takes too long.
 */
export async function runService(start: (config: Config) => Promise<Service>): Promise<void> {
  const service = await startOrTell(start);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), closeMs).unref();
    service.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  process.send?.(readySignal);
}

/** The launcher shows the sentence it is sent; without a launcher it is printed like any failure. */
async function startOrTell(start: (config: Config) => Promise<Service>): Promise<Service> {
  try {
    return await start(completeConfig(readSettings(process.env)));
  } catch (failure) {
    process.send?.(sentenceOf(failure));
    throw failure;
  }
}
