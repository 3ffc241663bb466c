import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { lookAtDepartment } from '../../activities/retention-look.ts';
import { dayIn } from '../../calendar/local.ts';
import { wholeYear } from '../../calendar/period.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { mergeCases } from '../../cases/record/merging.ts';
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
import { asOwner, type Desk, fillEveryTable, freshDesk, type OpenedCase, openCase, signing } from '../../test/fresh.testing.ts';
import { closeHours } from '../../traces/close-hours.ts';
import { leaveTrace } from '../../traces/leave-trace.ts';
import { verifyHours } from '../../traces/verify-hours.ts';
import { agreedList, destroyList, JournalsDoNotHold } from './destroy.ts';
import { agreeToList, drawList, listDestructions, readDestruction } from './destructions.ts';
import { whatIsDue } from './due.ts';

const planted = 'Philibertine Quatrebarbes';
const opened = Date.UTC(2015, 2, 18, 10, 20);
/** Three hours on, so that what was just written is signed; then nothing more is written in that department. */
let now = Date.now() + hours(3);

/** Where the test is: what is signed once something was destroyed is of one department. */
let department = '54';
let desk: Desk;
let [one, other] = ['', ''];
const enter = async (code: string, at: number) => {
  [department, now] = [code, at];
  const account = (email: string) =>
    createAccount(desk.db, { department: department, kind: 'COORDINATOR', organisation: null, email, name: email }, null);
  [one, other] = [await account(`${randomUUID()}@guichet.example`), await account(`${randomUUID()}@guichet.example`)];
};
beforeAll(async () => {
  desk = await freshDesk();
  await enter('54', now);
});
afterAll(() => desk.end());

