import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleDaily } from '../../worker/schedule.ts';
import { forgetCase, workflowIdOf } from '../../workflows/client/client.ts';
import { openCase } from '../fresh.testing.ts';
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

it('what has reached its term is looked at each night, and the engine forgets a case that is destroyed, asked twice', async () => {
  const retention = desk.client.schedule.getHandle('retention');
  expect((await retention.describe()).spec.calendars).toMatchObject([{ hour: [{ start: 1 }], minute: [{ start: 15 }] }]);
  const { caseId } = await openCase(desk.db);
  await desk.wake(caseId);
  const known = async () => (await desk.client.workflow.count(`WorkflowId = '${workflowIdOf(caseId)}'`)).count;
  await eventually(async () => expect(await known()).toBe(1));
  await forgetCase({ client: desk.client }, caseId);
  await eventually(async () => expect(await known()).toBe(0));
  await forgetCase({ client: desk.client }, caseId);
});
