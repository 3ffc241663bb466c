/** Stopping what was started, in the order that loses nothing: PostgreSQL last. */
import { endProcess, isAlive, readRecord, recordedNames } from './processes.ts';

interface Step {
  signal: NodeJS.Signals;
  waitMs: number;
}

const kill: Step = { signal: 'SIGKILL', waitMs: 5_000 };

/** How each part is asked to stop, then made to. SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one. */
export const stopSteps = {
  api: [{ signal: 'SIGTERM', waitMs: 16_000 }, kill],
  worker: [{ signal: 'SIGTERM', waitMs: 16_000 }, kill],
  temporal: [{ signal: 'SIGTERM', waitMs: 10_000 }, kill],
  postgres: [{ signal: 'SIGINT', waitMs: 30_000 }, { signal: 'SIGQUIT', waitMs: 5_000 }, kill],
} satisfies Record<string, Step[]>;

const hurriedSteps = { ...stopSteps, api: [kill], worker: [kill], temporal: [kill], postgres: stopSteps.postgres.slice(1) };

const order = [['api', 'worker'], ['temporal'], ['postgres']] as const;

/**
 * Ends every process noted under this data folder's run/, whoever started it; returns when none is
 * left, those started meanwhile included. Idempotent, also while another call is under way.
 */
export async function stopAll(dataFolder: string, how: 'orderly' | 'hurried' = 'orderly'): Promise<void> {
  const steps = how === 'hurried' ? hurriedSteps : stopSteps;
  while (recordedNames(dataFolder).some((name) => isRunning(dataFolder, name))) {
    for (const together of order) {
      await Promise.all(
        together.map(async (name) => {
          const record = readRecord(dataFolder, name);
          if (record !== undefined) await endProcess(record, steps[name]);
        }),
      );
    }
  }
}

function isRunning(dataFolder: string, name: string): boolean {
  const record = readRecord(dataFolder, name);
  return record !== undefined && isAlive(record);
}
