import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { lookAtDepartment } from '../../activities/retention-look.ts';
import { wholeYear } from '../../calendar/period.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { caseState, readCase } from '../../cases/record/read-case.ts';
import { verifyJournals } from '../../cases/record/signing.ts';
import { tellRecipients } from '../../cases/telling/tell.ts';
import { agent, hours } from '../../cases/world.testing.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Examined } from '../../files/file.ts';
import { noteIdsOf, saveIntakeDraft } from '../../intake/drafts.ts';
import { chapters } from '../../statistics/chapters.ts';
import { figures } from '../../statistics/count.ts';
import { surveysOf } from '../../statistics/record/surveys.ts';
import { type Desk, fillEveryTable, freshDesk, type OpenedCase, openCase, signing } from '../../test/fresh.testing.ts';
import { verifyHours } from '../../traces/verify-hours.ts';
import { nextToDestroy } from './destroy.ts';
import { agreeToList, drawList, listDestructions, readDestruction } from './destructions.ts';
import { whatIsDue } from './due.ts';

const planted = 'Philibertine Quatrebarbes';
const opened = Date.UTC(2015, 2, 18, 10, 20);
const now = Date.now() + hours(3);

/** Where the test is: what is signed once something was destroyed is of one department. */
let department = '54';
let desk: Desk;
let [one, other] = ['', ''];
const enter = async (code: string) => {
  department = code;
  const account = (email: string) =>
    createAccount(desk.db, { department: department, kind: 'COORDINATOR', organisation: null, email, name: email }, null);
  [one, other] = [await account(`une-${code}@guichet.example`), await account(`autre-${code}@guichet.example`)];
};
beforeAll(async () => {
  desk = await freshDesk();
  await enter('54');
});
afterAll(() => desk.end());

const parts = () => ({
  db: desk.db,
  signing,
  mailboxes: [],
  forgetCase: async () => undefined,
  log: { info: () => undefined, error: () => undefined },
});
const look = () => asActor({ as: 'WORKER' }, () => lookAtDepartment(parts(), department, now));

const did = async ({ caseId }: OpenedCase, event: Record<string, unknown>, at: number) => {
  const applied = await apply(desk.db, department, caseId, { at, by: agent, ...event } as CaseEvent, { content: { text: `Note sur ${planted}.` } });
  if ('refused' in applied) throw new Error(`${String(event.kind)}: ${applied.refused.code}`);
  return applied.state;
};

/** Everything somebody does until nothing is owed, and the case has ended and was looked at again. */
async function ended(found: OpenedCase): Promise<OpenedCase> {
  const state = async () => (await caseState(desk.db, department, found.caseId))?.state ?? found.state;
  const quiet = async (at: number) => {
    for (let turns = 0; turns < 20; turns += 1) {
      const { messages, tasks } = await state();
      const [message] = messages;
      const task = tasks.find(({ status, kind }) => status === 'OPEN' && kind !== 'QUALIFY');
      if (message !== undefined) await did(found, { kind: 'HandedOver', message: message.id, by: { kind: 'DELIVERY', id: null } }, at);
      else if (task !== undefined) await did(found, { kind: 'TaskDone', task: task.id }, at);
      else return;
    }
  };
  await quiet(opened + hours(1));
  for (const { id } of (await state()).transfers)
    await did(found, { kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] }, opened + hours(30)).catch(() => undefined);
  const result = {
    conclusion: 'AUTRE',
    evidence: 'NON_EVALUABLE',
    risk: 'NON_CONNU',
    wishes: 'NON_CONNU',
    safer: 'NON_DEMANDE',
    refusedByPerson: 'NON',
  };
  await did(found, { kind: 'ResultRecorded', result }, opened + hours(40));
  await quiet(opened + hours(50));
  await did(found, { kind: 'Closed' }, opened + hours(60));
  await quiet(opened + hours(70));
  for (const years of [1, 2]) {
    await did(found, { kind: 'NoteAdded' }, opened + years * 400 * hours(24));
    await quiet(opened + years * 400 * hours(24) + hours(1));
  }
  return found;
}

