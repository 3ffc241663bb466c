import type { Instant } from '../../calendar/span.ts';
import { crockford } from '../../database/codes.ts';
import type { DatabaseKeys } from '../../database/sealing.ts';
import { keyedHash } from '../../database/sealing.ts';
import { hidesFrom } from '../../directory/resolve.ts';
import type { CaseEvent } from '../model/events.ts';
import { aboutTransfer, isToRecipient, type Message, messageIdentity } from '../model/message.ts';
import { endsInConflict } from '../model/open-to.ts';
import type { CaseState, Deadline, Task, Transfer } from '../model/state.ts';
import { isLeft } from '../model/transfer-status.ts';
import { gistOf, gistWords } from '../running/gist.ts';
import { isReadAnyway } from '../running/read-anyway.ts';
import type { World } from '../running/turn.ts';
import { countedOf, tallyLines } from '../tally/fold.ts';
import type { Recorded } from './journal.ts';

/** What a row becomes that is there already. */
interface Rewritten {
  transfers: string;
  tasks: string;
  messages: string;
}

/**
 * How steps of cases become rows. The shared head of the two statements that write them (opening, next step): everything hangs on `guard`, a
 * common table expression that holds the `case_id` of each case whose step may be written. `rowValues` gives its parameters.
 */
const rowsThat = <const Again extends Rewritten>(again: Again) =>
  `
  entries AS (
    INSERT INTO journal_entry (case_id, seq, department, kind, at, recorded_at, actor_kind, actor_id, codes, sealed, event_id, step, hash, key_generation)
    SELECT e.case_id, e.seq, :department::text, e.kind, e.at, e.recorded_at, e.actor_kind, e.actor_id, e.codes, decode(e.sealed, 'base64'), e.event_id, e.step,
           decode(e.hash, 'base64'), e.key_generation
    FROM jsonb_to_recordset(:entries::jsonb) AS e(case_id uuid, seq int, kind text, at timestamptz, recorded_at timestamptz, actor_kind text, actor_id text,
         codes jsonb, sealed text, event_id text, step int, hash text, key_generation smallint) JOIN guard USING (case_id)
  ), transfers AS (
    INSERT INTO transfer AS kept (case_id, id, department, organisation, contact, role, mode, purpose, status, conflict, ordered_at, handed_over_at, next_due,
      limit_at, danger, place, closed_at, readable_days, reads_anyway, reference, exercise)
    SELECT t.case_id, t.id, :department::text, t.organisation, t.contact, t.role, t.mode, t.purpose, t.status, t.conflict, t.ordered_at, t.handed_over_at, t.next_due,
           t.limit_at, t.danger, t.place, t.closed_at, t.readable_days, t.reads_anyway, t.reference, t.exercise
    FROM jsonb_to_recordset(:transfers::jsonb) AS t(case_id uuid, id text, organisation text, contact text, role text, mode text, purpose text, status text,
         conflict boolean, ordered_at timestamptz, handed_over_at timestamptz, next_due timestamptz, limit_at timestamptz, danger smallint, place text,
         closed_at timestamptz, readable_days int, reads_anyway boolean, reference text, exercise boolean) JOIN guard USING (case_id)
    ${again.transfers}
  ), tasks AS (
    INSERT INTO task (case_id, id, department, kind, audience, level, status, late, late_since, raised_at, due_at, taken_by, transfer, sayable)
    SELECT k.case_id, k.id, :department::text, k.kind, k.audience, k.level, k.status, k.late, k.late_since, k.raised_at, k.due_at, k.taken_by, k.transfer, k.sayable
    FROM jsonb_to_recordset(:tasks::jsonb) AS k(case_id uuid, id text, kind text, audience text, level int, status text, late boolean,
         late_since timestamptz, raised_at timestamptz, due_at timestamptz, taken_by text, transfer text, sayable text) JOIN guard USING (case_id)
    ${again.tasks}
  ), messages AS (
    INSERT INTO message (case_id, id, department, kind, channel, transfer, task, organisation, contact, status, message_id, not_before)
    SELECT m.case_id, m.id, :department::text, m.kind, m.channel, m.transfer, m.task, m.organisation, m.contact, 'pending', m.message_id, m.not_before
    FROM jsonb_to_recordset(:messages::jsonb) AS m(case_id uuid, id text, kind text, channel text, transfer text, task text, organisation text,
         contact text, message_id text, not_before timestamptz) JOIN guard USING (case_id)
    ${again.messages}
  )` as const;

