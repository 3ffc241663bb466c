import { setPriority } from 'node:os';
import { runService } from '../../runtime/service.ts';

export async function worker(): Promise<void> {
  // Before its threads exist, so that they inherit it: a person never waits for the engine.
  setPriority(5);
  await runService(async (config) => (await import('../../workflows/worker.ts')).startWorker(config));
}
