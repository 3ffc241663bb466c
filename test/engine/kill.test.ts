import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineDesk, eventually } from './desk.ts';
import { startWorkerProcess } from './worker-process.ts';

const cd = 'titular@cd.example';

let desk: EngineDesk;
const children: ChildProcess[] = [];
beforeAll(async () => {
  desk = await EngineDesk.open();
});
afterAll(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await desk.end();
});

it('finishes in another worker what one that was killed had begun, with the same Message-ID and a higher attempt', async () => {
  desk.behaviours.set(cd, { delayMs: 2_000 });
  const killed = await startWorkerProcess(desk);
  children.push(killed);
  const caseId = await desk.alert();
  await eventually(async () => expect((await desk.messagesOf(caseId))[0]).toMatchObject({ status: 'sending', attempt: 1 }));
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd DUE', 'ars SENT']));
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  await desk.startWorker();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']), 45_000);
  const [message, other] = await desk.messagesOf(caseId);
  expect(message).toMatchObject({ status: 'sent', attempt: 2 });
  expect(other).toMatchObject({ status: 'sent', attempt: 1 });
  const ids = (await desk.mailsTo(cd, caseId)).map(({ raw }) => /Message-ID: (\S+)/.exec(raw.toString())?.[1]);
  expect(new Set(ids)).toEqual(new Set([`<${message?.message_id}@guichet.example>`]));
  expect((await desk.journalOf(caseId)).filter(({ kind, transfer }) => kind === 'HANDED_OVER' && transfer === 't1')).toHaveLength(1);
});
