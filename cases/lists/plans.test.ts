import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asActor } from '../../database/actor.ts';
import { connect, type Database, inDepartment } from '../../database/pool.ts';
import { type FreshDatabase, freshDatabase } from '../../test/database.ts';
import { alikeTo } from '../record/likeness.ts';
import { heldByCase, notTakenOver } from '../record/release.ts';
import { caseByReference, caseSorts, listCases } from './cases.ts';
import { concernedBy } from './concerns.ts';
import { deskQueue, type QueueQuery } from './desk-queue.ts';
import { doubtsOf } from './doubts.ts';
import { findCases } from './found-cases.ts';
import { hotCases } from './hot-cases.ts';
import { namesShown } from './names.ts';
import { explaining, type SeenPlan } from './plans.testing.ts';
import { areTooMany, findSaid } from './said-cases.ts';
import { readWords } from './said-words.ts';
import { readSought } from './sought.ts';
import { transfersTo } from './transfers.ts';
import { waitingIn } from './waiting.ts';

let fresh: FreshDatabase;
let db: Database;
const me = randomUUID();
const by = { kind: 'AGENT', id: me } as const;

/** 20,000 cases as rows, one in ten waiting for the desk: enough that reading them all is what the planner would not choose. */
const grown = `
  WITH made AS (SELECT gen_random_uuid() AS id, n, to_timestamp(1.7e9 + n * 600) AS at FROM generate_series(1, 20000) n),
  cases AS (
    INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, insee_code,
      victim_group, implicated, exercise, journal_count, journal_head, last_at, opened_at)
    SELECT id, '54', '54-26-' || lpad(n::text, 6, '0'), 'p', 1,
      jsonb_build_object('facts', jsonb_build_object('finess', '54' || lpad((n % 300)::text, 7, '0')),
        'alerts', jsonb_build_array(jsonb_build_object('channel', (ARRAY['PHONE','WEB','EMAIL','LETTER'])[1 + n % 4])),
        'tasks', CASE WHEN n % 10 = 0 THEN jsonb_build_array(jsonb_build_object('id', 'k1', 'status', 'OPEN', 'late', n % 7 = 0, 'dueAt', (1.7e12 + n * 6e5)::bigint,
          'to', (ARRAY['DUTY','DESK','COORDINATOR'])[1 + n % 3], 'takenBy', CASE WHEN n % 100 = 0 THEN '${me}' END)) ELSE '[]' END),
      CASE WHEN n % 10 = 0 THEN 'OPEN' ELSE 'CLOSED' END, 'CONFIRMED', n % 5, (ARRAY['DOMICILE','RUE','TRAJET','AUTRE'])[1 + (n / 7) % 4],
      '54' || lpad((n % 400)::text, 3, '0'), 'PERSONNE_AGEE', '{}', n % 1000 = 0, 1, ''::bytea, at, at FROM made
  ), tasks AS (
    INSERT INTO task (case_id, id, department, kind, audience, level, status, late, raised_at, due_at, taken_by, sayable)
    SELECT id, 'k' || one, '54', 'QUALIFY', (ARRAY['DUTY','DESK','COORDINATOR'])[1 + n % 3], 0, CASE WHEN n % 10 = 0 AND one = 1 THEN 'OPEN' ELSE 'DONE' END,
      n % 7 = 0, at, at, CASE WHEN n % 100 = 0 THEN '${me}' END, '' FROM made, generate_series(1, 2) one
  ), likes AS (
    INSERT INTO likeness (case_id, department, alert, kind, hash, key_generation) SELECT id, '54', 'a1', (ARRAY['VICTIM','VICTIM_WORD','PHONE'])[1 + n % 3], sha256((n % 9000)::text::bytea), 1 FROM made
  )
  INSERT INTO transfer (case_id, id, department, organisation, contact, role, mode, purpose, status, ordered_at, reads_anyway, reference, exercise)
  SELECT id, 't1', '54', CASE WHEN n % 50 = 0 THEN 'ccas-12' ELSE (ARRAY['cd','ars','police'])[1 + n % 3] END, 'c', 'CD', 'CONSULTATION', 'ACTION', 'IN_CHARGE', at, true, '54-26-' || lpad(n::text, 6, '0'), false FROM made`;

beforeAll(async () => {
  fresh = await freshDatabase();
  const owner = new Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  await owner.query(`BEGIN; SET LOCAL guichet.department = '54'; SET LOCAL guichet.actor = 'COMMAND';
    INSERT INTO department (code, name, mode) VALUES ('54', 'Meurthe-et-Moselle', 'demonstration') ON CONFLICT DO NOTHING; ${grown}; COMMIT`);
  await owner.query('VACUUM (ANALYZE) case_file, task, transfer, likeness');
  await owner.end();
  db = connect({
    url: fresh.appUrl,
    keys: { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) },
    connections: 2,
    acting: undefined,
  });
}, 60_000);
afterAll(async () => {
  await db?.end();
  await fresh?.drop();
});

