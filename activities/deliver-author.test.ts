import { MockActivityEnvironment } from '@temporalio/testing';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply } from '../cases/record/apply.ts';
import { readCase } from '../cases/record/read-case.ts';
import { agent, monday } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import type { Alert } from '../intake/alert.ts';
import { receive } from '../intake/receive.ts';
import { type AcceptedMail, Mailbox, type MailboxBehaviour } from '../mailbox/mailbox.ts';
import { mailEngine } from '../templates/mail.ts';
import { temporaryFolder } from '../test/folder.ts';
import { anAlert, type Desk, freshDesk } from '../test/fresh.testing.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { createDeliver, createHandOver } from './deliver.ts';
import { createLook } from './look.ts';
import { createMailer, type Mailer } from './mailer.ts';

const folder = temporaryFolder();
const behaviours = new Map<string, MailboxBehaviour>();
const accepted: AcceptedMail[] = [];
const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, behaviours, onMail: (mail) => accepted.push(mail) });
const address = 'odile.trevarez@exemple.example';
const threadId = '<premier@exemple.example>';

let desk: Desk;
let mailer: Mailer;
beforeAll(async () => {
  desk = await freshDesk();
  await mailbox.open();
  mailer = createMailer({ smtpUrl: mailbox.url, domain: 'guichet.example' });
});
afterAll(async () => {
  mailer?.close();
  await mailbox.close();
  await desk?.end();
  folder.remove();
});

async function authorAlert(change: Partial<Alert> = {}) {
  const received = await receive(
    desk.db,
    anAlert({
      channel: 'WEB',
      door: { authenticated: false, actor: { kind: 'REPORTER', id: null } },
      reachable: true,
      reach: 'EMAIL',
      content: {
        narrative: 'Zéphirine ne mange plus.',
        reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'Odile Trévarez', email: address },
      },
      ...change,
    }),
  );
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

function deliver(caseId: string, message: string): Promise<unknown> {
  const activity = createDeliver(
    createHandOver({
      db: desk.db,
      mailer,
      write: mailEngine(),
      publicUrl: 'http://localhost:3977',
      mailDomain: 'guichet.example',
      senderRefused: () => undefined,
    }),
  );
  return new MockActivityEnvironment().run(activity, { department: '54', caseId, message });
}

const newest = async () => {
  const mail = accepted.at(-1);
  if (mail === undefined) throw new Error('no mail');
  return simpleParser(mail.raw);
};

it('tells an author by mail that there is something to read, and nothing of what or of whom', async () => {
  const { caseId, reference, receipt } = await authorAlert();
  await deliver(caseId, 'a1.AUTHOR.RECEIVED.1');
  const mail = await newest();
  expect(accepted.at(-1)?.to).toEqual([address]);
  expect(mail.subject).toMatch(/^\[Démonstration\] Votre demande du lundi\s16\snovembre$/);
  expect(mail.text).toContain('http://localhost:3977/54/lire');
  const raw = `${mail.subject} ${mail.text} ${mail.html}`;
  for (const never of [reference, receipt, 'Zéphirine', 'Odile', 'Trévarez', 'alerte', 'maltrait']) expect(raw).not.toContain(never);

  const record = await readCase(desk.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
  expect(record?.journal.map(({ kind }) => kind)).toContain('HANDED_OVER');
  expect(JSON.stringify(record?.state)).not.toContain(address);
  const log = await inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query({ text: `SELECT actor_kind, why FROM access_log WHERE what = 'AUTHOR'` })).rows,
  );
  expect(log).toContainEqual({ actor_kind: 'DELIVERY', why: 'AUTHOR_MAIL' });

  const before = accepted.length;
  await deliver(caseId, 'a1.AUTHOR.RECEIVED.1');
  expect(accepted.length, 'delivered once').toBe(before);
});

it('answers an alert by mail in its own thread, with the code its door could not show', async () => {
  const { caseId, receipt } = await authorAlert({
    channel: 'EMAIL',
    content: {
      narrative: 'Objet : peur',
      reporter: { anonymousToDesk: false, anonymousToImplicated: true, email: address },
      email: {
        mail: 'm',
        messageId: threadId,
        references: ['pas un identifiant', '<avant@exemple.example>'],
        subject: 'peur',
        from: address,
        checks: null,
      },
    },
  });
  await deliver(caseId, 'a1.AUTHOR.RECEIVED.1');
  const mail = await newest();
  expect(mail.inReplyTo).toBe(threadId);
  expect(mail.references).toEqual(['<avant@exemple.example>', threadId]);
  expect(mail.text).toContain(receipt);
  expect(mail.subject).not.toContain('peur');

  await apply(desk.db, '54', caseId, { kind: 'AuthorWritten', at: monday, by: agent, alert: 'a1' }, { content: { toAuthor: 'Il fait froid.' } });
  await deliver(caseId, 'a1.AUTHOR.MESSAGE.2');
  const next = await newest();
  expect(next.text).not.toContain(receipt);
  expect(next.text).not.toContain('Il fait froid');
  expect(next.text).toContain('Un message vous attend');
});

it('a refused address is called back, and the journal says so', async () => {
  behaviours.set(address, { answer: 550 });
  const { caseId } = await authorAlert();
  await expect(deliver(caseId, 'a1.AUTHOR.RECEIVED.1')).rejects.toMatchObject({ type: RECIPIENT_REJECTED, nonRetryable: true });
  behaviours.delete(address);
  const { giveUp } = createLook({ db: desk.db, handOver: () => Promise.reject(new Error('not asked')) });
  await giveUp({ department: '54', caseId, message: 'a1.AUTHOR.RECEIVED.1', permanent: true, code: 'EENVELOPE 550', now: monday });
  const record = await readCase(desk.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
  expect(record?.state.tasks.filter(({ kind, status }) => kind === 'CALL_BACK' && status === 'OPEN')).toHaveLength(1);
  expect(record?.journal.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['AUTHOR_TOLD', 'DELIVERY_FAILED', 'TASK_RAISED']));
});
