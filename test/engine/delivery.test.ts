import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDesk, engineDesk, eventually } from './desk.ts';

let desk: EngineDesk;
beforeAll(async () => {
  desk = await engineDesk();
  await desk.startWorker();
});
afterAll(() => desk.end());

it('hands over each transfer of a new alert, and says so in the case', async () => {
  const caseId = await desk.alert();
  const state = await eventually(async () => {
    const now = await desk.stateOf(caseId);
    expect(now.transfers.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
    return now;
  });
  expect(state.messages).toEqual([]);
});
