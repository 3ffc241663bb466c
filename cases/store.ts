import type { Instant } from '../calendar/span.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { seal, unwrapDataKey } from '../database/sealing.ts';
import { loadDirectory } from '../directory/store.ts';
import { loadProcedure } from '../procedures/store.ts';
import { advance, agenda } from './advance.ts';
import { decide } from './decide.ts';
import type { Actor, CaseEvent, Entry } from './events.ts';
import { evolve, nothing } from './evolve.ts';
import type { Head } from './journal.ts';
import { chain } from './journal.ts';
import type { Refusal as RefusalByLaw } from './refusal.ts';
import { clearColumns, deadLinks, entryRows, messageFates, messageRows, taskRows, transferRows, writeRows } from './rows.ts';
import type { CaseState, Message } from './state.ts';
import type { World } from './turn.ts';

/** The law's refusals, and those that only the record can know. */
export type Refusal = RefusalByLaw | { code: 'UNKNOWN_CASE' | 'STALE_ATTEMPT' | 'ERASED' | 'NOT_AN_EXERCISE'; sayable: string };

export type Applied = { state: CaseState; entries: Entry[]; reference: string } | { refused: Refusal };

export interface ApplyOptions {
  /** Free text and personal content that goes with the event: sealed into its first journal entry. */
  content?: unknown;
  /** The same id twice is one event: the second call is answered what the first was. */
  eventId?: string;
  /** For the fate of a delivery: the attempt it numbers, as `claimMessage` gave it. A late one is refused. */
  attempt?: number;
  /** False when the caller is the case's own workflow, which looks at the case again by itself. */
  wake?: boolean;
}

/**
 * The only writer of an existing case. One transaction locks the case, applies each deadline due up to the event, then
 * the event, and writes everything. `event.at` is real time; an exercise's clock is added here, and the case's time never
 * goes back. A refused event leaves the deadlines that passed applied. An event already had answers without an entry.
 */
export async function apply(db: Database, department: string, caseId: string, event: CaseEvent, options: ApplyOptions = {}): Promise<Applied> {
  const applied = await inDepartment(db, department, (tx) => applyIn(db, tx, department, caseId, event, options));
  if (options.wake !== false && 'state' in applied && applied.entries.length > 0) db.nudge();
  return applied;
}

/** `apply` inside a transaction of the caller, who nudges after it. */
export async function applyIn(db: Database, tx: Tx, department: string, caseId: string, event: CaseEvent, options: ApplyOptions): Promise<Applied> {
  const locking = lockCase(db, tx, caseId);
  const replaying = options.eventId === undefined ? null : replay(tx, caseId, options.eventId);
  const attempting = options.attempt === undefined || !('message' in event) ? null : attemptOf(tx, caseId, event.message);
  const [file, replayed, attempt] = await Promise.all([locking, replaying, attempting]);
  if (file === null) return refuse('UNKNOWN_CASE', 'Ce dossier n’existe pas.');
  if (replayed !== null) return { ...replayed, reference: file.reference };
  if (attempting !== null && attempt !== options.attempt) return refuse('STALE_ATTEMPT', 'Un autre essai de remise a pris la suite.');
  if (options.content !== undefined && file.key === null) return refuse('ERASED', 'Le contenu de ce dossier a été effacé.');

  const world = await worldOf(db, tx, department, file);
  const at = Math.max(event.at + file.clockOffset, file.lastAt);
  const passed = advance(file.state, at, world);
  const decision = decide(passed.state, { ...event, at }, world);
  if ('refused' in decision) {
    await write(db, tx, department, file, { ...passed, event: null, options: {} });
    return decision;
  }
  await write(db, tx, department, file, {
    state: decision.state,
    entries: [...passed.entries, ...decision.entries],
    first: passed.entries.length,
    event: { ...event, at },
    options,
  });
  return { state: decision.state, entries: [...passed.entries, ...decision.entries], reference: file.reference };
}

export interface Consulted {
  /** What to hand over now, and the real instant to look again at; null when nothing is to come. */
  deliver: Message[];
  next: Instant | null;
  /** Nothing to hand over and nothing to come: the workflow may end. */
  finished: boolean;
  /** As it is now; null when there is no such case. */
  state: CaseState | null;
}

/**
 * What the clock and the messenger must do for a case now. Applies the deadlines that passed (written only when some
 * did); changes nothing else, so asking twice is asking once. `now` is real time, as is `next`.
 */