/** What somebody's list asks of the database. */
async function plansOf(work: (seen: Database) => Promise<unknown>): Promise<SeenPlan[]> {
  const { db: seen, plans } = explaining(db);
  await asActor({ as: 'PERSON', account: me }, () => work(seen));
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}

const growing = ['case_file', 'task', 'transfer', 'likeness', 'journal_entry', 'access_log'];
/** From its first row to its last, or most of its rows, through an index too. */
const readsAll = (plans: SeenPlan[]) =>
  plans.filter(({ scanned, read, readInIndex }) => scanned.some((table) => growing.includes(table)) || read > 6_000 || readInIndex > 16_000);

const filters = [
  {},
  { status: 'OPEN' },
  { danger: 4 },
  { danger: 3, place: 'DOMICILE' },
  { place: 'TRAJET' },
  { inseeCode: '54012' },
  { establishment: '540000012' },
  { channel: 'LETTER' },
  { reference: '54-26-0123' },
  { status: 'MERGED' },
  { from: 1.705e12, before: 1.7051e12 },
  { owner: me },
  { waits: 'DESK' },
  { waits: 'RECIPIENT' },
  { waits: 'SILENT' },
  { organisation: 'ccas-12' },
] as const;

test.each(filters)('the list of cases, asked for %j, reads no table to its end', async (filter) => {
  expect(readsAll(await plansOf((seen) => listCases(seen, '54', { exercise: false, ...filter })))).toEqual([]);
});

test('what made somebody doubt a body is looked for in its newest transfers alone', async () => {
  const plans = await plansOf((seen) => doubtsOf(seen, '54', ['cd', 'ccas-12', 'police']));
  expect(readsAll(plans)).toEqual([]);
  expect(plans.flatMap(({ indexes }) => indexes)).toContain('transfer_organisation');
});

test('a page far away is reached through an index alone, and one that goes on through its own end of it', async () => {
  const far = await plansOf((seen) => listCases(seen, '54', { exercise: false, page: 300 }));
  expect(readsAll(far)).toEqual([]);
  const { next } = await asActor({ as: 'COMMAND' }, () => listCases(db, '54', { exercise: false, page: 300 }));
  expect(next).toBeDefined();
  const on = await plansOf((seen) => listCases(seen, '54', { exercise: false, page: 301, ...(next && { after: next }) }));
  const page = on.find(({ statement }) => statement.includes('LIMIT 51'));
  expect(page).toMatchObject({ indexes: ['case_file_listed'], sorted: false });
});

test.each(caseSorts)(
  'the list of cases is read in its order, by %s, both ways, without sorting it, and each page goes on where the one before ended',
  async (sort) => {
    for (const descending of [false, true]) {
      const query = { exercise: false, sort, descending } as const;
      const [whole, first] = await asActor({ as: 'COMMAND' }, async () => [
        await listCases(db, '54', { ...query, size: 100 }),
        await listCases(db, '54', query),
      ]);
      const after = first.next ?? '';
      const on = await asActor({ as: 'COMMAND' }, () => listCases(db, '54', { ...query, after }));
      expect([...first.rows, ...on.rows].map(({ caseId }) => caseId)).toEqual(whole.rows.map(({ caseId }) => caseId));
      for (const page of [query, { ...query, after }]) {
        const plans = await plansOf((seen) => listCases(seen, '54', page));
        expect(readsAll(plans)).toEqual([]);
        expect(plans.find(({ statement }) => statement.includes('LIMIT 51'))).toMatchObject({ sorted: false });
      }
    }
  },
);

const queues: QueueQuery[] = [
  ...(['ALL', 'LATE', 'DUTY', 'DESK', 'COORDINATOR', 'MINE', 'EXERCISES'] as const).map((queue) => ({ queue })),
  ...(['due', 'danger', 'place', 'openedAt'] as const).flatMap((sort) =>
    [false, true].map((descending) => ({ queue: 'ALL' as const, sort, descending })),
  ),
  { queue: 'ALL', danger: 3, place: 'DOMICILE' },
  { queue: 'ALL', untaken: true },
  { queue: 'ALL', waits: 'SILENT' },
  { queue: 'ALL', owner: me },
];

test.each(queues)('the queue, asked for %j, reads no table to its end', async (query) => {
  expect(readsAll(await plansOf((seen) => deskQueue(seen, '54', by, query)))).toEqual([]);
});

test.each(['due', 'danger', 'place', 'openedAt'] as const)('the whole queue is read in its order, by %s, without sorting it', async (sort) => {
  for (const descending of [false, true]) {
    const plans = await plansOf((seen) => deskQueue(seen, '54', by, { queue: 'ALL', sort, descending }));
    expect(plans.find(({ statement }) => statement.includes('LIMIT 51'))).toMatchObject({ sorted: false });
  }
});

