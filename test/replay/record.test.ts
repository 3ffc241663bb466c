/**
 * Plays every shape of a case's workflow, and of a mailbox's, on real parts and replays what it left. With RECORD_HISTORIES set the histories
 * are written to `histories/`, to be committed when a release changes the workflow: the older ones stay.
 */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startCampaign, unanswered } from '../../directory/record/campaigns.ts';
import { proposeEntry } from '../../directory/record/proposals.ts';
import { tellCampaigns } from '../../worker/campaigns.ts';
import { startMailboxes } from '../../worker/mailboxes.ts';
import { workflowBundle } from '../../workflows/client/bundle.ts';
import { campaignWorkflowId, failureConverterPath, workflowIdOf } from '../../workflows/client/client.ts';
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
});

it('a case that continued as new', async () => {
  desk.behaviours.set(cd, { delayMs: 2_000 });
  const caseId = await desk.alert();
  await statuses(caseId, ['cd DUE', 'ars SENT']);
  const { runId } = await handleOf(caseId).describe();
  // One by one: from 2 MB of signals on that come while the run thinks, the engine ends its task and the SDK goes on from what it had thought.
  for (let sent = 0; sent < 5; sent += 1) {
    await eventually(async () => expect((await handleOf(caseId).describe()).raw.pendingWorkflowTask).toBeNull());
    await handleOf(caseId, runId).signal('wake', 'x'.repeat(1_000_000));
  }
  await eventually(async () => expect((await handleOf(caseId, runId).describe()).status.name).toBe('CONTINUED_AS_NEW'));
  await statuses(caseId, ['cd SENT', 'ars SENT']);
  await replays('continuing', workflowIdOf(caseId), runId);
  await replays('continued', workflowIdOf(caseId));
});

// Some twenty seconds: what it sends and asks for is tested without the engine, and its history is replayed each time.
it('a campaign of the directory that wrote, reminded, and asked for a call', async () => {
  const contacts = ['cd.titular', 'ars.titular'].map((id) => ({ id, organisation: id.split('.')[0] ?? '' }));
  const by = { account: randomUUID(), name: 'Nora' };
  const campaign = (await startCampaign(desk.db, '54', { scope: {}, contacts, by }, Date.now())) ?? '';
  await tellCampaigns(desk.db, desk.client);
  const wrote = () => desk.mails.filter(({ raw }) => raw.includes('coordonn')).map(({ to }) => String(to));
  await eventually(() => expect(wrote().toSorted()).toEqual(['titular@ars.example', cd]));
  const words = { before: { name: 'Cellule' }, after: { name: 'Cellule' } };
  const answer = { contact: 'cd.titular', body: 'cd', says: 'CONFIRMED', ...words, by: 'Cellule', from: { campaign } } as const;
  await proposeEntry(desk.db, '54', answer, Date.now());
  // It ends on the way, once the last call is asked for.
  await fastForward(desk.client, campaignWorkflowId(campaign), 60 * 24 * hour).catch(() => undefined);
  const running = desk.client.workflow.getHandle(campaignWorkflowId(campaign));
  await eventually(async () => expect((await running.describe()).status.name).toBe('COMPLETED'));
  // Who answered is left alone; who did not was written to three times in all, and is to be called.
  expect(wrote().filter((to) => to === cd)).toHaveLength(1);
  expect(wrote().filter((to) => to !== cd)).toHaveLength(3);
  expect(await unanswered(desk.db, '54')).toMatchObject([{ contact: 'ars.titular', sent: 3, silentAt: expect.any(Number) }]);
  await replays('campaign', campaignWorkflowId(campaign));
});

it('a mailbox that is not configured any more', async () => {
  await startMailboxes(desk.client, ['54']);
  const mailbox = desk.client.workflow.getHandle('mailbox/54');
  await eventually(async () => expect((await mailbox.describe()).status.name).toBe('COMPLETED'));
  await replays('mailbox-gone', 'mailbox/54');
});
