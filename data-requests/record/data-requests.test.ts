import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { stepBack } from '../../cases/record/release.ts';
import { hours, monday } from '../../cases/world.testing.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { asOwner, type Desk, fillEveryTable, freshDesk, openCase, rowsAsOwner } from '../../test/fresh.testing.ts';
import {
  agreeToAnswer,
  checkRequest,
  chooseCases,
  extendRequest,
  keepRequest,
  listRequests,
  noteAnswerSent,
  openRequests,
  prepareAnswer,
  readDataRequest,
  requestsAbout,
  sendAnswerBack,
  stepOf,
} from './data-requests.ts';

const planted = 'Philibertine Quatrebarbes';
let desk: Desk;
let [one, other] = ['', ''];
beforeAll(async () => {
  desk = await freshDesk();
  const account = () =>
    createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' }, null);
  [one, other] = [await account(), await account()];
});
afterAll(() => desk.end());

const content = { name: planted, reach: `1 rue ${planted}`, words: `Que savez-vous de ${planted} ?`, about: planted };
const asked = () => ({ right: 'ACCESS', came: 'LETTER', receivedOn: '2026-11-16', content, by: one, formKey: randomUUID() }) as const;
const kept = async () => ({ number: await keepRequest(desk.db, '54', asked(), monday), by: one, unchanged: () => true });
const checked = { asker: 'PERSON', proved: true, identity: planted, mandate: planted } as const;
const step = async (number: number) => {
  const found = await readDataRequest(desk.db, '54', number);
  return found && stepOf(found);
};

test('the same form is one request; each has its number, never given again', async () => {
  const form = asked();
  const number = await keepRequest(desk.db, '54', form, monday);
  expect(await keepRequest(desk.db, '54', form, monday)).toBe(number);
  expect(await keepRequest(desk.db, '54', asked(), monday)).toBe(number + 1);
  expect(await keepRequest(desk.db, '57', asked(), monday), 'each department counts its own').toBe(1);
});

test('a request goes from step to step, its answer read by another than who prepared it', async () => {
  const on = await kept();
  const { number } = on;
  expect(await prepareAnswer(desk.db, '54', { ...on, answer: planted, reach: planted, told: '' }, monday), 'nobody looked at who asks').toBe(
    'CHANGED',
  );
  expect(await checkRequest(desk.db, '54', { ...on, ...checked }, monday)).toBeNull();
  expect(await step(number)).toBe('PREPARE');
  expect(await prepareAnswer(desk.db, '54', { ...on, answer: planted, reach: planted, told: '' }, monday)).toBeNull();
  expect(await agreeToAnswer(desk.db, '54', on, monday)).toBe('SAME_PERSON');
  expect(await noteAnswerSent(desk.db, '54', { ...on, on: '2026-11-17', how: 'LETTER' }, monday), 'nobody read it').toBe('CHANGED');
  expect(await agreeToAnswer(desk.db, '54', { ...on, by: other }, monday)).toBeNull();
  expect(await step(number)).toBe('SEND');
  expect(await sendAnswerBack(desk.db, '54', on)).toBeNull();
  expect(await step(number)).toBe('PREPARE');
  await prepareAnswer(desk.db, '54', { ...on, answer: planted, reach: planted, told: '' }, monday);
  await agreeToAnswer(desk.db, '54', { ...on, by: other }, monday);
  expect(await chooseCases(desk.db, '54', { ...on, cases: [randomUUID()] })).toBeNull();
  expect(await step(number), 'what it was read with changed: it is prepared again').toBe('PREPARE');
  await prepareAnswer(desk.db, '54', { ...on, answer: planted, reach: planted, told: '' }, monday);
  await agreeToAnswer(desk.db, '54', { ...on, by: other }, monday);
  expect(await noteAnswerSent(desk.db, '54', { ...on, on: '2026-11-17', how: 'HANDED' }, monday)).toBeNull();
  expect(await step(number)).toBe('DONE');
  expect(await checkRequest(desk.db, '54', { ...on, ...checked }, monday), 'what is answered changes no more').toBe('CHANGED');
  const read = await readDataRequest(desk.db, '54', number);
  expect(read).toMatchObject({
    sent: { on: '2026-11-17', how: 'HANDED', by: one },
    read: { by: other },
    content: { answer: planted, identity: planted },
  });
  expect((await openRequests(desk.db, '54', null)).first.map((request) => request.number)).not.toContain(number);
});

test('the database itself holds that nothing goes that a second person did not read', async () => {
  const { number } = await kept();
  const write = (text: string, values: unknown[]) => inDepartment(desk.db, '54', (tx) => tx.query({ text }, values));
  const answered = `UPDATE data_request SET asker = 'PERSON', proved = true, checked_by = $2, checked_at = now(), answered_by = $2, answered_at = now(), read_by = $3, read_at = now() WHERE number = $1`;
  await expect(write(answered, [number, one, one])).rejects.toThrow(/check/);
  await expect(
    write(`UPDATE data_request SET sent_by = $2, sent_at = now(), sent_on = now(), sent_how = 'LETTER' WHERE number = $1`, [number, one]),
  ).rejects.toThrow(/check/);
  await expect(write(`UPDATE data_request SET received_on = now() WHERE number = $1`, [number])).rejects.toThrow(/permission denied/);
  await expect(write('DELETE FROM data_request WHERE number = $1', [number])).rejects.toThrow(/permission denied/);
  await expect(write(`DELETE FROM keys.sealed_key WHERE kind = 'REQUEST'`, []).then(({ rowCount }) => rowCount)).resolves.toBe(0);
});

