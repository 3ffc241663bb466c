import { workerConfig } from '../../runtime/running.ts';
import { runService } from '../../runtime/service.ts';
import { readSettings } from '../../settings/config.ts';

export async function worker(): Promise<void> {
  await runService(async (refuse) => {
    const config = workerConfig(readSettings(process.env, 'worker'));
    return (await import('../../worker/worker.ts')).startWorker(config, { refuse });
  });
}
