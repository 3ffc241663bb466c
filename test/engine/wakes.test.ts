import { msToTs } from '@temporalio/common/lib/time.js';
import { Client as Postgres } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { wakeAgain } from '../../cases/record/wakes.ts';
import { transferAdded } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { taskQueue, workflowIdOf } from '../../workflows/client/client.ts';
import { EngineDesk, eventually } from './desk.ts';

const SIGNALED = 26;
const LOOKED = 25;
const START_TIMER = 3;
const hour = 3_600_000;

let desk: EngineDesk;
let estranged: string;
beforeAll(async () => {
  desk = await EngineDesk.open();
  estranged = await caseBegunOtherwise();
  await desk.startWorker();
});
beforeEach(() => desk.behaviours.clear());
afterAll(() => desk.end());

async function sent(caseId: string): Promise<void> {
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']));
}

/** A case whose run began with a step that the present code does not take, as if another program had carried it. */
async function caseBegunOtherwise(): Promise<string> {
  const caseId = await desk.alert();
  await desk.wake(caseId);
  const { workflowService, options } = desk.client;
  const at = { namespace: options.namespace, identity: 'another program' };
  const poll = () => workflowService.pollWorkflowTaskQueue({ ...at, taskQueue: { name: taskQueue } });
  const { taskToken } = await desk.client.withDeadline(Date.now() + 30_000, poll);
  const sleep = { timerId: '1', startToFireTimeout: msToTs('30 days') };
  const commands = [{ commandType: START_TIMER, startTimerCommandAttributes: sleep }];
  await workflowService.respondWorkflowTaskCompleted({ ...at, taskToken, commands });
  return caseId;
}

/** Holds the table of cases, so that a workflow that looks at its case waits. */
async function holdCases(): Promise<() => Promise<void>> {
  const owner = new Postgres({ connectionString: desk.config.databaseOwnerUrl });
  await owner.connect();
  await owner.query('BEGIN; LOCK TABLE case_file IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await owner.query('ROLLBACK');
    await owner.end();
  };
}

async function counted(connectionString: string | undefined, from: string): Promise<number> {
  const asked = new Postgres({ connectionString });
  await asked.connect();
  const { rows } = await asked.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  await asked.end();
  return rows[0]?.n ?? 0;
}
const waitingFor = (lock: string) => counted(desk.config.databaseOwnerUrl, `pg_locks WHERE NOT granted AND relation = '${lock}'::regclass`);
/** 1 once the engine was told of every wake of a case. */
const allTold = (caseId: string) => counted(desk.config.databaseRelayUrl, `wake WHERE case_id = '${caseId}' AND raised = seen`);

/** A case in which nothing is to come, and whose workflow has ended. */
async function finishedCase() {
  const caseId = await desk.alert({ channel: 'PHONE' });
  const handle = desk.client.workflow.getHandle(workflowIdOf(caseId));
  await eventually(async () => expect((await handle.describe()).status.name).toBe('RUNNING'));
  await desk.act(caseId, { kind: 'NotRetained', reason: 'HORS_CHAMP' });
  await eventually(async () => {
    // The act's own wake may still be on its way, and start a run of its own.
    expect(await allTold(caseId)).toBe(1);
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });
  return { caseId, handle };
}

it('takes a case up anew when what its run left cannot be read any more', async () => {
  const handle = desk.client.workflow.getHandle(workflowIdOf(estranged));
  const { runId } = await handle.describe();
  await desk.wake(estranged);
  await sent(estranged);
  const now = await handle.describe();
  expect(now.status.name).toBe('RUNNING');
  expect(now.runId).not.toBe(runId);
});

it('looks again when it is woken while it looks', async () => {
  const caseId = await desk.alert();
  await sent(caseId);
  const release = await holdCases();
  await desk.wake(caseId);
  await eventually(async () => expect(await waitingFor('case_file')).toBe(1));
  await desk.wake(caseId);
  await release();
  await eventually(async () => {
    const types = (await desk.historyOf(caseId)).map(({ eventType }) => Number(eventType));
    expect(types.slice(types.lastIndexOf(SIGNALED))).toContain(LOOKED);
  });
});

