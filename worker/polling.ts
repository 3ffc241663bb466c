import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { engineConnection } from '../settings/engine-access.ts';
import { dataConverter, type EngineConfig } from '../workflows/client/client.ts';

const startAgainAfter = 1_000;

interface Polling {
  config: EngineConfig;
  options: Omit<WorkerOptions, 'connection' | 'namespace' | 'dataConverter'>;
  log: Logger;
}

/**
 * Takes work from the engine until closed, which lets what runs end. Throws when the engine does not answer now; later it
 * begins again each time the engine came back so changed (a new store) that polling ended.
 */
export async function startPolling({ config, options, log }: Polling): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();

  async function open(): Promise<{ worker: Worker; connection: NativeConnection }> {
    const connection = await NativeConnection.connect(engineConnection(config));
    try {
      const worker = await Worker.create({
        ...options,
        connection,
        namespace: config.temporalNamespace,
        dataConverter: dataConverter(config.keys),
      });
      return { worker, connection };
    } catch (failure) {
      await connection.close();
      throw failure;
    }
  }

  async function run(first: { worker: Worker; connection: NativeConnection }): Promise<void> {
    let current: typeof first | null = first;
    const shutdown = () => {
      if (current?.worker.getState() === 'RUNNING') current.worker.shutdown();
    };
    closing.signal.addEventListener('abort', shutdown);
    while (!closing.signal.aborted) {
      try {
        current ??= await open();
        if (!closing.signal.aborted) await current.worker.run();
      } catch (failure) {
        log.error({ err: failure, code: 'POLLING_ENDED' }, 'polling ended and starts again');
        await delay(startAgainAfter, undefined, { signal: closing.signal }).catch(() => undefined);
      }
      await current?.connection.close().catch(() => undefined);
      current = null;
    }
  }

  const running = run(await open());
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
