import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { taskQueue } from '../workflows/client/client.ts';

/**
 * Sees that the daily work is scheduled, a quarter of an hour after midnight UTC (the days that are signed are UTC days). A run
 * missed during an outage of up to three days is caught up; two never overlap. Idempotent: an existing schedule is left as it is.
 */
export async function scheduleDaily(client: Client): Promise<void> {
  await client.schedule
    .create({
      scheduleId: 'daily',
      spec: { calendars: [{ hour: 0, minute: 15 }], timezone: 'UTC' },
      action: { type: 'startWorkflow', workflowType: 'dailyWorkflow', taskQueue, workflowId: 'daily' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '3 days' },
    })
    .catch((failure: unknown) => {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
    });
}