it('does not end when it is woken while it finds that nothing is to come', async () => {
  const { caseId, handle } = await finishedCase();

  const release = await holdCases();
  await desk.wake(caseId);
  await eventually(async () => expect(await waitingFor('case_file')).toBe(1));
  await desk.wake(caseId);
  await release();
  await eventually(async () => expect((await handle.describe()).status.name).toBe('COMPLETED'));
  const types = (await desk.historyOf(caseId)).map(({ eventType }) => Number(eventType));
  // At least: a wake whose note was not seen in time is given again.
  expect(types.filter((type) => type === SIGNALED).length).toBeGreaterThanOrEqual(2);
  expect(types.slice(types.lastIndexOf(SIGNALED))).toContain(LOOKED);
});

it('does nothing to a finished case that is woken', async () => {
  const { caseId, handle } = await finishedCase();
  const [before, journal, { runId }] = [await desk.stateOf(caseId), await desk.journalOf(caseId), await handle.describe()];
  await desk.wake(caseId);
  await eventually(async () => {
    const again = await handle.describe();
    expect(again.runId).not.toBe(runId);
    expect(again.status.name).toBe('COMPLETED');
  });
  expect(await desk.stateOf(caseId)).toEqual(before);
  expect(await desk.journalOf(caseId)).toEqual(journal);
});

it('continues as new under many wakes, once what is in flight has landed, and loses none', async () => {
  desk.behaviours.set('titular@cd.example', { delayMs: 8_000 });
  const caseId = await desk.alert();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd DUE', 'ars SENT']));
  const handle = desk.client.workflow.getHandle(workflowIdOf(caseId));
  const { runId } = await handle.describe();
  // The engine suggests it from 4 MB of history on.
  await Promise.all(Array.from({ length: 6 }, () => handle.signal('wake', 'x'.repeat(1_000_000))));
  await desk.act(caseId, transferAdded('CCAS'));
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT', 'ccas SENT']), 20_000);
  const first = desk.client.workflow.getHandle(workflowIdOf(caseId), runId);
  await eventually(async () => expect((await first.describe()).status.name).toBe('CONTINUED_AS_NEW'));
  expect((await handle.describe()).status.name).toBe('RUNNING');
  // The run that follows is begun again too, should it fail.
  expect((await desk.historyOf(caseId))[0]?.workflowExecutionStartedEventAttributes?.retryPolicy).toMatchObject({ maximumAttempts: 0 });
  expect((await desk.messagesOf(caseId)).map(({ status, attempt }) => [status, attempt])).toEqual([
    ['sent', 1],
    ['sent', 1],
    ['sent', 1],
  ]);
});

it('attends again to a case that fell overdue because its workflow was ended by hand', async () => {
  const caseId = await desk.alert({ danger: 3 }, Date.now() - 4 * hour);
  const handle = desk.client.workflow.getHandle(workflowIdOf(caseId));
  await eventually(async () => expect((await handle.describe()).status.name).toBe('RUNNING'));
  // Danger calls duty: its run goes before the others'.
  expect((await handle.describe()).priority?.priorityKey).toBe(1);
  await handle.terminate();
  const { runId } = await handle.describe();
  // The look that was under way still writes what comes next, and the relay notes the wake that began it.
  await eventually(async () => {
    await inDepartment(desk.db, '54', (tx) =>
      tx.query({ text: `UPDATE case_file SET next_due = now() - interval '3 days' WHERE id = $1` }, [caseId]),
    );
    expect(await wakeAgain(desk.db, { overdueByMs: hour })).toBe(1);
  });
  expect(await wakeAgain(desk.db, { overdueByMs: 100 * 24 * hour })).toBe(0);
  await eventually(async () => expect((await handle.describe()).runId).not.toBe(runId));
});
