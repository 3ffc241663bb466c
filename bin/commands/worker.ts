import { runService } from '../../runtime/service.ts';

export async function worker(): Promise<void> {
  await runService(async (config) => (await import('../../worker/worker.ts')).startWorker(config));
}
