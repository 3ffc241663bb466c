import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { programsFolder } from '../test/programs.ts';
import { endProcess, isAlive, markOf } from './processes.ts';
import { stopAll } from './stop.ts';
import type { RunningTemporal, TemporalOptions } from './temporal.ts';
import { startTemporal } from './temporal.ts';

const folder = temporaryFolder();
const settings = { dataFolder: folder.path, temporalAddress: undefined, temporalNamespace: 'default' };
const start = (options: TemporalOptions = {}) => startTemporal(settings, { programsFolder, ...options });
const store = join(folder.path, 'temporal.db');
let temporal: RunningTemporal;

beforeAll(async () => {
  temporal = await start();
});
afterAll(async () => {
  await stopAll(folder.path);
  folder.remove();
});

async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

/** Opening and closing the store moves what is still in its journal into the file. */
async function stopWithWholeStore(): Promise<void> {
  await temporal.stop();
  const database = new DatabaseSync(store);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

const isKnown = (workflowId: string) =>
  withClient((client) =>
    client.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => true,
        () => false,
      ),
  );

test('a workflow that was started is still there after a kill -9, at the same address', async () => {
  await withClient((client) => client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'case/1' }));
  const { address, pid } = temporal;
  await endProcess(markOf(pid ?? 0), [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  await temporal.ended;
  temporal = await start();
  expect(temporal.address).toBe(address);
  expect(await isKnown('case/1')).toBe(true);
});

test('a server left by a killed start is stopped first', async () => {
  const left = markOf(temporal.pid ?? 0);
  temporal = await start();
  expect(isAlive(left)).toBe(false);
  expect(await isKnown('case/1')).toBe(true);
});

test('a broken store is set aside and the engine serves from an empty one', async () => {
  await stopWithWholeStore();
  writeFileSync(store, 'broken');
  temporal = await start();
  expect(readFileSync(`${store}.broken`, 'utf8')).toBe('broken');
  expect(await isKnown('case/1')).toBe(false);
});

test('a store damaged in the middle is set aside too', async () => {
  await withClient((client) => client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'case/2' }));
  await stopWithWholeStore();
  const content = readFileSync(store);
  content.fill(0xff, 8 * 4096, 24 * 4096);
  writeFileSync(store, content);
  temporal = await start();
  expect(await isKnown('case/2')).toBe(false);
});

test('a store that was deleted is made again', async () => {
  await stopWithWholeStore();
  rmSync(store);
  temporal = await start();
  expect(existsSync(store)).toBe(true);
});

test('a given server is used, and never stopped', async () => {
  const given = await startTemporal({ ...settings, temporalAddress: temporal.address });
  expect(given).toMatchObject({ address: temporal.address, pid: undefined });
  await given.stop();
  expect(isAlive(markOf(temporal.pid ?? 0))).toBe(true);
});

test('the engine runs at a lower priority than the pages', () => {
  const stat = readFileSync(`/proc/${temporal.pid}/stat`, 'utf8');
  const nice = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16];
  expect(nice).toBe('12');
});
