import { runService } from '../../runtime/service.ts';

export async function worker(): Promise<void> {
  await runService(async (config) => (await import('../../workflows/worker.ts')).startWorker(config));
}