/** The rows of a case that opens: none is there already, and the conditions of rows for changing one are not looked at. */
export const firstRows = rowsThat({ transfers: '', tasks: '', messages: '' });

/** The rows of a next step: new ones, and those it changes. */
export const nextRows = rowsThat({
  transfers: `ON CONFLICT (case_id, id) DO UPDATE SET
      contact = excluded.contact, status = excluded.status, conflict = kept.conflict OR excluded.conflict, handed_over_at = excluded.handed_over_at, next_due = excluded.next_due,
      limit_at = excluded.limit_at, danger = excluded.danger, place = excluded.place, closed_at = excluded.closed_at, readable_days = excluded.readable_days,
      reads_anyway = excluded.reads_anyway`,
  tasks: `ON CONFLICT (case_id, id) DO UPDATE SET
      audience = excluded.audience, level = excluded.level, status = excluded.status, late = excluded.late, late_since = excluded.late_since, due_at = excluded.due_at,
      taken_by = excluded.taken_by, sayable = excluded.sayable`,
  messages: `ON CONFLICT (case_id, id) DO UPDATE SET status = 'pending', not_before = excluded.not_before`,
});

/** A step as it is written: what its event left, chained and sealed. */
export interface WrittenStep {
  caseId: string;
  before: CaseState;
  after: CaseState;
  recorded: readonly Recorded[];
  /** The protocol that the case follows after it. */
  procedure: World['procedure'];
}

/** What a transfer's own row says of its case, for its recipient's list. */
export interface OfCase {
  reference: string;
  exercise: boolean;
}

/** How an instant is put in a row. */
type Put<When> = (instant: Instant | null) => When;

/** The rows to list by that a step adds or changes. */
export function stepRows<When>(keys: DatabaseKeys, step: WrittenStep, put: Put<When>) {
  const { caseId, before, after } = step;
  return {
    transfers: transferRows(step, put),
    tasks: taskRows(before, after, put),
    messages: messageRows(keys, caseId, before, after, put),
  };
}

/** The parameters of `firstRows` and `nextRows`: the rows of steps of one department, one of each case at most. */
export function rowValues(keys: DatabaseKeys, department: string, steps: readonly (WrittenStep & OfCase)[]) {
  const all = { entries: [] as object[], transfers: [] as object[], tasks: [] as object[], messages: [] as object[] };
  for (const step of steps) {
    const { caseId: case_id, reference, exercise } = step;
    const { transfers, tasks, messages } = stepRows(keys, step, iso);
    for (const row of entryRows(step.recorded)) all.entries.push({ case_id, ...row });
    for (const row of transfers) all.transfers.push({ case_id, reference, exercise, ...row });
    for (const row of tasks) all.tasks.push({ case_id, ...row });
    for (const row of messages) all.messages.push({ case_id, ...row });
  }
  return {
    department,
    entries: JSON.stringify(all.entries),
    transfers: JSON.stringify(all.transfers),
    tasks: JSON.stringify(all.tasks),
    messages: JSON.stringify(all.messages),
  };
}

/** What indicators need of a step: the case as it is now, and the lines it adds. */
export function tallyValues({ after, recorded }: Pick<WrittenStep, 'after' | 'recorded'>) {
  return { counted: countedOf(after), lines: tallyLines(recorded, after.tasks) };
}

/** As PostgreSQL reads an instant in JSON. */
export const iso: Put<string | null> = (instant) => (instant === null ? null : new Date(instant).toISOString());