const sound: Examined = { name: 'mot.txt', type: 'text/plain; charset=utf-8', kind: 'TEXT', verdict: 'UNCHECKED', bytes: Buffer.from(planted) };
const old = (name = planted) =>
  openCase(
    desk.db,
    {
      department,
      receivedAt: opened,
      reachable: true,
      files: [sound],
      content: { narrative: `Récit de ${name}.`, victim: { name, phone: '03 83 00 00 77' } },
    },
    { inseeCode: '54395' },
  );

/** Where something is still said, in clear or under an id, by whoever owns the database. */
async function saidOf(...texts: string[]): Promise<string[]> {
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`SELECT set_config('guichet.department', '${department}', false)`);
    const { rows } = await owner.query<{ name: string }>(`
      SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'keys', 'sessions') ORDER BY 1`);
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await owner.query(`SELECT 1 FROM ${name} t WHERE t::text ILIKE ANY ($1)`, [texts.map((text) => `%${text}%`)]);
      if (rowCount !== 0) found.push(name);
    }
    return found;
  } finally {
    await owner.end();
  }
}

const flaws = async () => [
  ...(await verifyJournals(desk.db, department, signing)).flaws,
  ...(await verifyHours(desk.db, department, signing, now)).flaws,
];

const yearly = async () => {
  const [read] = await surveysOf(desk.db, department, [wholeYear(2015, 'Europe/Paris')], now);
  const counted = figures(
    read,
    chapters.flatMap(({ indicators }) => indicators),
  );
  // An average of hours is the same to the hour; whatever is counted is the same.
  return JSON.parse(JSON.stringify(counted), (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value)) as unknown;
};

test('what the Archives agreed to is destroyed whole: nothing of it is anywhere, its journal has a tombstone, and figures stay', async () => {
  const gone = await ended(await old());
  const kept = await ended(await old('Honorine Tournebride'));
  await tellRecipients(desk.db, department, gone.caseId, now);
  await readCase(desk.db, department, { kind: 'AGENT', id: one }, gone.caseId, 'CASE_PAGE');
  await did(kept, { kind: 'Held', why: 'PROCEDURE', until: now + hours(24) * 400 }, now - hours(1));
  const { rows: files } = await inDepartment(desk.db, department, (tx) =>
    tx.query<{ id: string }>({ text: 'SELECT id FROM attachment WHERE case_id = $1' }, [gone.caseId]),
  );
  const [note = ''] = noteIdsOf(desk.db, one, files[0]?.id ?? '');
  await saveIntakeDraft(desk.db, department, { id: note, kind: 'NOTE', account: one, content: { text: planted } }, now);
  await openCase(desk.db);
  await look();
  expect(await flaws()).toEqual([]);
  const before = await yearly();
  expect(
    (await whatIsDue(desk.db, department, now)).items.map(({ subject }) => subject),
    'not the one that is held, nor the one that runs',
  ).toEqual([gone.caseId]);

  const number = (await drawList(desk.db, department, one, now)) ?? 0;
  expect(await drawList(desk.db, department, other, now), 'one list at a time').toBeNull();
  await look();
  expect(await nextToDestroy(desk.db, department), 'nobody agreed').toBeNull();
  expect(await saidOf(gone.caseId)).toContain('case_file');

  const visa = { number, reference: 'ADMM 2026-117', on: '2026-11-20' };
  expect(await agreeToList(desk.db, department, { ...visa, by: one }, now), 'not by whoever drew it').toBe('SAME_PERSON');
  expect(await agreeToList(desk.db, department, { ...visa, by: other }, now)).toBeNull();
  expect(await agreeToList(desk.db, department, { ...visa, by: other }, now), 'once').toBe('CHANGED');

  // Cut in the middle: nothing is gone, and the next look ends it.
  const cut = lookAtDepartment({ ...parts(), forgetCase: () => Promise.reject(new Error('the engine is away')) }, department, now);
  await expect(cut).rejects.toThrow('the engine is away');
  expect(await saidOf(gone.reference)).toContain('case_file');
  await look();
  await look();

  // Who read it is said under its id until the term of traces, and names nobody.
  expect(await saidOf(gone.caseId, gone.alertId, gone.reference, planted, note)).toEqual(['access_log']);
  expect(await saidOf(kept.caseId)).toContain('case_file');
  expect(await readDestruction(desk.db, department, number)).toMatchObject({ list: { state: 'DONE', destroyed: 1, spared: 0 }, items: [] });
  expect(await flaws()).toEqual([]);
  expect((await verifyJournals(desk.db, department, signing)).tombstones).toBe(1);
  expect(await yearly()).toEqual(before);
});

