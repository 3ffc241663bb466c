import { workerConfig } from '../../runtime/running.ts';
import { runService } from '../../runtime/service.ts';
import { readSettings } from '../../settings/config.ts';

export async function worker(): Promise<void> {
  await runService(async (refuse) => {
    const read = () => workerConfig(readSettings(process.env, 'worker'));
    return (await import('../../worker/worker.ts')).startWorker(read(), { refuse, keysAgain: () => read().keys });
  });
}