/** What rule readers and lists see of a state in clear, for the case's row; `implicated` is whom to be tied to hides the case. */
export function clearColumns(state: CaseState, directory: Parameters<typeof hidesFrom>[1]) {
  const { facts } = state;
  const said = facts.implicated.flatMap(({ organisation, contact }) => [organisation, contact]);
  const establishment = facts.implicated.some(({ kind }) => kind === 'ETABLISSEMENT') ? [facts.finess] : [];
  return {
    status: state.status,
    qualification: state.qualification,
    danger: facts.danger ?? null,
    place: facts.place,
    inseeCode: facts.inseeCode ?? null,
    victimGroup: facts.victimGroup,
    implicated: [...new Set([...said, ...establishment, ...hidesFrom(facts, directory)])].filter((id) => id !== undefined),
    nextDue: iso(nextDue(state)),
    openedAt: iso(state.openedAt),
    closedAt: iso(state.closedAt),
  };
}

/** The next instant at which the case must be looked at by the clock or the messenger; null when nothing is to come. */
export function nextDue(state: CaseState): Instant | null {
  const instants = [...state.deadlines.map(({ dueAt }) => dueAt), ...state.messages.map(({ notBefore }) => notBefore)];
  return instants.length === 0 ? null : Math.min(...instants);
}

function entryRows(entries: readonly Recorded[]) {
  return entries.map(({ seq, kind, at, recordedAt, by, stored, sealed, eventId, hash, keyGeneration }) => ({
    seq,
    kind,
    at: iso(at),
    recorded_at: iso(recordedAt),
    actor_kind: by.kind,
    actor_id: by.id,
    codes: stored,
    sealed: sealed?.toString('base64'),
    event_id: eventId,
    step: entries[0]?.seq,
    hash: hash.toString('base64'),
    key_generation: keyGeneration,
  }));
}

/** The transfers a step changed, or whose next deadline it moved; all of them where it closes the case or opens it again, or another version is followed. */
function transferRows<When>({ before, after, recorded, procedure }: WrittenStep, put: Put<When>) {
  const { transfers, deadlines, closedAt, facts } = before;
  const follows = recorded.some(({ kind }) => kind === 'VERSION_CHANGED');
  if (!follows && transfers === after.transfers && deadlines === after.deadlines && closedAt === after.closedAt && facts === after.facts) return [];
  const dueOf = (state: CaseState, id: string, only?: Deadline['kind']) => {
    const instants = state.deadlines.filter(({ transfer, kind }) => transfer === id && kind === (only ?? kind)).map(({ dueAt }) => dueAt);
    return instants.length === 0 ? null : Math.min(...instants);
  };
  const saidOf = ({ facts }: CaseState, transfer: Transfer) => gistWords(gistOf(transfer, facts));
  const changed = (transfer: Transfer, old: Transfer | undefined) =>
    old === undefined ||
    follows ||
    before.closedAt !== after.closedAt ||
    isReadAnyway(old, before, procedure) !== isReadAnyway(transfer, after, procedure) ||
    old.status !== transfer.status ||
    old.contact !== transfer.contact ||
    old.handedOverAt !== transfer.handedOverAt ||
    old.conflict !== transfer.conflict ||
    dueOf(before, transfer.id) !== dueOf(after, transfer.id) ||
    dueOf(before, transfer.id, 'LIMIT') !== dueOf(after, transfer.id, 'LIMIT') ||
    saidOf(before, old) !== saidOf(after, transfer);
  return changedItems(before.transfers, after.transfers, changed).map((transfer) => ({
    id: transfer.id,
    organisation: transfer.organisation,
    contact: transfer.contact,
    role: transfer.role,
    mode: transfer.mode,
    purpose: transfer.purpose,
    status: transfer.status,
    conflict: transfer.conflict === true || recorded.some((entry) => entry.transfer === transfer.id && endsInConflict(entry)),
    ordered_at: put(transfer.orderedAt),
    handed_over_at: put(transfer.handedOverAt),
    next_due: put(dueOf(after, transfer.id)),
    limit_at: put(dueOf(after, transfer.id, 'LIMIT')),
    ...gistOf(transfer, after.facts),
    closed_at: put(after.closedAt),
    readable_days: after.readableDays ?? null,
    reads_anyway: isReadAnyway(transfer, after, procedure),
  }));
}