test('two months more, once, before the first limit', async () => {
  const on = await kept();
  const before = (await readDataRequest(desk.db, '54', on.number))?.dueAt ?? 0;
  expect(await extendRequest(desk.db, '54', { ...on, why: 'COMPLEX' }, before + 1)).toBe('CHANGED');
  expect(await extendRequest(desk.db, '54', { ...on, why: 'COMPLEX' }, before)).toBeNull();
  const after = await readDataRequest(desk.db, '54', on.number);
  expect(after?.dueAt).toBeGreaterThan(before + hours(24 * 58));
  expect(await extendRequest(desk.db, '54', { ...on, why: 'MANY' }, monday), 'not twice').toBe('CHANGED');
});

test('all that are to be answered are counted, however few are read, and those of before an instant alone where one is given', async () => {
  const { count } = await openRequests(desk.db, '54', null);
  for (let more = 0; more < 25; more += 1) await kept();
  const all = await openRequests(desk.db, '54', null);
  expect([all.count, all.first.length]).toEqual([count + 25, 20]);
  expect((await openRequests(desk.db, '54', all.first[0]?.dueAt ?? 0)).count).toBe(0);
});

test('an act is held back where what it was decided on changed', async () => {
  const on = await kept();
  expect(await chooseCases(desk.db, '54', { ...on, unchanged: () => false, cases: [] })).toBe('CHANGED');
  expect(await chooseCases(desk.db, '54', { ...on, number: 999, cases: [] })).toBe('CHANGED');
});

test('a request is hidden from whom one of its cases is hidden, and kept from another department', async () => {
  const { caseId } = await openCase(desk.db);
  const { caseId: seen } = await openCase(desk.db);
  const on = await kept();
  await chooseCases(desk.db, '54', { ...on, cases: [seen, caseId] });
  const as = <T>(account: string, work: () => Promise<T>) => asActor({ as: 'PERSON', account }, work);
  expect((await as(other, () => requestsAbout(desk.db, '54', seen))).map(({ number }) => number)).toEqual([on.number]);
  await stepBack(desk.db, '54', other, caseId);
  expect(await as(other, () => readDataRequest(desk.db, '54', on.number))).toBeNull();
  expect(await as(other, () => requestsAbout(desk.db, '54', seen))).toEqual([]);
  expect((await as(one, () => readDataRequest(desk.db, '54', on.number)))?.number).toBe(on.number);
  expect(await as(other, () => chooseCases(desk.db, '54', { ...on, by: other, cases: [] }))).toBe('CHANGED');
  const blind = await kept();
  await expect(
    as(other, () => chooseCases(desk.db, '54', { ...blind, by: other, cases: [caseId] })),
    'nor put there by them',
  ).rejects.toThrow(/row-level/);
  expect((await listRequests(desk.db, '57')).map(({ number }) => number)).not.toContain(on.number);
});

test('nothing of what it says is clear in any table; without its key, verify says so', async () => {
  const tables = await rowsAsOwner<{ name: string }>(
    desk,
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'keys')`,
  );
  for (const { name } of tables) expect(await rowsAsOwner(desk, `SELECT FROM ${name} t WHERE t::text ILIKE '%Quatrebarbes%'`), name).toEqual([]);
});

test('lists of requests are read by an index, however many there were', async () => {
  await fillEveryTable(desk.db, '54');
  await asOwner(
    desk,
    `INSERT INTO data_request (id, department, number, form_key, asked, came_by, received_on, due_at, recorded_by, recorded_at, asker, proved, checked_by, checked_at,
       answered_by, answered_at, read_by, read_at, sent_by, sent_at, sent_on, sent_how, sealed)
     SELECT gen_random_uuid(), '54', 10000 + n, 'f' || n, 'ACCESS', 'LETTER', '2020-01-01', now(), '${one}', now(), 'PERSON', true, '${one}', now(), '${one}', now(), '${other}', now(),
       '${one}', now(), '2020-01-02', 'LETTER', '' FROM generate_series(1, 3000) n`,
  );
  await asOwner(desk, 'ANALYZE data_request');
  const plan = async (text: string) =>
    JSON.stringify(await inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `EXPLAIN (FORMAT JSON) ${text}` })).rows));
  expect(await plan(`SELECT id FROM data_request r WHERE r.department = '54' AND r.sent_at IS NULL ORDER BY r.due_at LIMIT 20`)).toContain(
    'data_request_open',
  );
  expect(
    await plan(
      `SELECT id FROM data_request r WHERE r.department = '54' AND r.id IN (SELECT c.request FROM data_request_case c WHERE c.case_id = '${randomUUID()}')`,
    ),
  ).toContain('data_request_case_pkey');
});
