/** Once a day, for every department. Started by a schedule (`schedule.ts`); holds nothing. */
import { proxyActivities } from '@temporalio/workflow';
import type { DailyActivities } from './errands.ts';

const { signAndTidy } = proxyActivities<DailyActivities>({
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '1m', maximumInterval: '30m' },
});

export async function dailyWorkflow(): Promise<void> {
  await signAndTidy();
}
