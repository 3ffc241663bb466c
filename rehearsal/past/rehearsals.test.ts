import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { apply } from '../../cases/record/apply.ts';
import { agent, hours, monday, procedure } from '../../cases/world.testing.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { anAlert, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { type Begin, beginRehearsal, endRehearsal, findings, listRehearsals, readRehearsal, runningRehearsals } from './rehearsals.ts';
import { rehearseSome, startRehearsing } from './run.ts';

let desk: Desk;
let coordinator: string;
const now = () => monday + hours(100);

beforeAll(async () => {
  desk = await freshDesk();
  coordinator = await createAccount(
    desk.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: 'coordination@guichet.example', name: 'Camille' },
    'mot de passe',
  );
});
afterAll(() => desk.end());
beforeEach(async () => {
  for (const { department, id } of await runningRehearsals(desk.db)) await endRehearsal(desk.db, department, id, 'STOPPED', now());
});

/** The test protocol without the transfer for information to the cell. */
const alone: Procedure = {
  ...procedure,
  number: 2,
  chapters: procedure.chapters.map((chapter) => ({
    ...chapter,
    rules: chapter.rules.filter(({ then }) => 'task' in then || then.to !== 'CELLULE_ARS'),
  })),
};

function begin(change: Partial<Begin> = {}): Promise<{ id: string } | { running: string }> {
  const whole = { from: monday - hours(1), until: monday + hours(50), directory: null, by: { kind: 'COORDINATOR' as const, id: coordinator } };
  return beginRehearsal(desk.db, '54', { protocol: 'test@2', title: 'Essai', procedure: alone, ...whole, ...change }, now());
}

async function begun(change: Partial<Begin> = {}): Promise<string> {
  const answer = await begin(change);
  if ('running' in answer) throw new Error('one is running');
  return answer.id;
}

async function toTheEnd(id: string): Promise<void> {
  while ((await rehearseSome(desk.db, '54', id, now)) === 'MORE');
}

test('a draft over the past says who would not have been told, with totals, and reads no case', async () => {
  for (let day = 0; day < 3; day += 1) await openCase(desk.db, { receivedAt: monday + hours(day * 10) });
  await openCase(desk.db, { receivedAt: monday + hours(51) });
  await receive(desk.db, anAlert({ receivedAt: monday }));
  const before = await counts();
  const id = await begun();
  await toTheEnd(id);
  const rehearsal = await readRehearsal(desk.db, '54', id);
  expect(rehearsal).toMatchObject({ status: 'DONE', total: 3, done: 3, leftOut: 1, totals: { cases: 3, NEVER: 3, NEWLY: 0, EARLIER: 0, LATER: 0 } });
  const { rows, total } = await findings(desk.db, '54', id, { page: 1, size: 10 });
  expect(total).toBe(3);
  expect(rows.map(({ openedAt }) => openedAt)).toEqual([monday + hours(20), monday + hours(10), monday]);
  expect(rows[0]?.differences).toMatchObject([{ role: 'CELLULE_ARS', purpose: 'INFORMATION', kind: 'NEVER', would: null }]);
  expect((await findings(desk.db, '54', id, { kind: 'NEWLY', page: 1, size: 10 })).total).toBe(0);
  // The act is logged once; no case was opened, changed, nor anything queued.
  expect(await counts()).toEqual({ ...before, logged: before.logged + 1 });
});

async function counts() {
  return inDepartment(desk.db, '54', async (tx) => {
    const { rows } = await tx.query<{ entries: number; messages: number; logged: number; wakes: number }>({
      text: `SELECT (SELECT count(*)::int FROM journal_entry) AS entries, (SELECT count(*)::int FROM message) AS messages,
                    (SELECT count(*)::int FROM access_log) AS logged, (SELECT coalesce(sum(raised), 0)::int FROM wake) AS wakes`,
    });
    return rows[0] ?? { entries: 0, messages: 0, logged: 0, wakes: 0 };
  });
}

