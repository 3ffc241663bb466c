import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transferAdded } from '../../cases/world.testing.ts';
import { startTemporal } from '../../runtime/temporal.ts';
import { workflowIdOf } from '../../workflows/client/client.ts';
import { temporaryFolder } from '../folder.ts';
import { EngineDesk, eventually, programs } from './desk.ts';

const folder = temporaryFolder();
const namespace = 'default';
const start = () =>
  startTemporal({ dataFolder: folder.path, temporalAddress: undefined, temporalNamespace: namespace }, { programsFolder: programs });

let temporal: Awaited<ReturnType<typeof start>>;
let desk: EngineDesk;
beforeAll(async () => {
  temporal = await start();
  desk = await EngineDesk.open({ address: temporal.address, namespace });
  await desk.startWorker();
});
afterAll(async () => {
  await desk.end();
  await temporal.stop();
  folder.remove();
});

async function sent(caseId: string): Promise<void> {
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']), 40_000);
}

async function kill(): Promise<void> {
  process.kill(temporal.pid ?? 0, 'SIGKILL');
  await temporal.ended;
}

async function statusOf(caseId: string): Promise<string> {
  return (await desk.client.workflow.getHandle(workflowIdOf(caseId)).describe()).status.name;
}

it('keeps what is received while the engine is killed, and delivers it once the engine is back', async () => {
  const before = await desk.alert();
  await sent(before);
  await kill();
  const during = await desk.alert();
  expect(await desk.statusesOf(during)).toEqual(['cd DUE', 'ars DUE']);
  temporal = await start();
  await sent(during);
  expect(await statusOf(before)).toBe('RUNNING');
  expect((await desk.messagesOf(during)).map(({ status }) => status)).toEqual(['sent', 'sent']);
});

it('attends to every case again when the engine’s whole store is lost, without delivering anything twice', async () => {
  const before = await desk.alert();
  await sent(before);
  await kill();
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(join(folder.path, `temporal.db${suffix}`), { force: true });
  const during = await desk.alert();
  temporal = await start();
  await expect(statusOf(before)).rejects.toThrow(/not found/i);
  await sent(during);
  await eventually(async () => expect(await statusOf(before)).toBe('RUNNING'), 60_000);
  expect(await desk.mailsTo('titular@cd.example', before)).toHaveLength(1);
  await desk.act(before, transferAdded('CCAS'));
  await eventually(async () => expect(await desk.statusesOf(before)).toContain('ccas SENT'));
});

it('attends to every case again when the store is lost under the very look that marks it', async () => {
  const before = await desk.alert();
  await sent(before);
  await kill();
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(join(folder.path, `temporal.db${suffix}`), { force: true });
  temporal = await start();
  // What a look at the store before would have left, its call answered by the store after.
  await desk.client.workflowService.updateNamespace({ namespace, updateInfo: { data: { guichet: 'the store before' } } });
  await eventually(async () => expect(await statusOf(before)).toBe('RUNNING'), 60_000);
});
