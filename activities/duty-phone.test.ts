import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createAccount, setActive, setTies } from '../accounts/accounts.ts';
import { apply } from '../cases/record/apply.ts';
import { caseState } from '../cases/record/read-case.ts';
import { releaseUnable, stepBack } from '../cases/record/release.ts';
import { agent, atHome, noBasis } from '../cases/world.testing.ts';
import { setDutyPhone } from '../database/departments.ts';
import { addDuty, listDuty, removeDuty } from '../directory/record/duty.ts';
import { calledBy } from '../directory/record/duty-calls.ts';
import { receive } from '../intake/receive.ts';
import { anAlert } from '../test/fresh.testing.ts';
import { createDeliver, createHandOver } from './deliver.ts';
import { openDutyDesk } from './duty.testing.ts';

const { desk, mails, operator, parts, forget, end } = await openDutyDesk();
afterAll(end);
const deliver = createDeliver(createHandOver({ ...parts, senderRefused: () => undefined }));
const [first, second, last] = ['+33600000001', '+33600000002', '+33383000099'];
const hour = 3_600_000;

let onDuty: string;
let standIn: string;

const callable = async (level: 0 | 1, phone: string): Promise<string> => {
  const email = `${crypto.randomUUID()}@exemple.example`;
  const id = await createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email, name: email }, 'mot de passe');
  await addDuty(desk.db, '54', { level, starts: Date.now() - hour, ends: Date.now() + 100 * hour, account: id, phone });
  return id;
};
beforeEach(async () => {
  for (const line of await listDuty(desk.db, '54', Date.now() - hour, Date.now() + hour)) await removeDuty(desk.db, '54', line);
  forget();
  operator.status = 202;
  onDuty = await callable(0, '06 00 00 00 01');
  standIn = await callable(1, '06 00 00 00 02');
});

const dangerous = { ...atHome, channel: 'PHONE' as const, danger: 4 as const };
async function opened(): Promise<string> {
  const received = await receive(desk.db, anAlert({ receivedAt: Date.now() }, dangerous));
  if ('conflict' in received) throw new Error('conflict');
  return received.caseId;
}
const stateOf = async (caseId: string) => {
  const found = await caseState(desk.db, '54', caseId);
  if (found === null) throw new Error('no case');
  return found.state;
};
const taskOf = async (caseId: string) => (await stateOf(caseId)).tasks.find(({ kind }) => kind === 'PHONE_NOW');

/** Hands over the calls that wait, whenever they are for. Answers with the codes of those that failed. */
async function call(caseId: string): Promise<string[]> {
  const failed: string[] = [];
  for (const { id } of (await stateOf(caseId)).messages.filter(({ kind }) => kind === 'DUTY_CALL'))
    await new MockActivityEnvironment()
      .run(deliver, { department: '54', caseId, message: id })
      .catch((failure: { message: string }) => failed.push(failure.message));
  return failed;
}
const linkIn = (text: string): string => /http:\/\/localhost:3977\/54\/a\/([0-9a-z]{16})$/.exec(text)?.[1] ?? '';

it('calls by mail and by a text that says no name and no place, then rings; the same call twice is one', async () => {
  const caseId = await opened();
  expect(await call(caseId)).toEqual([]);
  expect(mails).toHaveLength(1);
  expect(operator.carried.map(({ way, to }) => [way, to])).toEqual([['sms', first]]);
  const [text] = operator.to(first);
  for (const told of ['Quillevéré', 'Zéphirine', 'Nancy', '54395', 'domicile']) expect(text?.text).not.toContain(told);
  expect(await calledBy(desk.db, '54', linkIn(text?.text ?? ''))).toMatchObject({ caseId, account: onDuty, kind: 'AGENT' });
  expect(await calledBy(desk.db, '57', linkIn(text?.text ?? ''))).toBeNull();

  // Something else asked of the same person about the same case at the same moment is on the same page: no other text.
  expect((await stateOf(caseId)).messages.filter((item) => item.kind === 'DUTY_CALL' && item.by === 'VOICE')).not.toEqual([]);
  // Nobody took it: it rings.
  await call(caseId);
  expect(operator.to(first).map(({ way }) => way)).toEqual(['sms', 'voice']);
  expect(operator.carried.filter(({ way }) => way === 'voice')[0]?.text).not.toMatch(/http|\d{4}/);
  expect(await call(caseId)).toEqual([]);
  expect(operator.carried).toHaveLength(2);
});