test('a case qualified later is compared from that moment, with the version it followed', async () => {
  const opened = monday + hours(60);
  const received = await receive(desk.db, anAlert({ receivedAt: opened }));
  if ('conflict' in received) throw new Error('conflict');
  const { facts, basis } = received.state;
  const applied = await apply(desk.db, '54', received.caseId, { kind: 'Qualified', at: opened + hours(3), by: agent, facts, basis });
  expect('state' in applied).toBe(true);
  const id = await begun({ from: opened - 1, until: opened + 1 });
  await toTheEnd(id);
  const { rows } = await findings(desk.db, '54', id, { page: 1, size: 10 });
  expect(rows[0]?.differences[0]?.was).toBe(opened + hours(3));
});

test('one at a time in a department; another department has its own', async () => {
  const id = await begun();
  expect(await begin()).toEqual({ running: id });
  expect(await runningRehearsals(desk.db)).toEqual([{ department: '54', id }]);
  expect(await readRehearsal(desk.db, '57', id)).toBeNull();
});

test('one that is stopped stays where it is, and another may begin', async () => {
  const id = await begun();
  await endRehearsal(desk.db, '54', id, 'STOPPED', now());
  expect(await rehearseSome(desk.db, '54', id, now)).toBe('TAKEN');
  await endRehearsal(desk.db, '54', id, 'FAILED', now());
  expect(await readRehearsal(desk.db, '54', id)).toMatchObject({ status: 'STOPPED', done: 0 });
  expect('id' in (await begin())).toBe(true);
});

test('what a killed worker had begun is done again from where it was, and nothing twice', async () => {
  const id = await begun();
  const killed = inDepartment(desk.db, '54', async (tx) => {
    await tx.query({ text: `SELECT 1 FROM rehearsal WHERE id = $1 FOR UPDATE` }, [id]);
    // Somebody else meanwhile finds it taken.
    expect(await rehearseSome(desk.db, '54', id, now)).toBe('TAKEN');
    throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await rehearseSome(desk.db, '54', id, now)).toBe('MORE');
  expect(await readRehearsal(desk.db, '54', id)).toMatchObject({ status: 'RUNNING', done: 3 });
  expect(await rehearseSome(desk.db, '54', id, now)).toBe('ENDED');
  expect(await readRehearsal(desk.db, '54', id)).toMatchObject({ status: 'DONE', done: 3, totals: { NEVER: 3 } });
});

test('the worker carries out what was begun, and ends what cannot go on as failed', async () => {
  const good = await begun();
  const rehearsing = startRehearsing(desk.db, pino({ level: 'silent' }));
  const statusOf = async (id: string) => (await readRehearsal(desk.db, '54', id))?.status;
  await vi.waitFor(async () => expect(await statusOf(good)).toBe('DONE'), { timeout: 60_000 });
  const impossible = await begun({ directory: 999 });
  await vi.waitFor(async () => expect(await statusOf(impossible)).toBe('FAILED'), { timeout: 60_000 });
  await rehearsing.close();
  const waiting = await begun();
  expect(await statusOf(waiting)).toBe('RUNNING');
});

test('an account tied to the parties of a case does not see what was found about it', async () => {
  const tied = await createAccount(
    desk.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: 'liee@guichet.example', name: 'Lou' },
    'mot de passe',
  );
  const withFindings = (await listRehearsals(desk.db, '54')).find(({ totals }) => totals.cases > 0)?.id ?? '';
  const seen = () => asActor({ as: 'PERSON', account: tied }, () => findings(desk.db, '54', withFindings, { page: 1, size: 9 }));
  const { rows } = await seen();
  const [hidden] = rows;
  if (hidden === undefined) throw new Error('nothing found');
  await inDepartment(desk.db, '54', (tx) =>
    tx.query({ text: 'INSERT INTO step_back (case_id, account, department) VALUES ($1, $2, $3)' }, [hidden.caseId, tied, '54']),
  );
  expect((await seen()).total).toBe(rows.length - 1);
});
