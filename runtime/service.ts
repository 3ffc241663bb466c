/** How the API and the worker live as processes: started whole, told to stop, never orphaned. */
import { Problem, sentenceOf } from '../settings/problem.ts';

const closeMs = 15_000;

/** What a service tells its launcher once it serves; anything else is why it could not start. */
export const readySignal = 'ready';

export interface Service {
  close(): Promise<void>;
}

/**
 * Runs a service until SIGTERM, SIGINT, or the death of the launcher that started it (seen by its
 * closed channel); then closes it and ends the process, by force if closing takes too long. `start` is given what ends the
 * process with a sentence: for what is found wrong only once a part that was away answers.
 */
export async function runService(start: (refuse: (failure: unknown) => void) => Promise<Service>): Promise<void> {
  let service: Service | undefined;
  let stopping = false;
  const stop = (status: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), closeMs).unref();
    Promise.resolve(service?.close()).then(
      () => process.exit(status),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  process.on('disconnect', () => stop(0));
  const refuse = (failure: unknown) => {
    tell(failure);
    console.error(failure instanceof Problem ? failure.message : failure);
    stop(1);
  };
  try {
    service = await start(refuse);
  } catch (failure) {
    tell(failure);
    throw failure;
  }
  process.send?.(readySignal);
}

/** The launcher shows the sentence it is sent; without a launcher it is printed like any failure. */
function tell(failure: unknown): void {
  if (process.connected) process.send?.(sentenceOf(failure));
}
