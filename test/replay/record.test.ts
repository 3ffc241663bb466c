/**
 * Plays every shape of a case's workflow, and of a mailbox's, on real parts and replays what it left. With RECORD_HISTORIES set the histories
 * are written to `histories/`, to be committed when a release changes the workflow: the older ones stay.
 */
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startMailboxes } from '../../worker/mailboxes.ts';
import { workflowBundle } from '../../workflows/client/bundle.ts';
import { failureConverterPath, workflowIdOf } from '../../workflows/client/client.ts';
import { payloadCodec } from '../../workflows/client/codec.ts';
import { decodedOf } from '../engine/decoded.testing.ts';
import { EngineDesk, eventually } from '../engine/desk.ts';
import { fastForward } from '../engine/time.ts';
import { commitHistory, readable } from './histories.ts';

const hour = 3_600_000;
const cd = 'titular@cd.example';

let desk: EngineDesk;
beforeAll(async () => {
  desk = await EngineDesk.open();
  await desk.startWorker();
});
beforeEach(() => desk.behaviours.clear());
afterAll(() => desk.end());

const handleOf = (caseId: string, runId?: string) => desk.client.workflow.getHandle(workflowIdOf(caseId), runId);
const statuses = (caseId: string, expected: string[]) => eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(expected), 30_000);

/** Reads a history of several megabytes, which the product's own connection does not take. */
async function historyOf(workflowId: string, runId?: string) {
  const connection = await Connection.connect({
    address: desk.config.temporalAddress,
    channelArgs: { 'grpc.max_receive_message_length': 64 * 1024 * 1024 },
  });
  try {
    const { workflow } = new Client({ connection, namespace: desk.config.temporalNamespace });
    return await workflow.getHandle(workflowId, runId).fetchHistory();
  } finally {
    await connection.close();
  }
}

async function replays(shape: string, workflowId: string, runId?: string): Promise<void> {
  const codec = payloadCodec(desk.config.keys.master);
  const at = { namespace: desk.config.temporalNamespace, workflowId };
  const history = await readable(await historyOf(workflowId, runId), async (payload) => (await decodedOf(codec, [payload], at))[0]);
  if (process.env.RECORD_HISTORIES) commitHistory(`${new Date().toISOString().slice(0, 10)}-${shape}`, history);
  const bundle = await workflowBundle(`${desk.config.dataFolder}/bundles`);
  await Worker.runReplayHistory({ workflowBundle: bundle, dataConverter: { failureConverterPath } }, history, workflowId);
}

it('a case that waits, and was woken', async () => {
  const caseId = await desk.alert();
  await statuses(caseId, ['cd SENT', 'ars SENT']);
  await desk.act(caseId, { kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' });
  const signals = async () => (await desk.historyOf(caseId)).filter(({ eventType }) => Number(eventType) === 26).length;
  // A wake is given at least once: a busy machine gives one again.
  await eventually(async () => expect(await signals()).toBeGreaterThanOrEqual(2));
  await fastForward(desk.client, workflowIdOf(caseId), 30 * hour);
  await replays('waiting', workflowIdOf(caseId));
});

it('a case that finished', async () => {
  const caseId = await desk.alert({ channel: 'PHONE' });
  await eventually(async () => expect((await handleOf(caseId).describe()).status.name).toBe('RUNNING'));
  await desk.act(caseId, { kind: 'NotRetained', reason: 'HORS_CHAMP' });
  await eventually(async () => expect((await handleOf(caseId).describe()).status.name).toBe('COMPLETED'));
  await replays('finished', workflowIdOf(caseId));
});

it('a case whose recipient was refused for good', async () => {
  desk.behaviours.set(cd, { answer: 550 });
  const caseId = await desk.alert();
  await eventually(async () => expect((await desk.stateOf(caseId)).tasks.map(({ kind }) => kind)).toContain('PHONE_NOW'));
  await replays('refused', workflowIdOf(caseId));
});

it('a case whose delivery was tried for longer than the engine tries', async () => {
  desk.behaviours.set(cd, { answer: 451 });
  const caseId = await desk.alert();
  await statuses(caseId, ['cd DUE', 'ars SENT']);
  await fastForward(desk.client, workflowIdOf(caseId), 1.2 * hour);
  expect((await desk.journalOf(caseId)).map(({ kind }) => kind)).toContain('DELIVERY_FAILED');
  await replays('retried', workflowIdOf(caseId));
}, 60_000);

it('a case that continued as new', async () => {
  desk.behaviours.set(cd, { delayMs: 2_000 });
  const caseId = await desk.alert();
  await statuses(caseId, ['cd DUE', 'ars SENT']);
  const { runId } = await handleOf(caseId).describe();
  await Promise.all(Array.from({ length: 6 }, () => handleOf(caseId).signal('wake', 'x'.repeat(1_000_000))));
  await eventually(async () => expect((await handleOf(caseId, runId).describe()).status.name).toBe('CONTINUED_AS_NEW'));
  await statuses(caseId, ['cd SENT', 'ars SENT']);
  await replays('continuing', workflowIdOf(caseId), runId);
  await replays('continued', workflowIdOf(caseId));
}, 40_000);

it('a mailbox that is not configured any more', async () => {
  await startMailboxes(desk.client, ['54']);
  const mailbox = desk.client.workflow.getHandle('mailbox/54');
  await eventually(async () => expect((await mailbox.describe()).status.name).toBe('COMPLETED'));
  await replays('mailbox-gone', 'mailbox/54');
});
