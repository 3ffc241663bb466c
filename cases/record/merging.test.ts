import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import { anAlert, type Desk, freshDesk, type OpenedCase, openCase } from '../../test/fresh.testing.ts';
import { agent, hours, monday } from '../world.testing.ts';
import { apply } from './apply.ts';
import { dialogueOn } from './dialogue.ts';
import { casesOfAlert, linkCases, mergeCases, runningCase, separateCases } from './merging.ts';
import { caseState } from './read-case.ts';
import { stepBack } from './release.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const state = async (caseId: string) => (await caseState(desk.db, '54', caseId))?.state;
const pair = (caseId: string, other: string) => ({ by: agent, at: monday + hours(1), caseId, other });

async function awaited(): Promise<string> {
  const received = await receive(desk.db, anAlert({ reachable: true, reach: 'EMAIL' }));
  return 'caseId' in received ? received.caseId : '';
}

test('a case merged into another hands its alerts over, and takes them back when they are separated', async () => {
  const [into, from] = [await awaited(), await awaited()];
  expect(await mergeCases(desk.db, '54', pair(from, into))).toEqual({ done: true });
  expect(await mergeCases(desk.db, '54', pair(from, into))).toEqual({ done: false });
  expect(await state(from)).toMatchObject({ status: 'MERGED', mergedInto: into });
  expect((await state(into))?.alerts).toMatchObject([{ id: 'a1' }, { id: 'a2', from: { case: from, alert: 'a1' } }]);
  expect(await runningCase(desk.db, '54', from, 'a1')).toEqual({ caseId: into, alert: 'a2' });

  expect(await separateCases(desk.db, '54', pair(into, from))).toEqual({ done: true });
  expect(await state(from)).toMatchObject({ status: 'OPEN', mergedInto: null });
  expect((await state(into))?.alerts[1]).toMatchObject({ left: true });
  expect(await runningCase(desk.db, '54', from, 'a1')).toEqual({ caseId: from, alert: 'a1' });
});

test('the call to whoever is on duty goes on with the alert, and comes back with it', async () => {
  const into = await awaited();
  const danger = await receive(desk.db, anAlert({ door: { authenticated: false, actor: { kind: 'REPORTER', id: null } } }, { danger: 4 }));
  const from = 'caseId' in danger ? danger.caseId : '';
  const calls = async (caseId: string) =>
    (await state(caseId))?.tasks.filter(({ kind, to, status }) => kind === 'PHONE_NOW' && to !== 'DESK' && status === 'OPEN').length;
  expect([await calls(from), await calls(into)]).toEqual([1, 0]);
  await mergeCases(desk.db, '54', pair(from, into));
  expect([await calls(from), await calls(into)]).toEqual([0, 1]);
  // Whoever took it over there has it here.
  const task = (await state(into))?.tasks.find(({ kind, status }) => kind === 'PHONE_NOW' && status === 'OPEN')?.id ?? '';
  await apply(desk.db, '54', into, { kind: 'TaskTaken', task, at: monday + hours(1), by: { kind: 'AGENT', id: 'somebody' } });
  await separateCases(desk.db, '54', pair(into, from));
  expect([await calls(from), await calls(into)]).toEqual([1, 0]);
  expect((await state(from))?.tasks.findLast(({ kind, status }) => kind === 'PHONE_NOW' && status === 'OPEN')?.takenBy).toBe('somebody');
});

test('who stepped back from one of two that are merged has stepped back from both, and holds nothing there', async () => {
  const [into, from, alone] = [await awaited(), await awaited(), await awaited()];
  const person = async () => {
    const email = `${randomUUID()}@guichet.example`;
    return createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email, name: 'Camille' }, null);
  };
  const [before, after] = [await person(), await person()];
  const sees = (account: string, caseId: string) => asActor({ as: 'PERSON', account }, async () => (await state(caseId)) !== undefined);
  await stepBack(desk.db, '54', before, from);
  const task = (await state(into))?.tasks.find(({ status }) => status === 'OPEN')?.id ?? '';
  await apply(desk.db, '54', into, { kind: 'TaskTaken', task, at: monday, by: { kind: 'AGENT', id: before } });
  await mergeCases(desk.db, '54', pair(from, into));
  expect([await sees(before, from), await sees(before, into)]).toEqual([false, false]);
  expect((await state(into))?.tasks.flatMap(({ takenBy }) => takenBy ?? [])).toEqual([]);
  await stepBack(desk.db, '54', after, from);
  expect([await sees(after, from), await sees(after, into), await sees(after, alone)]).toEqual([false, false, true]);
  await separateCases(desk.db, '54', pair(into, from));
  expect([await sees(before, from), await sees(after, from)]).toEqual([false, false]);
});

