import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { taskQueue } from '../workflows/client/client.ts';

/**
 * Sees that what is done each day is scheduled: the daily work a quarter of an hour after midnight UTC (the days that are signed are UTC
 * days), what has reached its term an hour later, each hour its closing and the mails to institutions, the look at the rosters of duty three times, so that one is in office hours wherever a department is. A run missed during an
 * outage is caught up, of up to three days or two hours; two never overlap. Idempotent: an existing schedule is left as it is.
 */
export async function scheduleDaily(client: Client): Promise<void> {
  await schedule(client, { id: 'daily', workflow: 'dailyWorkflow', hours: [0], catchupWindow: '3 days' });
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  await schedule(client, { id: 'hours', workflow: 'hourlyWorkflow', hours, catchupWindow: '3 days' });
  await schedule(client, { id: 'declarations', workflow: 'declarationsWorkflow', hours, catchupWindow: '2 hours' });
  await schedule(client, { id: 'retention', workflow: 'retentionWorkflow', hours: [1], catchupWindow: '2 hours' });
  await schedule(client, { id: 'duty', workflow: 'dutyWorkflow', hours: [7, 13, 19], catchupWindow: '2 hours' });
}

interface Scheduled {
  id: string;
  workflow: string;
  /** UTC. */
  hours: number[];
  catchupWindow: '3 days' | '2 hours';
}

async function schedule(client: Client, { id, workflow, hours, catchupWindow }: Scheduled): Promise<void> {
  await client.schedule
    .create({
      scheduleId: id,
      spec: { calendars: [{ hour: hours, minute: 15 }], timezone: 'UTC' },
      action: { type: 'startWorkflow', workflowType: workflow, taskQueue, workflowId: id },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
    })
    .catch((failure: unknown) => {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
    });
}