let forgotten: string[] = [];
const parts = () => ({
  db: desk.db,
  signing,
  mailboxes: [],
  forgetCase: async (caseId: string) => {
    forgotten.push(caseId);
  },
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

/** What only the owner of the database may do. */
const owned = (statement: string) => asOwner(desk, statement, [], department);

/** Why the last try of a list failed. */
async function failureOf(number: number): Promise<string | null | undefined> {
  const { rows } = await inDepartment(desk.db, department, (tx) =>
    tx.query<{ failure: string | null }>({ text: 'SELECT failure FROM destruction WHERE number = $1' }, [number]),
  );
  return rows[0]?.failure;
}

/** Draws a list of what is at its term now, and writes the Archives' visa down. */
async function agreedTo(): Promise<number> {
  const number = (await drawList(desk.db, department, one, now)) ?? 0;
  expect(await agreeToList(desk.db, department, { number, reference: 'V', on: dayIn(now, 'Europe/Paris'), by: other }, now)).toBeNull();
  return number;
}

const dueNow = async () => (await whatIsDue(desk.db, department, now)).items.map(({ subject }) => subject).toSorted();

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
  expect(await agreedList(desk.db, department), 'nobody agreed').toBeNull();
  expect(await saidOf(gone.caseId)).toContain('case_file');

  const visa = { number, reference: 'ADMM 2026-117', on: dayIn(now, 'Europe/Paris') };
  expect(await agreeToList(desk.db, department, { ...visa, by: one }, now), 'not by whoever drew it').toBe('SAME_PERSON');
  expect(await agreeToList(desk.db, department, { ...visa, by: other }, now)).toBeNull();
  expect(await agreeToList(desk.db, department, { ...visa, by: other }, now), 'once').toBe('CHANGED');

  // Killed in the middle: nothing is gone, the list says so, and the next look does it all.
  await owned(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut'; END $$;
               CREATE TRIGGER cut BEFORE INSERT ON tombstone FOR EACH ROW EXECUTE FUNCTION cut()`);
  await expect(look()).rejects.toThrow('cut');
  await owned('DROP TRIGGER cut ON tombstone; DROP FUNCTION cut');
  expect(await saidOf(gone.reference)).toContain('case_file');
  expect(await saidOf(note), 'nor what was noted').toContain('draft');
  expect(forgotten, 'nor what the engine keeps').toEqual([]);
  expect(await failureOf(number)).toBe('OTHER');

  // Killed, or the engine away, once it is destroyed: what is left outside is written down, said, and forgotten the next time.
  const away = asActor({ as: 'WORKER' }, () =>
    lookAtDepartment({ ...parts(), forgetCase: () => Promise.reject(new Error('the engine is away')) }, department, now),
  );
  await expect(away).rejects.toThrow('the engine is away');
  expect(await failureOf(number)).toBe('ENGINE');
  expect(await saidOf(gone.caseId)).toEqual(['access_log', 'left_outside']);
  await look();
  expect(forgotten).toEqual([gone.caseId]);
  expect(await failureOf(number)).toBeNull();
  await look();
  expect(forgotten, 'once').toEqual([gone.caseId]);

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

test('a case held or opened again once the Archives agreed is left with all that is its, and said', async () => {
  await enter('57', Date.now());
  forgotten = [];
  const [held, reopened] = [await ended(await old('Hermance Lafouine')), await ended(await old('Ursuline Vadeboncœur'))];
  const { rows: files } = await inDepartment(desk.db, department, (tx) =>
    tx.query<{ id: string }>({ text: 'SELECT id FROM attachment WHERE case_id = $1' }, [reopened.caseId]),
  );
  const [note = ''] = noteIdsOf(desk.db, one, files[0]?.id ?? '');
  await saveIntakeDraft(desk.db, department, { id: note, kind: 'NOTE', account: one, content: { text: planted } }, now);
  const number = await agreedTo();
  await did(held, { kind: 'Held', why: 'RECOURS', until: now + hours(48) }, now - hours(1));
  await did(reopened, { kind: 'Reopened' }, now - hours(1));
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ number, state: 'DONE', destroyed: 0, spared: 2 });
  for (const { caseId } of [held, reopened]) expect(await caseState(desk.db, department, caseId)).not.toBeNull();
  expect(forgotten, 'the engine goes on with it').toEqual([]);
  expect(await saidOf(note), 'what was being noted stays').toEqual(['draft', 'keys.sealed_key']);
});

/** A case, and another merged into it: both have ended. */
async function mergedPair(): Promise<[head: OpenedCase, second: OpenedCase]> {
  const head = await old('Clélia Vaugirard');
  const second = await openCase(desk.db, { department, receivedAt: opened }, { inseeCode: '55029' });
  const state = async () => (await caseState(desk.db, department, second.caseId))?.state;
  for (const { id } of (await state())?.transfers ?? [])
    await did(second, { kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] }, opened + hours(1)).catch(() => undefined);
  await mergeCases(desk.db, department, { by: agent, at: opened + hours(2), caseId: second.caseId, other: head.caseId });
  for (const { id } of (await state())?.messages ?? [])
    await did(second, { kind: 'HandedOver', message: id, by: { kind: 'DELIVERY', id: null } }, opened + hours(3));
  expect((await state())?.status).toBe('MERGED');
  return [await ended(head), second];
}

test('cases merged together go together, or stay: what is listed without the others, or with one that is held, is left', async () => {
  const [head, second] = await mergedPair();
  const both = [head.caseId, second.caseId].toSorted();
  expect(await dueNow()).toEqual(both);
  // Whatever a list lacks: here by its owner's hand.
  const part = await agreedTo();
  await owned(`DELETE FROM destruction_item WHERE subject = '${second.caseId}'`);
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ number: part, destroyed: 0, spared: 1 });
  expect(await dueNow(), 'both are offered again').toEqual(both);

  await agreedTo();
  await did(head, { kind: 'Held', why: 'RECOURS', until: now + hours(48) }, now - hours(1));
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ destroyed: 0, spared: 2 });
  for (const caseId of both) expect(await saidOf(caseId)).toContain('case_file');
});

test('a department destroys twice: what stayed, and what came since, is signed each time', async () => {
  const [head, second] = await mergedPair();
  await agreedTo();
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ state: 'DONE', destroyed: 2, spared: 0 });
  const alone = await ended(await old('Barnabé Loiseleur'));
  await agreedTo();
  await look();
  expect((await listDestructions(desk.db, department))[0]).toMatchObject({ state: 'DONE', destroyed: 1, spared: 0 });
  for (const { caseId } of [head, second, alone]) expect(await saidOf(caseId)).toEqual([]);
  expect(await flaws()).toEqual([]);
  expect((await verifyJournals(desk.db, department, signing)).tombstones).toBe(3);
});

test('what is at its term is found behind any number of cases that are kept for longer', async () => {
  const [kept, due] = [await ended(await old('Anselme Petitjean')), await ended(await old('Sidonie Cornuault'))];
  await did(kept, { kind: 'Held', why: 'ARCHIVES', until: now + hours(24) * 400 }, now - hours(1));
  const columns = `(SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'case_file'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '')`;
  await owned(`DO $do$ BEGIN
    EXECUTE format($sql$INSERT INTO case_file (%1$s) SELECT %1$s FROM (
      SELECT r.* FROM case_file c CROSS JOIN generate_series(1, 2001) n
      CROSS JOIN LATERAL jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'reference', 'X-' || n, 'last_at', '2010-01-01')) r
      WHERE c.id = '${kept.caseId}') cloned$sql$, ${columns});
  END $do$`);
  expect(await dueNow()).toContain(due.caseId);
  await owned(`DELETE FROM case_file WHERE reference LIKE 'X-%'`);
});

test('nothing is destroyed, nor signed, once a journal was cut away', async () => {
  const [at, cut] = [await ended(await old('Léopoldine Ravignan')), await openCase(desk.db, { department })];
  const tombstones = async () => (await verifyJournals(desk.db, department, signing)).tombstones;
  const before = await tombstones();
  await leaveTrace(desk.db, department, { kind: 'SIGNED_IN', account: one });
  await closeHours(desk.db, department, signing, now + hours(2));
  expect(await flaws()).toEqual([]);
  const number = await agreedTo();
  await owned('ALTER TABLE journal_entry DISABLE TRIGGER immutable');
  for (const table of ['wake', 'task', 'message', 'transfer', 'likeness', 'case_party', 'case_tally', 'partner_link', 'journal_entry', 'alert'])
    await owned(`DELETE FROM ${table} WHERE case_id = '${cut.caseId}'`);
  await owned(`DELETE FROM case_file WHERE id = '${cut.caseId}'`);
  await owned('ALTER TABLE journal_entry ENABLE TRIGGER immutable');
  const destroying = asActor({ as: 'WORKER' }, () => destroyList(desk.db, department, { signing, now, leaveIntake: async () => [] }));
  await expect(destroying, 'in the very snapshot that would be signed').rejects.toThrow(JournalsDoNotHold);
  await expect(look()).rejects.toThrow(JournalsDoNotHold);
  expect(await failureOf(number)).toBe('JOURNALS');
  expect(await saidOf(at.caseId)).toContain('case_file');
  expect(await tombstones()).toBe(before);
});

test('what is left of a situation whose head is gone is at its term by itself', async () => {
  await enter('54', now);
  const [gone, left] = await mergedPair();
  await did(gone, { kind: 'Held', why: 'RECOURS', until: now + hours(24) * 400 }, now - hours(1));
  expect(await dueNow()).toEqual([]);
  // As a version before left it.
  await owned(`UPDATE case_file SET state = jsonb_set(state, '{mergedInto}', '"${randomUUID()}"') WHERE id = '${left.caseId}'`);
  await owned(`UPDATE case_file SET state = jsonb_set(state, '{links}', '[]') WHERE id = '${gone.caseId}'`);
  expect(await dueNow()).toEqual([left.caseId]);
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