export async function consult(db: Database, department: string, caseId: string, now: Instant): Promise<Consulted> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ state: CaseState; clock_offset: string }>(
      { name: 'consult', text: `SELECT state, ${offsetColumn} FROM case_file WHERE id = $1` },
      [caseId],
    );
    if (rows[0] === undefined) return { deliver: [], next: null, finished: true, state: null };
    const clockOffset = Number(rows[0].clock_offset);
    let { state } = rows[0];
    if (state.deadlines.some(({ dueAt }) => dueAt <= now + clockOffset)) {
      state = (await passDeadlines(db, tx, department, caseId, now)) ?? state;
    }
    const { deliver, next } = agenda(state, now + clockOffset);
    return { deliver, next: next === null ? null : next - clockOffset, finished: next === null && deliver.length === 0, state };
  });
}

async function passDeadlines(db: Database, tx: Tx, department: string, caseId: string, now: Instant): Promise<CaseState | null> {
  const file = await lockCase(db, tx, caseId);
  if (file === null) return null;
  const passed = advance(file.state, now + file.clockOffset, await worldOf(db, tx, department, file));
  await write(db, tx, department, file, { ...passed, event: null, options: { wake: false } });
  return passed.state;
}

/**
 * Moves an exercise's own clock to its next deadline and applies what falls due there. `now` is real time.
 * Refused for a real case. Without a next deadline nothing moves.
 */
export async function moveClock(db: Database, department: string, caseId: string, by: Actor, now: Instant): Promise<Applied> {
  const moved = await inDepartment(db, department, async (tx): Promise<Applied> => {
    const file = await lockCase(db, tx, caseId);
    if (file === null) return refuse('UNKNOWN_CASE', 'Ce dossier n’existe pas.');
    if (!file.exercise) return refuse('NOT_AN_EXERCISE', 'Seul le temps d’un exercice peut être avancé.');
    const before = Math.max(now + file.clockOffset, file.lastAt);
    const until = Math.min(...file.state.deadlines.map(({ dueAt }) => dueAt));
    if (until === Number.POSITIVE_INFINITY) return { state: file.state, entries: [], reference: file.reference };
    const note: Entry = { kind: 'NOTE', at: before, by, because: { reason: 'CLOCK_MOVED' }, changes: [] };
    const passed = advance(evolve(file.state, note), until, await worldOf(db, tx, department, file));
    const entries = [note, ...passed.entries];
    await write(db, tx, department, file, { state: passed.state, entries, event: null, options: {} });
    await tx.query({ text: `UPDATE case_file SET clock_offset = make_interval(secs => $2::float8 / 1000) WHERE id = $1` }, [
      caseId,
      Math.max(until - now, file.clockOffset),
    ]);
    return { state: passed.state, entries, reference: file.reference };
  });
  db.nudge();
  return moved;
}

interface CaseFile {
  id: string;
  reference: string;
  state: CaseState;
  head: Head;
  key: Buffer | null;
  clockOffset: number;
  lastAt: Instant;
  exercise: boolean;
  slug: string;
  number: number;
  revision: number;
}

const offsetColumn = `extract(epoch FROM clock_offset) * 1000 AS clock_offset`;