test('who stepped back from one of several has stepped back from all that become one, also those merged before', async () => {
  const [first, second, third] = [await awaited(), await awaited(), await awaited()];
  const email = `${randomUUID()}@guichet.example`;
  const [ofFirst, ofThird] = await Promise.all(
    ['1', '2'].map((n) =>
      createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email: `${n}${email}`, name: 'Camille' }, null),
    ),
  );
  const sees = (account = '', caseId = '') => asActor({ as: 'PERSON', account }, async () => (await state(caseId)) !== undefined);
  await stepBack(desk.db, '54', ofFirst ?? '', first);
  await mergeCases(desk.db, '54', pair(first, second));
  await stepBack(desk.db, '54', ofThird ?? '', third);
  await mergeCases(desk.db, '54', pair(second, third));
  for (const account of [ofFirst, ofThird])
    expect(await Promise.all([first, second, third].map((one) => sees(account, one)))).toEqual([false, false, false]);
});

test('what was said with an author in each case that its alert was in stays said, however they are separated', async () => {
  const received = (await receive(desk.db, anAlert({ channel: 'DECLARATION', reachable: true, reach: 'EMAIL' }))) as OpenedCase;
  const [first, second, third] = [received.caseId, await awaited(), await awaited()];
  const named = async (caseId: string) =>
    (await state(caseId))?.alerts.findLast(({ id, from }) => (from?.case ?? caseId) === first && (from?.alert ?? id) === 'a1')?.id ?? '';
  const write = async (caseId: string, toAuthor: string) =>
    apply(desk.db, '54', caseId, { kind: 'AuthorWritten', alert: await named(caseId), at: monday, by: agent }, { content: { toAuthor } });
  const said = async () => (await dialogueOn(desk.db, '54', { kind: 'INSTITUTION', id: null }, 'OWN_DECLARATION', received)).map(({ text }) => text);
  await write(first, 'ici');
  await mergeCases(desk.db, '54', pair(first, second));
  await write(second, 'là');
  await separateCases(desk.db, '54', pair(second, first));
  expect(await said()).toEqual(['ici', 'là']);
  await mergeCases(desk.db, '54', pair(first, second));
  await write(second, 'encore');
  await mergeCases(desk.db, '54', pair(second, third));
  await write(third, 'là-bas');
  expect(await said()).toEqual(['ici', 'là', 'encore', 'là-bas']);
  // What recipients of both read is in both, and said once.
  for (const { caseId, alert } of await casesOfAlert(desk.db, '54', received.alertId)) {
    const event = { kind: 'DeclarationAmended' as const, alert, what: 'CORRECTION' as const, at: monday + hours(2), by: agent };
    expect(await apply(desk.db, '54', caseId, event, { eventId: 'amend:1', content: { text: 'corrigé' } })).toMatchObject({ came: 'DONE' });
  }
  expect(await said()).toEqual(['ici', 'là', 'encore', 'là-bas', 'corrigé']);
  const read = await inDepartment(desk.db, '54', (tx) =>
    tx.last<{ what: string }>({ text: 'SELECT DISTINCT what FROM access_log WHERE case_id = ANY ($1::uuid[])' }, [[first, second, third]]),
  );
  expect(read.rows.map(({ what }) => what)).toEqual(['DECLARATION']);
});

test('what one case refuses is done to neither', async () => {
  const into = await awaited();
  const { caseId: waiting } = await openCase(desk.db);
  const answered = await mergeCases(desk.db, '54', pair(waiting, into));
  expect(answered).toMatchObject({ refused: { code: 'UNANSWERED' } });
  expect((await state(into))?.links).toBeUndefined();
  expect((await state(waiting))?.status).toBe('OPEN');
});

test('a link is said on both sides, once; a case is not linked to itself', async () => {
  const [one, two] = [await awaited(), await awaited()];
  const link = { ...pair(one, two), relation: 'RELATED' as const };
  // Two agents, each from one end, at the same moment.
  await Promise.all([linkCases(desk.db, '54', link), linkCases(desk.db, '54', { ...link, caseId: two, other: one })]);
  expect((await state(one))?.links).toEqual([{ other: two, relation: 'RELATED' }]);
  expect((await state(two))?.links).toEqual([{ other: one, relation: 'RELATED' }]);
  expect(await linkCases(desk.db, '54', { ...link, other: one })).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
});

test('a drill and a real case stay apart', async () => {
  const [real, drill] = [await awaited(), await openCase(desk.db, { exercise: true })];
  expect(await linkCases(desk.db, '54', { ...pair(real, drill.caseId), relation: 'RELATED' })).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
  expect(await mergeCases(desk.db, '54', pair(real, drill.caseId))).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
  expect((await state(real))?.links).toBeUndefined();
});
