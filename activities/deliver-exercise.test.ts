import { MockActivityEnvironment } from '@temporalio/testing';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, setTies } from '../accounts/accounts.ts';
import { isToRecipient, NO_AGREEMENT } from '../cases/model/message.ts';
import { apply, moveClock } from '../cases/record/apply.ts';
import { caseState } from '../cases/record/read-case.ts';
import { stepBack } from '../cases/record/release.ts';
import { agent } from '../cases/world.testing.ts';
import { setExerciseAddress } from '../database/departments.ts';
import { inDepartment } from '../database/pool.ts';
import { addDuty } from '../directory/record/duty.ts';
import { currentDirectory, publishDirectory } from '../directory/record/revisions.ts';
import { receive } from '../intake/receive.ts';
import { type AcceptedMail, Mailbox } from '../mailbox/mailbox.ts';
import { mailEngine } from '../templates/mail.ts';
import { temporaryFolder } from '../test/folder.ts';
import { anAlert, type Desk, freshDesk } from '../test/fresh.testing.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { isForGood } from '../workflows/errands.ts';
import { createDeliver, createHandOver } from './deliver.ts';
import { createMailer, type Mailer } from './mailer.ts';

const folder = temporaryFolder();
const accepted: AcceptedMail[] = [];
const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, onMail: (mail) => accepted.push(mail) });
const author = 'odile.trevarez@exemple.example';
const onDuty = 'astreinte@exemple.example';
const standIn = 'suppleance@exemple.example';
const hour = 3_600_000;

let desk: Desk;
let mailer: Mailer;
/** Whoever is on duty. */
let account: string;
beforeAll(async () => {
  desk = await freshDesk();
  await mailbox.open();
  mailer = createMailer({ smtpUrl: mailbox.url, domain: 'guichet.example' });
  account = await callable(onDuty, 0);
  await callable(standIn, 1);
});
async function callable(email: string, level: 0 | 1): Promise<string> {
  const id = await createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email, name: email }, 'mot de passe');
  await addDuty(desk.db, '54', { level, starts: Date.now() - hour, ends: Date.now() + 1000 * hour, account: id, phone: '+33 1 99 00 00 00' });
  return id;
}
afterAll(async () => {
  mailer?.close();
  await mailbox.close();
  await desk?.end();
  folder.remove();
});

async function opened(exercise: boolean, facts: Partial<Facts> = {}): Promise<string> {
  const received = await receive(
    desk.db,
    anAlert(
      {
        channel: 'API',
        receivedAt: Date.now(),
        exercise,
        reachable: true,
        reach: 'EMAIL',
        content: { narrative: 'Inventé.', reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'Odile', email: author } },
      },
      { channel: 'API', danger: 4, ...facts },
    ),
  );
  if ('conflict' in received) throw new Error('conflict');
  return received.caseId;
}

/** Hands over everything the case has to say, moving its clock on, some steps long. */
async function play(caseId: string, steps: number): Promise<string[]> {
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
  const handed: string[] = [];
  for (let step = 0; step <= steps; step += 1) {
    const found = await caseState(desk.db, '54', caseId);
    for (const { id } of found?.state.messages ?? []) {
      await new MockActivityEnvironment().run(activity, { department: '54', caseId, message: id }).then(
        () => handed.push(id),
        () => undefined,
      );
    }
    if (step < steps) await moveClock(desk.db, '54', caseId, agent, Date.now());
  }
  return handed;
}

it('mails everything to the address of exercises, and nothing to a recipient, an author or whoever is on duty', async () => {
  accepted.length = 0;
  const handed = await play(await opened(true), 20);
  for (const kind of ['TRANSFER', 'REMINDER', 'ESCALATION', 'DUTY_CALL', 'AUTHOR']) expect(handed.join(), kind).toContain(`.${kind}.`);
  expect(accepted.length).toBe(handed.length);
  expect(new Set(accepted.flatMap(({ to }) => to))).toEqual(new Set(['exercice-54@guichet.example']));
  for (const { raw } of accepted) {
    const { subject, to, cc, text } = await simpleParser(raw);
    expect(subject).toMatch(/^\[EXERCICE\] /);
    expect([to, cc].flat().map((one) => one?.text ?? '')).toEqual(['exercice-54@guichet.example', '']);
    expect(text).toMatch(/^EXERCICE\s: la situation est inventée/);
  }
});