test('nobody drops what no list was agreed for: neither the application, nor the role that destroys', async () => {
  for (const table of ['journal_entry', 'case_file', 'alert', 'case_document'])
    await expect(
      inDepartment(desk.db, department, (tx) => tx.query({ text: `DELETE FROM ${table}` })),
      table,
    ).rejects.toThrow(/permission denied/);
  await inDepartment(desk.db, department, async (tx) => {
    await tx.query({ text: 'SET LOCAL ROLE guichet_eraser' });
    for (const table of ['journal_entry', 'case_file', 'alert', 'keys.sealed_key', 'told', 'case_tally'])
      expect((await tx.query({ text: `DELETE FROM ${table}` })).rowCount, table).toBe(0);
  });
});

test.each([
  ['a tombstone taken away', 'DELETE FROM tombstone', /1 traces ont été signées, il y en a 0/],
  ['a tombstone changed', 'UPDATE tombstone SET entries = entries + 1', /Trace 1 d’un dossier détruit : la signature/],
  ['what stayed signed away', 'DELETE FROM journal_stayed', /0 traces ont été signées|Journée du|Heure du/],
  ['what stayed signed otherwise', 'UPDATE journal_stayed SET entries = 0', /la signature n’est pas celle/],
  [
    'a journal that stayed cut away',
    'DELETE FROM journal_entry WHERE case_id = (SELECT min(case_id::text)::uuid FROM journal_entry)',
    /entrées restaient, il y en a/,
  ],
])('%s is found, though it is the owner who does it', async (_what, statement, said) => {
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`SELECT set_config('guichet.department', '${department}', false)`);
    for (const table of ['tombstone', 'journal_stayed', 'journal_entry']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER immutable`);
    await owner.query('CREATE TEMP TABLE buried AS TABLE tombstone; CREATE TEMP TABLE stayed AS TABLE journal_stayed');
    await owner.query(statement);
    expect((await flaws()).join('\n')).toMatch(said);
  } finally {
    await owner.query(
      'DELETE FROM tombstone; DELETE FROM journal_stayed; INSERT INTO tombstone TABLE buried; INSERT INTO journal_stayed TABLE stayed',
    );
    await owner.end();
  }
});

test('a case held or opened again once the Archives agreed is left, and said', async () => {
  await enter('57');
  const [held, reopened] = [await ended(await old('Hermance Lafouine')), await ended(await old('Ursuline Vadeboncœur'))];
  const number = (await drawList(desk.db, department, one, now)) ?? 0;
  await agreeToList(desk.db, department, { number, reference: 'V', on: '2026-11-20', by: other }, now);
  await did(held, { kind: 'Held', why: 'RECOURS', until: now + hours(48) }, now - hours(1));
  await did(reopened, { kind: 'Reopened' }, now - hours(1));
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ number, state: 'DONE', destroyed: 0, spared: 2 });
  for (const { caseId } of [held, reopened]) expect(await caseState(desk.db, department, caseId)).not.toBeNull();
});

test('every table that says of which case its rows are is among those a destruction empties', async () => {
  await fillEveryTable(desk.db, department);
  const { rows } = await desk.db.pool.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('case_id', 'from_case', 'declaration') AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'keys') ORDER BY 1`);
  const emptied = await desk.db.pool.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'agreed'`);
  const known = new Set(emptied.rows.map(({ name }) => name));
  expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual(['access_log']);
});
