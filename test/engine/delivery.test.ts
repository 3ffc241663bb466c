import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Entry, entriesOf } from '../../cases/model/entries.ts';
import { apply, moveClock } from '../../cases/record/apply.ts';
import { readJournal } from '../../cases/record/read-case.ts';
import { agent, atHome, procedure, transferAdded } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { receive } from '../../intake/receive.ts';
import type { Policy } from '../../procedures/procedure.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { simulate } from '../../rehearsal/dry-run/simulate.ts';
import { workflowIdOf } from '../../workflows/client/client.ts';
import { anAlert } from '../fresh.testing.ts';
import { differences } from '../reality/compare.ts';
import { EngineDesk, eventually } from './desk.ts';
import { fastForward, workflowNow } from './time.ts';

const minute = 60_000;
const hour = 60 * minute;
const cd = 'titular@cd.example';
const ars = 'titular@ars.example';
const police = 'titular@police.example';

let desk: EngineDesk;
beforeAll(async () => {
  desk = await EngineDesk.open();
  await desk.startWorker();
});
beforeEach(() => desk.behaviours.clear());
afterAll(() => desk.end());

it('hands each transfer of a new alert over once, without a name in it, and says so in the case', async () => {
  const caseId = await desk.alert();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']));
  expect((await desk.stateOf(caseId)).messages).toEqual([]);
  const [message] = await desk.messagesOf(caseId);
  expect(message).toMatchObject({ status: 'sent', attempt: 1 });
  expect(await desk.mailsTo(ars, caseId)).toHaveLength(1);
  const [mail, ...others] = await desk.mailsTo(cd, caseId);
  expect(others).toEqual([]);
  expect(mail?.from).toMatch(new RegExp(`^54\\+retour-${message?.message_id}-[0-9a-f]{16}@guichet\\.example$`));
  const raw = mail?.raw.toString() ?? '';
  expect(raw).toContain(`Message-ID: <${message?.message_id}@guichet.example>`);
  expect(raw).toMatch(/\/t\/[0-9a-z]+/);
  expect(raw).not.toMatch(/Quillever|Zephirine|Z=C3=A9phirine/i);
});

const summariesOf = async (caseId: string): Promise<string[]> =>
  (await desk.historyOf(caseId)).flatMap(({ userMetadata }) => {
    const data = userMetadata?.summary?.data;
    return data ? [JSON.parse(Buffer.from(data).toString())] : [];
  });

it('tells in codes, in the engine’s own console, what is tried again and what is waited for', async () => {
  desk.behaviours.set(cd, { answer: 451 });
  const caseId = await desk.alert({ danger: 3 });
  await eventually(async () => expect(await desk.statusesOf(caseId)).toContain('police SENT'));
  await eventually(async () => expect(await summariesOf(caseId)).toContain('TRANSFER 1, t1, CD'));
  expect((await summariesOf(caseId)).some((text) => /^HANDOVER|^CHANNEL|^REMIND 1|^TASK/.test(text))).toBe(true);
});

it('tries again for simulated hours while the mail server says 451, then hands over, each at its own time', async () => {
  desk.behaviours.set(cd, { answer: 451 });
  const caseId = await desk.alert();
  const workflow = workflowIdOf(caseId);
  await eventually(async () => expect((await desk.messagesOf(caseId)).find(({ id }) => id.startsWith('t1'))?.attempt).toBeGreaterThan(0));
  await fastForward(desk.client, workflow, 1.2 * hour);
  expect(await desk.statusesOf(caseId)).toEqual(['cd DUE', 'ars SENT']);
  const failed = entriesOf(await desk.journalOf(caseId), 'DELIVERY_FAILED');
  expect(failed.map(({ because: { message, code } }) => [message, code])).toEqual([['TRANSFER', 'SMTP_451']]);

  desk.behaviours.clear();
  await fastForward(desk.client, workflow, hour);
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']));
  const virtualNow = await workflowNow(desk.client, workflow);
  const { handedOverAt, orderedAt } = (await desk.stateOf(caseId)).transfers[0] ?? {};
  expect(handedOverAt).toBeGreaterThan((orderedAt ?? 0) + 1.2 * hour);
  expect(handedOverAt).toBeLessThanOrEqual(virtualNow);
  expect(await desk.mailsTo(cd, caseId)).toHaveLength(1);
  expect(await desk.mailsTo(ars, caseId)).toHaveLength(1);
});

it('waits for a mail server that does not answer at all', async () => {
  await desk.mailbox.close();
  const caseId = await desk.alert();
  await eventually(async () => expect((await desk.messagesOf(caseId)).every(({ attempt }) => attempt > 0)).toBe(true));
  await desk.mailbox.open();
  await fastForward(desk.client, workflowIdOf(caseId), 2 * minute);
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd SENT', 'ars SENT']));
});

