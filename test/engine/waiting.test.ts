import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorker } from '../../worker/worker.ts';
import { type Gate, gateBefore } from '../gate.testing.ts';
import { EngineDesk, eventually } from './desk.ts';

let desk: EngineDesk;
let gate: Gate;
beforeAll(async () => {
  desk = await EngineDesk.open();
  const [host = '', port] = desk.config.temporalAddress.split(':');
  gate = await gateBefore({ host, port: Number(port) });
});
afterAll(async () => {
  await gate?.shut();
  await desk?.end();
});

it('a worker started while the engine is away waits for it, then does what waited', async () => {
  const caseId = await desk.alert();
  const worker = await startWorker({ ...desk.config, temporalAddress: `127.0.0.1:${gate.port}` });
  expect(await desk.statusesOf(caseId)).toEqual(['cd DUE', 'ars DUE']);
  await gate.open();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']), 40_000);
  await worker.close();
});

it('and can be told to stop while it waits', async () => {
  await gate.shut();
  const worker = await startWorker({ ...desk.config, temporalAddress: `127.0.0.1:${gate.port}` });
  await worker.close();
});

it('in production it starts with the application’s own role, and refuses one that passes over the policies', async () => {
  const production = { ...desk.config, mode: 'production' as const };
  const worker = await startWorker(production);
  const caseId = await desk.alert();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']), 40_000);
  await worker.close();
  await expect(startWorker({ ...production, databaseUrl: desk.config.databaseOwnerUrl ?? '' })).rejects.toThrow(
    'DATABASE_URL : son rôle possède les tables',
  );
});
