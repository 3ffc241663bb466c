import { runService } from '../../runtime/service.ts';

export async function api(): Promise<void> {
  await runService(async (config) => (await import('../../api/main.ts')).startApi(config));
}
