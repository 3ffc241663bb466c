import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleDaily } from '../../worker/schedule.ts';
import { EngineDesk, eventually } from './desk.ts';

let desk: EngineDesk;
beforeAll(async () => {
  desk = await EngineDesk.open();
  await desk.startWorker();
});
afterAll(() => desk.end());

it('the daily work is scheduled once, after midnight UTC, and runs on the worker', async () => {
  await scheduleDaily(desk.client);
  await scheduleDaily(desk.client);
  const daily = desk.client.schedule.getHandle('daily');
  const { spec, policies } = await daily.describe();
  expect(spec.calendars).toMatchObject([{ hour: [{ start: 0 }], minute: [{ start: 15 }] }]);
  expect(policies.overlap).toBe('SKIP');
  await daily.trigger();
  await eventually(async () => {
    const { info } = await daily.describe();
    const [last] = info.recentActions;
    const run = last?.action.type === 'startWorkflow' ? last.action.workflow.workflowId : '';
    expect((await desk.client.workflow.getHandle(run).describe()).status.name).toBe('COMPLETED');
  });
});