it('several tasks of one danger are one text and one ring: the link says all that is asked', async () => {
  const caseId = await opened();
  await apply(desk.db, '54', caseId, { kind: 'Qualified', facts: dangerous, basis: noBasis, at: Date.now(), by: agent });
  await apply(desk.db, '54', caseId, { kind: 'TextHeld', at: Date.now(), by: { kind: 'CLOCK', id: null } });
  expect((await stateOf(caseId)).messages.filter(({ kind }) => kind === 'DUTY_CALL').length).toBeGreaterThan(1);
  await call(caseId);
  await call(caseId);
  expect(operator.to(first).map(({ way }) => way)).toEqual(['sms', 'voice']);
  const found = await calledBy(desk.db, '54', linkIn(operator.to(first)[0]?.text ?? ''));
  expect(found?.tasks.length).toBeGreaterThan(1);
});

it('an operator that is away, that hangs or refuses the number keeps no mail waiting, and rings at once', async () => {
  for (const status of [503, 422, 401]) {
    operator.status = status;
    const caseId = await opened();
    expect(await call(caseId), String(status)).toEqual([]);
    const voice = (await stateOf(caseId)).messages.find((item) => item.kind === 'DUTY_CALL' && item.by === 'VOICE');
    expect(voice?.notBefore, String(status)).toBeLessThanOrEqual(Date.now());
    // What is refused for good calls the next person; what may pass is tried again.
    expect(await call(caseId)).toHaveLength(1);
  }
  expect(mails).toHaveLength(3);
});

it('whoever was called, then suspended, tied or stepped back: the next at once', async () => {
  const suspended = await opened();
  await call(suspended);
  await setActive(desk.db, '54', onDuty, false);
  await releaseUnable(desk.db, '54', { account: onDuty, by: agent, now: Date.now() });
  expect(await taskOf(suspended)).toMatchObject({ level: 1, status: 'OPEN', takenBy: null });
  await releaseUnable(desk.db, '54', { account: onDuty, by: agent, now: Date.now() });
  expect(await taskOf(suspended), 'once').toMatchObject({ level: 1 });
  await call(suspended);
  expect(operator.to(second).map(({ way }) => way)).toEqual(['sms']);
  await setActive(desk.db, '54', onDuty, true);

  const back = await opened();
  await call(back);
  await stepBack(desk.db, '54', onDuty, back);
  expect(await taskOf(back)).toMatchObject({ level: 1 });

  const tied = await opened();
  await call(tied);
  await setTies(desk.db, '54', onDuty, ['home']);
  const facts = { ...dangerous, implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: 'home' }] };
  await apply(desk.db, '54', tied, { kind: 'Qualified', facts, basis: noBasis, at: Date.now(), by: agent });
  expect(await taskOf(tied)).toMatchObject({ level: 1 });
  // Somebody took it: what happens to whoever was called changes nothing.
  const taken = await opened();
  await call(taken);
  const task = (await taskOf(taken))?.id ?? '';
  await apply(desk.db, '54', taken, { kind: 'TaskTaken', task, at: Date.now(), by: { kind: 'AGENT', id: standIn } });
  await setActive(desk.db, '54', onDuty, false);
  await releaseUnable(desk.db, '54', { account: onDuty, by: agent, now: Date.now() });
  expect(await taskOf(taken)).toMatchObject({ level: 0, takenBy: standIn });
});

it('nobody left who may act: the number that the department set, once; where none is set, further up at once', async () => {
  for (const account of [onDuty, standIn]) await setActive(desk.db, '54', account, false);
  const without = await opened();
  expect(await call(without)).toEqual(['NOBODY_ON_DUTY']);

  await setDutyPhone(desk.db, '54', '03 83 00 00 99');
  const caseId = await opened();
  expect(await call(caseId)).toEqual([]);
  expect(operator.carried.map(({ way, to }) => [way, to])).toEqual([['sms', last]]);
  expect(operator.carried[0]?.text).not.toContain('/a/');
  await call(caseId);
  expect(operator.to(last).map(({ way }) => way)).toEqual(['sms', 'voice']);
  expect(mails).toEqual([]);
});