test('what cannot wait is found without reading a table to its end', async () => {
  const seen = await plansOf((one) => hotCases(one, '54', by, { until: 1.701e12, danger: 4 }));
  expect(readsAll(seen)).toEqual([]);
  expect(seen.filter(({ statement }) => statement.includes('CALL_BACK')).flatMap(({ indexes }) => indexes)).toContain('task_hot');
  expect(seen.filter(({ statement }) => statement.includes('handed_over_at IS NOT NULL'))[0]?.indexes).toContain('case_file_open_danger');
});

test('what cannot wait is said whatever stands before it, a grave danger too where no task is left', async () => {
  const hot = () => asActor({ as: 'COMMAND' }, () => hotCases(db, '54', by, { until: 2e12, danger: 4 }));
  const before = await hot();
  expect(before.map(({ group, rows, more }) => [group, rows.length, more])).toEqual([
    ['DUTY', 25, true],
    ['DUE', 25, true],
  ]);
  const all = before.flatMap(({ rows }) => rows.map(({ caseId }) => caseId));
  expect(new Set(all).size).toBe(all.length);
  const owner = new Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  await owner.query(`BEGIN; SET LOCAL guichet.department = '54'; SET LOCAL guichet.actor = 'COMMAND';
    UPDATE case_file SET status = 'OPEN' WHERE reference IN ('54-26-000009', '54-26-000014'); UPDATE transfer SET handed_over_at = ordered_at WHERE reference = '54-26-000014'; COMMIT`);
  await owner.end();
  expect((await hot()).find(({ group }) => group === 'DANGER')?.rows).toMatchObject([{ reference: '54-26-000009', danger: 4, tasks: [] }]);
});

test('what somebody leaves to whoever takes over, and what became of it, reads no table to its end', async () => {
  const heldBy = async (one: Database) => {
    const held = new Set<string>();
    for await (const { caseId } of heldByCase(one, '54', me, 1.7e12)) held.add(caseId);
    return held.size;
  };
  const plans = await plansOf(async (seen) => {
    await heldBy(seen);
    await notTakenOver(seen, '54', me);
  });
  expect(readsAll(plans)).toEqual([]);
  expect(await asActor({ as: 'COMMAND' }, () => heldBy(db)), 'no drill').toBe(180);
});

test('what concerns somebody is looked for among what was recorded since, alone', async () => {
  const plans = await plansOf((seen) => concernedBy(seen, '54', me, { since: 1.7e12, until: 1.8e12 }));
  expect(readsAll(plans)).toEqual([]);
});

test('what a case page and a recipient ask reads no table to its end', async () => {
  const { rows } = await asActor({ as: 'COMMAND' }, () => listCases(db, '54', { size: 1 }));
  const [{ reference, caseId }] = rows as [(typeof rows)[0]];
  expect(readsAll(await plansOf((seen) => caseByReference(seen, '54', reference)))).toEqual([]);
  expect(readsAll(await plansOf((seen) => alikeTo(seen, '54', caseId, 30)))).toEqual([]);
  expect(readsAll(await plansOf((seen) => transfersTo(seen, '54', 'ars', {})))).toEqual([]);
});

test('what is looked for is found through the keys alone, slips of the hand included', async () => {
  for (const typed of ['Quillever Zéphirine', '03 83 98 76 54', 'voisine@exemple.example', 'rue des Lilas', '54-26-0123', '7K3M-Q2', '54-26-000123'])
    expect(readsAll(await plansOf((seen) => findCases(seen, '54', by, readSought(typed, '54', 2026)))), typed).toEqual([]);
});

test.each([{ from: 1.705e12, before: 1.707e12 }, { inseeCode: '54012' }, { establishment: '540000012' }, { organisation: 'ccas-12' }])(
  'words are looked for, in what is narrowed to %j, through an index: the cases, their keys and what was sealed with them',
  async (narrowing) => {
    const sought = readWords('escarre') ?? [];
    expect(readsAll(await plansOf((seen) => areTooMany(seen, '54', narrowing)))).toEqual([]);
    expect(readsAll(await plansOf((seen) => findSaid(seen, '54', by, sought, narrowing, new AbortController().signal)))).toEqual([]);
  },
);

test('what a page of a list opens and says beside its lines reads no table to its end', async () => {
  const { rows } = await asActor({ as: 'COMMAND' }, () => listCases(db, '54', {}));
  const ids = rows.map(({ caseId }) => caseId);
  expect(readsAll(await plansOf((seen) => inDepartment(seen, '54', (tx) => waitingIn(tx, ids))))).toEqual([]);
  expect(readsAll(await plansOf((seen) => inDepartment(seen, '54', (tx) => namesShown(seen, tx, '54', by, ids))))).toEqual([]);
});

test('a plan that reads all is noticed', async () => {
  const text = "SELECT id FROM case_file WHERE victim_group LIKE '%A%' AND (status = 'OPEN' OR status IS NOT NULL)";
  const plans = await plansOf((seen) => inDepartment(seen, '54', (tx) => tx.query({ text })));
  expect(readsAll(plans)).toHaveLength(1);
});