it('goes by telephone when no mail leaves for days, at the hours that were simulated; once the server is back, mail leaves again', async () => {
  // Less patient than usual with e-mail, so that the test is too.
  const [email, ...others] = procedure.policies.standard?.channels ?? [];
  const standard = { ...procedure.policies.standard, channels: [{ ...email, patience: { hours: 1.5 } }, ...others] } as Policy;
  const impatient = { ...procedure, number: 2, policies: { ...procedure.policies, standard } };
  await publishProcedure(desk.db, '54', impatient, 'test');
  await desk.mailbox.close();
  const start = Date.now();
  const caseId = await desk.alert({}, start);
  await eventually(async () => expect((await desk.messagesOf(caseId)).every(({ attempt }) => attempt > 0)).toBe(true));
  await fastForward(desk.client, workflowIdOf(caseId), 50 * hour);
  await eventually(async () => expect((await desk.stateOf(caseId)).messages).toEqual([]));
  const lived = await inDepartment(desk.db, '54', (tx) => readJournal(tx, caseId));

  const world = { procedure: impatient, directory: await currentDirectory(desk.db, '54') };
  const nobodyCalls = { phone: { days: 90 }, reached: true };
  const played = simulate({ ...atHome, channel: 'API' }, start, world, { recipients: { default: { delivery: 'DOWN' } }, desk: nobodyCalls });
  const simulated = 'entries' in played ? played.entries.filter(({ at }) => at <= start + 50 * hour) : [];
  expect(lived.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['CHANNEL_CHANGED', 'UNDELIVERABLE', 'TASK_RAISED', 'TASK_LATE']));
  // The simulator reaches whoever is on duty; without mail nobody is called, and tasks go further up sooner.
  const ofTheCase = (entries: Entry[]) =>
    entries.filter((entry) => entry.kind !== 'TASK_LATE' && !('message' in entry.because && entry.because.message === 'DUTY_CALL'));
  expect(differences(ofTheCase(simulated), ofTheCase(lived), hour)).toEqual([]);
  expect(await desk.mailsTo(cd, caseId)).toEqual([]);

  await desk.mailbox.open();
  // At the case's own time: the workflow's clock is ahead of this machine's.
  await apply(desk.db, '54', caseId, { ...transferAdded('CCAS'), at: await workflowNow(desk.client, workflowIdOf(caseId)), by: agent });
  await eventually(async () => expect(await desk.mailsTo('titular@ccas.example', caseId)).toHaveLength(1));
}, 240_000);

it('leaves an address that is refused for good, and the law takes the next channel', async () => {
  desk.behaviours.set(cd, { answer: 550 });
  const caseId = await desk.alert();
  await eventually(async () => expect(await desk.statusesOf(caseId)).toEqual(['cd DUE', 'ars SENT']));
  await eventually(async () => expect((await desk.stateOf(caseId)).tasks.map(({ kind }) => kind)).toContain('PHONE_NOW'));
  const [failed] = entriesOf(await desk.journalOf(caseId), 'DELIVERY_FAILED');
  expect(failed?.because).toMatchObject({ message: 'TRANSFER', code: 'RecipientRejected' });
  expect((await desk.messagesOf(caseId))[0]).toMatchObject({ status: 'failed', attempt: 1 });
});

it('reminds at its time while the recipient is silent, and no more once it has answered', async () => {
  const caseId = await desk.alert({ danger: 3 });
  await eventually(async () => expect(await desk.statusesOf(caseId)).toContain('police SENT'));
  const transfer = (await desk.stateOf(caseId)).transfers.find(({ organisation }) => organisation === 'police')?.id ?? '';
  await fastForward(desk.client, workflowIdOf(caseId), 2.5 * hour);
  await eventually(async () => expect(await desk.mailsTo(police, caseId)).toHaveLength(3));
  await desk.act(caseId, { kind: 'OutcomeGiven', transfer, outcome: ['NON_COMMUNICABLE'] });
  await fastForward(desk.client, workflowIdOf(caseId), 4 * hour);
  expect(await desk.mailsTo(police, caseId)).toHaveLength(3);
  const journal = (await desk.journalOf(caseId)).filter(({ transfer: about }) => about === transfer);
  const sent = journal.find(({ kind }) => kind === 'HANDED_OVER')?.at ?? 0;
  expect(journal.filter(({ kind }) => kind === 'REMINDED').map(({ at }) => (at - sent) / hour)).toEqual([1, 2]);
  expect(journal.map(({ kind }) => kind)).not.toContain('LIMIT_MISSED');
});

it('calls whoever is on duty by mail, and the coordinators when the roster names nobody', async () => {
  const coordinator = await desk.account('COORDINATOR', 'coordination@guichet.example');
  await desk.account('COORDINATOR', 'adjointe@guichet.example');
  const first = await desk.alert({ channel: 'WEB', danger: 4 });
  await eventually(async () => expect(await desk.mailsTo('coordination@guichet.example', first)).toHaveLength(1));
  expect(await desk.mailsTo('adjointe@guichet.example', first)).toHaveLength(1);

  const onDuty = await desk.account('AGENT', 'astreinte@guichet.example');
  await desk.onDuty(onDuty, 0);
  await desk.onDuty(coordinator, 1);
  const second = await desk.alert({ channel: 'WEB', danger: 4 });
  await eventually(async () => expect(await desk.mailsTo('astreinte@guichet.example', second)).toHaveLength(1));
  expect(await desk.mailsTo('coordination@guichet.example', second)).toEqual([]);
  await eventually(async () => expect((await desk.messagesOf(second)).map(({ status }) => status)).toEqual(['sent']));
});

it('plays an exercise at the speed of whoever moves its clock', async () => {
  const received = await receive(desk.db, anAlert({ receivedAt: Date.now(), channel: 'API', exercise: true }, { channel: 'API', danger: 3 }));
  const caseId = 'caseId' in received ? received.caseId : '';
  await eventually(async () => expect(await desk.statusesOf(caseId)).toContain('police SENT'));
  await eventually(async () => {
    await moveClock(desk.db, '54', caseId, agent, Date.now());
    expect(
      (await desk.journalOf(caseId)).some(({ kind, because }) => kind === 'HANDED_OVER' && 'message' in because && because.message === 'REMINDER'),
    ).toBe(true);
  });
  expect((await desk.mailsTo('exercice-54@guichet.example', caseId)).length).toBeGreaterThan(1);
  expect(await desk.mailsTo(police, caseId)).toEqual([]);
  const reminded = (await desk.journalOf(caseId)).find(({ kind }) => kind === 'REMINDED');
  expect(reminded?.at).toBeGreaterThan(Date.now() + 0.9 * hour);
});
