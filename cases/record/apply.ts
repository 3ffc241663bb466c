import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { calledFor, calledNow } from '../../directory/record/duty-calls.ts';
import { loadProcedure } from '../../procedures/record/published.ts';
import { advance, agenda } from '../advance.ts';
import { type Decision, decide } from '../decide.ts';
import type { Entry } from '../model/entries.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import type { Message } from '../model/message.ts';
import type { Refusal } from '../model/refusal.ts';
import type { CaseState } from '../model/state.ts';
import type { World } from '../running/turn.ts';
import { unableOf } from './access.ts';
import { lockCase, offsetColumn, pinVersion, type StepOptions, worldOf, writeStep } from './step.ts';
import { type EntryRow, readStoredEntry, readStoredState } from './stored.ts';

/** The law's refusals, and those that only the record can know. */
export type ApplyRefusal = Refusal | { code: 'UNKNOWN_CASE' | 'STALE_ATTEMPT' | 'ERASED' | 'NOT_AN_EXERCISE' | 'CHANGED'; sayable: string };

/** What came of an act: itself; only what was written with it, kept as a note, for it had been done before; nothing at all. */
export type Came = 'DONE' | 'NOTED' | 'NOTHING';

/** `woken`: the relay has something to carry to the engine, and is nudged once this is committed. */
export type Applied = { state: CaseState; entries: Entry[]; came: Came; reference: string; woken: boolean } | { refused: ApplyRefusal };

export interface ApplyOptions extends StepOptions {
  /** For the fate of a delivery: the attempt it numbers, as `claimMessage` gave it. A late one is refused. */
  attempt?: number;
  /** For `VersionChanged`: the published version the case passes to, in whose world it is decided. */
  version?: { slug: string; number: number };
  /** Whether the case is still as whoever acts saw it. The event is refused otherwise, unless it was already had. */
  expected?: (state: CaseState) => boolean;
}

/**
 * The only writer of an existing case. One transaction locks the case, applies each deadline due up to the event, then
 * the event, and writes everything. `event.at` is real time; an exercise's clock is added here, and the case's time never
 * goes back. A refused event leaves the deadlines that passed applied. An event already had answers without an entry, or with a note when something was written with it.
 */
export async function apply(db: Database, department: string, caseId: string, event: CaseEvent, options: ApplyOptions = {}): Promise<Applied> {
  const applied = await inDepartment(db, department, (tx) => applyIn(db, tx, department, caseId, event, options));
  if ('woken' in applied && applied.woken) db.nudge();
  return applied;
}

/** What is done to a case in one act of a person's: an event, and what goes with it. */
export interface Acted {
  event: CaseEvent;
  options: ApplyOptions;
}

/** Several events that are one act: all in one transaction, in their order. What is refused is answered, and nothing after it is done. */
export async function applyTogether(db: Database, department: string, caseId: string, acts: readonly [Acted, ...Acted[]]): Promise<Applied> {
  const applied = await inDepartment(db, department, async (tx): Promise<Applied> => {
    const [first, ...others] = acts;
    let done = await applyIn(db, tx, department, caseId, first.event, first.options);
    for (const { event, options } of others) {
      if ('refused' in done) return done;
      const { woken, entries, came } = done;
      const next = await applyIn(db, tx, department, caseId, event, options);
      done = 'refused' in next ? next : { ...next, entries: [...entries, ...next.entries], came: most(came, next.came), woken: woken || next.woken };
    }
    return done;
  });
  if ('woken' in applied && applied.woken) db.nudge();
  return applied;
}

/** What came of two acts that are one. */
const most = (one: Came, other: Came): Came => (one === 'DONE' || other === 'NOTHING' ? one : other);

/**
 * `apply` inside a transaction of the caller, who nudges after it. Whatever gives a task to somebody who may not act on the case, or makes
 * somebody who holds one so, is followed by its release.
 */
export async function applyIn(db: Database, tx: Tx, department: string, caseId: string, event: CaseEvent, options: ApplyOptions): Promise<Applied> {
  const first = await applyOne(db, tx, department, caseId, event, options);
  if ('refused' in first) return first;
  const { asksWhoHolds: asks, ...applied } = first;
  let done = applied;
  const concerned = asks ? new Set([...takersOf(applied.state), ...(await calledNow(tx, caseId))]) : [];
  for (const from of asks ? await unableOf(tx, caseId, [...concerned]) : []) {
    const called = await calledFor(tx, caseId, from);
    const next = await applyOne(db, tx, department, caseId, { kind: 'TasksReleased', from, called, at: event.at, by: event.by }, {});
    if ('refused' in next) return next;
    const { state, reference, entries, woken } = next;
    done = { state, reference, came: done.came, entries: [...done.entries, ...entries], woken: done.woken || woken };
  }
  return done;
}