it('is not how a real case is mailed', async () => {
  accepted.length = 0;
  await play(await opened(false), 0);
  const to = new Set(accepted.flatMap((mail) => mail.to));
  expect(to.has(author)).toBe(true);
  expect(to.has(onDuty)).toBe(true);
  expect([...to].some((address) => address.startsWith('exercice'))).toBe(false);
  for (const { raw } of accepted) expect((await simpleParser(raw)).subject).not.toContain('EXERCICE');
});

const called = (): string[] => accepted.flatMap(({ to }) => to).filter((address) => address === onDuty || address === standIn);

it('wakes somebody who may act: not who is tied to a party, or stepped back from the case, but the next at once', async () => {
  accepted.length = 0;
  await setTies(desk.db, '54', account, ['ehpad-54-lilas']);
  await play(await opened(false, { implicated: [{ kind: 'ETABLISSEMENT', organisation: 'ehpad-54-lilas' }] }), 0);
  expect(called()).toEqual([standIn]);
  await setTies(desk.db, '54', account, []);
  accepted.length = 0;
  const caseId = await opened(false);
  await stepBack(desk.db, '54', account, caseId);
  await play(caseId, 0);
  expect(called()).toEqual([standIn]);
});

it('goes to the box a department chose', async () => {
  accepted.length = 0;
  await setExerciseAddress(desk.db, '54', 'manoeuvres@exemple.example');
  await play(await opened(true), 1);
  expect(new Set(accepted.flatMap(({ to }) => to))).toEqual(new Set(['manoeuvres@exemple.example']));
  await setExerciseAddress(desk.db, '54', null);
});

it('sends nothing outside a demonstration that has no such box, and goes on', async () => {
  accepted.length = 0;
  await inDepartment(desk.db, '54', (tx) => tx.query({ text: `UPDATE department SET mode = 'production' WHERE code = '54'` }));
  const caseId = await opened(true);
  const handed = await play(caseId, 2);
  expect(handed.length).toBeGreaterThan(0);
  expect(accepted).toEqual([]);
  expect((await caseState(desk.db, '54', caseId))?.state.transfers.some(({ status }) => status === 'SENT')).toBe(true);
});

it('says of a mail to a body whose agreement lapsed meanwhile that it has none, not that its address is refused', async () => {
  const caseId = await opened(false);
  const by = agent;
  const asked = { role: 'CCAS', organisation: 'ccas', mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard' } as const;
  await apply(desk.db, '54', caseId, { kind: 'TransferAdded', ...asked, discloses: ['FACTS'], legalBasis: [], at: Date.now(), by });
  const message = (await caseState(desk.db, '54', caseId))?.state.messages.find((one) => isToRecipient(one) && one.organisation === 'ccas')?.id ?? '';
  const { department, organisations, contacts, links, calendars } = await currentDirectory(desk.db, '54');
  const lapsed = organisations.map((one) => (one.id === 'ccas' ? { ...one, lapsed: { from: '2020-01-01' } } : one));
  await publishDirectory(desk.db, { department, organisations: lapsed, contacts, links, calendars }, 'essai');
  const parts = { db: desk.db, mailer, write: mailEngine(), publicUrl: 'http://localhost:3977', mailDomain: 'guichet.example' };
  const handing = createHandOver({ ...parts, senderRefused: () => undefined })({ department: '54', caseId, message }, { now: Date.now() });
  await expect(handing).rejects.toMatchObject({ type: NO_AGREEMENT, nonRetryable: true });
  expect(isForGood(NO_AGREEMENT)).toBe(true);
});