function taskRows<When>(before: CaseState, after: CaseState, put: Put<When>) {
  // The law leaves a list as it is when nothing in it changed.
  if (before.tasks === after.tasks) return [];
  return changedItems(before.tasks, after.tasks, (task: Task, old) => task !== old).map((task) => ({
    id: task.id,
    kind: task.kind,
    audience: task.to,
    level: task.level,
    status: task.status,
    late: task.late,
    late_since: put(task.lateSince ?? null),
    raised_at: put(task.raisedAt),
    due_at: put(task.dueAt),
    taken_by: task.takenBy,
    transfer: task.transfer,
    sayable: task.sayable,
  }));
}

/** Messages queued, or put off, by a step. */
function messageRows<When>(keys: DatabaseKeys, caseId: string, before: CaseState, after: CaseState, put: Put<When>) {
  if (before.messages === after.messages) return [];
  return changedItems(before.messages, after.messages, (item: Message, old) => item !== old).map((item) => ({
    id: item.id,
    kind: item.kind,
    channel: isToRecipient(item) ? item.channel : item.kind === 'DUTY_CALL' && item.by !== undefined ? item.by : 'EMAIL',
    transfer: aboutTransfer(item),
    task: item.kind === 'DUTY_CALL' ? item.task : null,
    organisation: isToRecipient(item) ? item.organisation : null,
    contact: isToRecipient(item) ? item.contact : null,
    not_before: put(item.notBefore),
    message_id: crockford(keyedHash(keys, 'message', `${caseId}/${item.id}`).subarray(0, 20)).toLowerCase(),
  }));
}

export interface MessageFate<When> {
  id: string;
  status: 'sent' | 'failed' | 'withdrawn' | 'bounced';
  code?: string;
  handed_over_at?: When;
}

/** Messages that left the queue, and what became of each: handed over, given up, or withdrawn because it had no object any more. */
export function messageFates<When>(before: CaseState, after: CaseState, event: CaseEvent | null, put: Put<When>): MessageFate<When>[] {
  const kept = new Set(after.messages.map(({ id }) => id));
  const gone = before.messages
    .filter(({ id }) => !kept.has(id))
    .map(({ id }): MessageFate<When> => {
      if (event?.kind === 'HandedOver' && event.message === id) return { id, status: 'sent', handed_over_at: put(event.at) };
      if (event?.kind === 'DeliveryFailed' && event.message === id) return { id, status: 'failed', code: event.code };
      return { id, status: 'withdrawn' };
    });
  const bounced: MessageFate<When>[] = event?.kind === 'Bounced' ? [{ id: messageIdentity(event.message), status: 'bounced', code: event.code }] : [];
  return [...gone, ...bounced];
}

/** The transfers whose links a step replaces, each with how many times they were. */
export function linksReplaced(before: CaseState, after: CaseState): { transfer: string; round: number }[] {
  const rounds = new Map(before.transfers.map(({ id, links = 0 }) => [id, links]));
  return after.transfers.flatMap(({ id, links = 0 }) => (links > (rounds.get(id) ?? 0) ? [{ transfer: id, round: links }] : []));
}

/** What a step makes of the personal links of transfers: since when they are dead, or null where they live again. */
export function linksChanged<When>(
  before: CaseState,
  after: CaseState,
  recordedAt: Instant,
  put: Put<When>,
): { transfer: string; revoked_at: When }[] {
  if (before.transfers === after.transfers) return [];
  const wasLeft = new Set(before.transfers.filter(isLeft).map(({ id }) => id));
  return after.transfers.flatMap((transfer) => {
    const { id } = transfer;
    if (isLeft(transfer) === wasLeft.has(id)) return [];
    return [{ transfer: id, revoked_at: put(isLeft(transfer) ? recordedAt : null) }];
  });
}

function changedItems<T extends { id: string }>(before: readonly T[], after: readonly T[], changed: (item: T, old: T | undefined) => boolean): T[] {
  const old = new Map(before.map((item) => [item.id, item]));
  return after.filter((item) => changed(item, old.get(item.id)));
}