/** Thrown in a transaction of several acts: none of them is done. */
export class ActRefused extends Error {
  readonly refusal: ApplyRefusal;
  constructor(refusal: ApplyRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** What came of an act; throws what it was refused for. */
export function had(applied: Applied): Came {
  if ('refused' in applied) throw new ActRefused(applied.refused);
  return applied.came;
}

/** Does what is done whole or not at all, and answers with what it was refused for; null when it was had. */
export async function whyRefused(whole: () => Promise<void>): Promise<ApplyRefusal | null> {
  try {
    await whole();
    return null;
  } catch (failure) {
    if (failure instanceof ActRefused) return failure.refusal;
    throw failure;
  }
}

/** The accounts that took tasks of a case still to be done. */
function takersOf({ tasks }: CaseState): Set<string> {
  return new Set(tasks.flatMap(({ status, takenBy }) => (status === 'OPEN' && takenBy !== null ? [takenBy] : [])));
}

/** Whether somebody holds a task who did not, or the parties may be others while somebody holds one or is called. */
function asksWhoHolds(before: CaseState, after: CaseState): boolean {
  const held = takersOf(before);
  const holders = [...takersOf(after)];
  if (holders.some((account) => !held.has(account))) return true;
  return before.facts !== after.facts && (holders.length > 0 || before.tasks.some(({ status, to }) => status === 'OPEN' && to === 'DUTY'));
}

type AppliedOne = Exclude<Applied, { refused: ApplyRefusal }> & { asksWhoHolds: boolean };

async function applyOne(
  db: Database,
  tx: Tx,
  department: string,
  caseId: string,
  event: CaseEvent,
  options: ApplyOptions,
): Promise<AppliedOne | { refused: ApplyRefusal }> {
  const locking = lockCase(db, tx, caseId);
  const replaying = options.eventId === undefined ? null : replay(tx, caseId, options.eventId, event.kind);
  const attempting =
    options.attempt === undefined || (event.kind !== 'HandedOver' && event.kind !== 'DeliveryFailed') ? null : attemptOf(tx, caseId, event.message);
  const [file, replayed, attempt] = await Promise.all([locking, replaying, attempting]);
  if (file === null) return refuse('UNKNOWN_CASE', 'Ce dossier n’existe pas.');
  if (replayed !== null) return { ...replayed, reference: file.reference, woken: false, asksWhoHolds: false };
  if (attempting !== null && attempt !== options.attempt) return refuse('STALE_ATTEMPT', 'Un autre essai de remise a pris la suite.');
  if (options.content !== undefined && file.key === null) return refuse('ERASED', 'Le contenu de ce dossier a été effacé.');

  const world = await worldOf(db, tx, department, file);
  const at = Math.max(event.at + file.clockOffset, file.lastAt);
  const passed = advance(file.state, at, world);
  if (options.expected?.(passed.state) === false) {
    await writeStep(db, tx, department, file, { ...passed, event: null, options: {} });
    return refuse('CHANGED', 'Quelqu’un d’autre a changé ce dossier entre-temps : relisez-le.');
  }
  const { version } = options;
  const decided = version === undefined ? world : { ...world, procedure: await loadProcedure(db, tx, department, version.slug, version.number) };
  const known = event.kind === 'VersionChanged' ? { ...event, at, from: { slug: file.slug, number: file.number } } : { ...event, at };
  const decision = decideKeeping(passed.state, known, decided, options.content);
  if ('refused' in decision) {
    await writeStep(db, tx, department, file, { ...passed, event: null, options: {} });
    return decision;
  }
  const woken = await writeStep(db, tx, department, file, {
    state: decision.state,
    entries: [...passed.entries, ...decision.entries],
    first: passed.entries.length,
    event: known,
    options,
    version,
  });
  if (version !== undefined) await pinVersion(tx, caseId, version);
  const entries = [...passed.entries, ...decision.entries];
  return {
    state: decision.state,
    entries,
    came: decision.came,
    reference: file.reference,
    woken,
    asksWhoHolds: asksWhoHolds(file.state, decision.state),
  };
}

/** An act already had changes nothing, but what a person wrote with it is kept, as a note. */
function decideKeeping(
  state: CaseState,
  event: CaseEvent,
  world: World,
  content: unknown,
): { refused: Refusal } | (Exclude<Decision, { refused: Refusal }> & { came: Came }) {
  const decision = decide(state, event, world);
  if ('refused' in decision) return decision;
  if (decision.entries.length > 0) return { ...decision, came: 'DONE' };
  if (content === undefined) return { ...decision, came: 'NOTHING' };
  const noted = decide(state, { kind: 'NoteAdded', at: event.at, by: event.by }, world);
  return 'refused' in noted ? noted : { ...noted, came: 'NOTED' };
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
 * did); changes nothing else, so asking twice is asking once. In a transaction of the caller. `now` is real time, as is `next`.
 */
export async function consultIn(db: Database, tx: Tx, department: string, caseId: string, now: Instant): Promise<Consulted> {
  const { rows } = await tx.query<{ state: unknown; clock_offset: string }>(
    { name: 'consult', text: `SELECT state, ${offsetColumn} FROM case_file WHERE id = $1` },
    [caseId],
  );
  if (rows[0] === undefined) return { deliver: [], next: null, finished: true, state: null };
  const clockOffset = Number(rows[0].clock_offset);
  let state = readStoredState(rows[0].state);
  if (state.deadlines.some(({ dueAt }) => dueAt <= now + clockOffset)) {
    state = (await passDeadlines(db, tx, department, caseId, now)) ?? state;
  }
  const { deliver, next } = agenda(state, now + clockOffset);
  return { deliver, next: next === null ? null : next - clockOffset, finished: next === null && deliver.length === 0, state };
}

async function passDeadlines(db: Database, tx: Tx, department: string, caseId: string, now: Instant): Promise<CaseState | null> {
  const file = await lockCase(db, tx, caseId);
  if (file === null) return null;
  const passed = advance(file.state, now + file.clockOffset, await worldOf(db, tx, department, file));
  await writeStep(db, tx, department, file, { ...passed, event: null, options: { wake: false } });
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
    if (until === Number.POSITIVE_INFINITY) return { state: file.state, entries: [], came: 'NOTHING', reference: file.reference, woken: false };
    const note: Entry = { kind: 'NOTE', at: before, by, because: { reason: 'CLOCK_MOVED' }, changes: [] };
    const passed = advance(evolve(file.state, note), until, await worldOf(db, tx, department, file));
    const entries = [note, ...passed.entries];
    await writeStep(db, tx, department, file, { state: passed.state, entries, event: null, options: { wake: true } });
    await tx.query({ text: `UPDATE case_file SET clock_offset = make_interval(secs => $2::float8 / 1000) WHERE id = $1` }, [
      caseId,
      Math.max(until - now, file.clockOffset),
    ]);
    return { state: passed.state, entries, came: 'DONE', reference: file.reference, woken: true };
  });
  if ('woken' in moved && moved.woken) db.nudge();
  return moved;
}