async function lockCase(db: Database, tx: Tx, caseId: string): Promise<CaseFile | null> {
  const { rows } = await tx.query<{
    reference: string;
    state: CaseState;
    journal_count: number;
    journal_head: Buffer;
    clock_offset: string;
    last_at: Date;
    exercise: boolean;
    slug: string;
    number: number;
    revision: number;
    wrapped: Buffer | null;
  }>(
    {
      name: 'lock-case',
      text: `SELECT c.reference, c.state, c.journal_count, c.journal_head, ${offsetColumn}, c.last_at, c.exercise,
                    c.procedure_slug AS slug, c.procedure_number AS number, d.directory_revision AS revision, k.wrapped
             FROM case_file c JOIN department d ON d.code = c.department LEFT JOIN keys.sealed_key k ON k.owner_id = c.id
             WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
    },
    [caseId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { reference, state, exercise, slug, number, revision } = row;
  return {
    id: caseId,
    reference,
    state,
    exercise,
    slug,
    number,
    revision,
    head: { count: row.journal_count, hash: row.journal_head },
    key: row.wrapped && unwrapDataKey(db.keys, caseId, row.wrapped),
    clockOffset: Number(row.clock_offset),
    lastAt: row.last_at.getTime(),
  };
}

async function worldOf(db: Database, tx: Tx, department: string, file: CaseFile): Promise<World> {
  return {
    procedure: await loadProcedure(db, tx, department, file.slug, file.number),
    directory: await loadDirectory(db, tx, department, file.revision),
  };
}

interface Step {
  state: CaseState;
  entries: Entry[];
  /** Index of the event's own first entry: it carries the sealed part and the event's id. */
  first?: number;
  event: CaseEvent | null;
  options: ApplyOptions;
}

async function write(db: Database, tx: Tx, department: string, file: CaseFile, step: Step): Promise<void> {
  const { state, entries, event, options } = step;
  if (entries.length === 0) return;
  const recordedAt = Date.now();
  const own = file.head.count + 1 + (step.first ?? 0);
  const sealed = options.content === undefined || file.key === null ? null : seal(file.key, `${file.id}/${own}`, options.content);
  const eventId = options.eventId ?? null;
  const recorded = chain(db.keys.journal, file.head, entries, recordedAt, (seq) =>
    seq === own ? { sealed, eventId } : { sealed: null, eventId: null },
  );
  const last = recorded.at(-1);
  if (last === undefined) return;
  const row = clearColumns(state);
  await tx.query({ name: 'write-step', text: writeStep }, [
    file.id,
    department,
    entryRows(recorded),
    new Date(recordedAt),
    file.head.count + 1,
    own,
    sealed,
    eventId,
    transferRows(file.state, state),
    taskRows(file.state, state),
    messageRows(db.keys, file.id, file.state, state),
    messageFates(file.state, state, event),
    deadLinks(file.state, state),
    options.wake !== false,
    row.state,
    row.status,
    row.qualification,
    row.danger,
    row.place,
    row.inseeCode,
    row.victimGroup,
    row.implicated,
    row.nextDue,
    row.closedAt,
    last.seq,
    last.hash,
    new Date(Math.max(file.lastAt, last.at)),
  ]);
}

const writeStep = `
  WITH guard AS (SELECT 1), ${writeRows}, fates AS (
    UPDATE message SET status = f.status, last_code = f.code, handed_over_at = coalesce(f.handed_over_at, message.handed_over_at)
    FROM jsonb_to_recordset($12::jsonb) AS f(id text, status text, code text, handed_over_at timestamptz)
    WHERE message.case_id = $1 AND message.id = f.id
  ), links AS (
    UPDATE partner_link SET revoked_at = $4 WHERE case_id = $1 AND transfer = ANY ($13::text[]) AND revoked_at IS NULL
  ), woken AS (
    UPDATE wake SET raised = raised + 1 WHERE case_id = $1 AND $14::boolean
  )
  UPDATE case_file SET
    state = $15, status = $16, qualification = $17, danger = $18, place = $19, insee_code = $20, victim_group = $21, implicated = $22,
    next_due = $23, closed_at = $24, journal_count = $25, journal_head = $26, last_at = $27
  WHERE id = $1`;

/** What the event answered the first time: the state it left and the entries of its step. */
async function replay(tx: Tx, caseId: string, eventId: string): Promise<{ state: CaseState; entries: Entry[] } | null> {
  const { rows } = await tx.query<EntryRow & { step: number; asked: number }>(
    {
      name: 'replay-event',
      text: `SELECT e.kind, e.at, e.actor_kind, e.actor_id, e.codes, e.step, asked.step AS asked
             FROM journal_entry asked JOIN journal_entry e ON e.case_id = asked.case_id AND e.step <= asked.step
             WHERE asked.case_id = $1 AND asked.event_id = $2 ORDER BY e.seq`,
    },
    [caseId, eventId],
  );
  if (rows.length === 0) return null;
  const entries = rows.map(readEntry);
  return { state: entries.reduce(evolve, nothing), entries: entries.filter((_, index) => rows[index]?.step === rows[index]?.asked) };
}

/** The clear part of a journal row. */
export interface EntryRow {
  kind: Entry['kind'];
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  codes: Pick<Entry, 'transfer' | 'task' | 'obligation' | 'because' | 'changes'>;
}

export function readEntry({ kind, at, actor_kind, actor_id, codes }: EntryRow): Entry {
  return { kind, at: at.getTime(), by: { kind: actor_kind, id: actor_id }, ...codes };
}

async function attemptOf(tx: Tx, caseId: string, message: string): Promise<number | null> {
  const { rows } = await tx.query<{ attempt: number }>(
    { name: 'attempt-of', text: `SELECT attempt FROM message WHERE case_id = $1 AND id = $2 AND status = 'sending'` },
    [caseId, message],
  );
  return rows[0]?.attempt ?? null;
}

function refuse(code: Exclude<Refusal['code'], RefusalByLaw['code']>, sayable: string): { refused: Refusal } {
  return { refused: { code, sayable } };
}
