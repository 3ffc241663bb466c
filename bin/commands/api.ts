import { apiConfig } from '../../runtime/running.ts';
import { runService } from '../../runtime/service.ts';
import { readSettings } from '../../settings/config.ts';

export async function api(): Promise<void> {
  await runService(async (refuse) => {
    const read = () => apiConfig(readSettings(process.env, 'api'));
    return (await import('../../api/main.ts')).startApi(read(), { refuse, keysAgain: () => read().keys });
  });
}