/** What the event answered the first time: the state it left, the entries of its step, and what came of it. */
async function replay(
  tx: Tx,
  caseId: string,
  eventId: string,
  kind: CaseEvent['kind'],
): Promise<{ state: CaseState; entries: Entry[]; came: Came } | null> {
  const { rows } = await tx.query<EntryRow & { step: number; asked: number; named: boolean }>(
    {
      name: 'replay-event',
      text: `SELECT e.kind, e.at, e.actor_kind, e.actor_id, e.codes, e.step, asked.step AS asked, e.seq = asked.seq AS named
             FROM journal_entry asked JOIN journal_entry e ON e.case_id = asked.case_id AND e.step <= asked.step
             WHERE asked.case_id = $1 AND asked.event_id = $2 ORDER BY e.seq`,
    },
    [caseId, eventId],
  );
  if (rows.length === 0) return null;
  const entries = rows.map(readStoredEntry);
  const own = entries.filter((_, index) => rows[index]?.step === rows[index]?.asked);
  const isNote = kind !== 'NoteAdded' && rows.some(({ named, kind: written }) => named && written === 'NOTE');
  return { state: entries.reduce(evolve, nothing), entries: own, came: isNote ? 'NOTED' : 'DONE' };
}

async function attemptOf(tx: Tx, caseId: string, message: string): Promise<number | null> {
  const { rows } = await tx.query<{ attempt: number }>(
    { name: 'attempt-of', text: `SELECT attempt FROM message WHERE case_id = $1 AND id = $2 AND status = 'sending'` },
    [caseId, message],
  );
  return rows[0]?.attempt ?? null;
}

function refuse(code: Exclude<ApplyRefusal['code'], Refusal['code']>, sayable: string): { refused: ApplyRefusal } {
  return { refused: { code, sayable } };
}
