import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { mime } from '../../intake/email/mails.testing.ts';
import { readDepartmental } from '../../settings/mailboxes.ts';
import { type Dovecot, startDovecot } from '../dovecot.ts';
import { EngineDesk, eventually } from './desk.ts';
import { startWorkerProcess } from './worker-process.ts';

const MAILS = 150;

let desk: EngineDesk;
let dovecot: Dovecot;
const children: ChildProcess[] = [];
beforeAll(async () => {
  [desk, dovecot] = await Promise.all([EngineDesk.open(), startDovecot()]);
  desk.config.mailboxes = readDepartmental({ GUICHET_IMAP_54: dovecot.url }).mailboxes;
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await desk?.end();
  await dovecot?.end();
});

const counts = () =>
  inDepartment(desk.db, '54', async (tx) => {
    const { rows } = await tx.query<{ kept: number; taken: number; cases: number; texts: number }>({
      text: `SELECT count(*)::int AS kept, count(*) FILTER (WHERE status = 'TAKEN')::int AS taken, count(DISTINCT case_id)::int AS cases,
                    (SELECT count(*)::int FROM alert WHERE channel = 'EMAIL') AS texts FROM inbound_mail`,
    });
    return rows[0] ?? { kept: 0, taken: 0, cases: 0, texts: 0 };
  });

it('a worker killed while it takes mails in loses none, and another takes the rest without taking any twice', async () => {
  dovecot.pile(Array.from({ length: MAILS }, (_, n) => mime({ from: `auteur${n}@example.org`, text: `Message ${n}.` })));
  const killed = await startWorkerProcess(desk, { GUICHET_IMAP_54: dovecot.url, GUICHET_AUTHSERV_ID: 'mx.guichet.example' });
  children.push(killed);
  await eventually(async () => expect((await counts()).taken).toBeGreaterThan(MAILS / 6), 30_000);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect((await counts()).taken).toBeLessThan(MAILS);

  await desk.startWorker();
  await eventually(async () => expect(await counts()).toEqual({ kept: MAILS, taken: MAILS, cases: MAILS, texts: MAILS }), 60_000);
  const { status } = await desk.client.workflow.getHandle('mailbox/54').describe();
  expect(status.name).toBe('RUNNING');
  await dovecot.deliver(mime({ text: 'Après la reprise.' }));
  await eventually(async () => expect(await counts()).toMatchObject({ taken: MAILS + 1, texts: MAILS + 1 }));
});
