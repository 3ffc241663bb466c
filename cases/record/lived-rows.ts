import type { Instant } from '../../calendar/span.ts';
import type { SentType, SentValue } from '../../database/binary-array.ts';
import type { DatabaseKeys } from '../../database/sealing.ts';
import { seal } from '../../database/sealing.ts';
import { nothing } from '../model/evolve.ts';
import { isToRecipient } from '../model/message.ts';
import type { CaseState } from '../model/state.ts';
import { isUrgent } from '../running/urgent.ts';
import { countedOf, tallyLines } from '../tally/fold.ts';
import type { TallyLine } from '../tally/tally.ts';
import { chain, emptyHead, type Head, type Recorded } from './journal.ts';
import { likenessRows } from './likeness.ts';
import { linkKept } from './links.ts';
import type { LivedCase, LivedStep } from './lived-case.ts';
import { sealedContent } from './open.ts';
import { clearColumns, linksChanged, messageFates, nextDue, stepRows } from './step-rows.ts';

/** The tables a case is kept in, and their columns. */
export const columns = {
  case_file: {
    id: 'uuid',
    department: 'text',
    reference: 'text',
    procedure_slug: 'text',
    procedure_number: 'int',
    state: 'jsonb',
    status: 'text',
    qualification: 'text',
    danger: 'smallint',
    place: 'text',
    insee_code: 'text',
    victim_group: 'text',
    implicated: 'text[]',
    exercise: 'boolean',
    journal_count: 'int',
    journal_head: 'bytea',
    last_at: 'timestamptz',
    next_due: 'timestamptz',
    opened_at: 'timestamptz',
    closed_at: 'timestamptz',
  },
  'keys.sealed_key': { owner_id: 'uuid', department: 'text', kind: 'text', wrapped: 'bytea' },
  wake: { case_id: 'uuid', department: 'text', raised: 'bigint', seen: 'bigint', urgent: 'boolean' },
  case_tally: { case_id: 'uuid', department: 'text', exercise: 'boolean', counted: 'jsonb', lines: 'jsonb' },
  alert: {
    id: 'uuid',
    department: 'text',
    case_id: 'uuid',
    local_id: 'text',
    seq: 'int',
    channel: 'text',
    contact_kind: 'text',
    received_at: 'timestamptz',
    source: 'text',
    external_id: 'text',
    body_hash: 'bytea',
    receipt_hash: 'bytea',
  },
  likeness: { case_id: 'uuid', department: 'text', alert: 'text', kind: 'text', hash: 'bytea', key_generation: 'int' },
  journal_entry: {
    case_id: 'uuid',
    seq: 'int',
    department: 'text',
    kind: 'text',
    at: 'timestamptz',
    recorded_at: 'timestamptz',
    actor_kind: 'text',
    actor_id: 'text',
    codes: 'jsonb',
    sealed: 'bytea',
    event_id: 'text',
    step: 'int',
    hash: 'bytea',
    key_generation: 'int',
  },
  transfer: {
    case_id: 'uuid',
    id: 'text',
    department: 'text',
    organisation: 'text',
    contact: 'text',
    role: 'text',
    mode: 'text',
    purpose: 'text',
    status: 'text',
    conflict: 'boolean',
    ordered_at: 'timestamptz',
    handed_over_at: 'timestamptz',
    next_due: 'timestamptz',
    limit_at: 'timestamptz',
    danger: 'smallint',
    place: 'text',
    closed_at: 'timestamptz',
    readable_days: 'int',
    reads_anyway: 'boolean',
    reference: 'text',
    exercise: 'boolean',
  },
  task: {
    case_id: 'uuid',
    id: 'text',
    department: 'text',
    kind: 'text',
    audience: 'text',
    level: 'int',
    status: 'text',
    late: 'boolean',
    late_since: 'timestamptz',
    raised_at: 'timestamptz',
    due_at: 'timestamptz',
    taken_by: 'text',
    transfer: 'text',
    sayable: 'text',
  },
  message: {
    case_id: 'uuid',
    id: 'text',
    department: 'text',
    kind: 'text',
    channel: 'text',
    transfer: 'text',
    task: 'text',
    organisation: 'text',
    contact: 'text',
    status: 'text',
    attempt: 'int',
    message_id: 'text',
    not_before: 'timestamptz',
    handed_over_at: 'timestamptz',
    last_code: 'text',
  },
  partner_link: {
    token_hash: 'bytea',
    department: 'text',
    case_id: 'uuid',
    transfer: 'text',
    organisation: 'text',
    contact: 'text',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
    revoked_at: 'timestamptz',
    round: 'int',
  },
} as const;

export type CaseTable = keyof typeof columns;
type Cell<Type> = Type extends SentType ? SentValue<Type> : readonly string[];
type Row<Table extends CaseTable> = { [Column in keyof (typeof columns)[Table]]: Cell<(typeof columns)[Table][Column]> };
export type CaseRows = { [Table in CaseTable]: Row<Table>[] };

const asItIs = (instant: Instant | null): Instant | null => instant;

/**
 * The rows that a case's steps leave, made by what makes them for each step. Nothing is waiting to be told to the engine: whoever
 * writes a past says that all of it was.
 */
export function rowsOfLivedCase(keys: DatabaseKeys, lived: LivedCase): CaseRows {
  const { id: case_id, department, reference, exercise } = lived;
  const rows = { journal_entry: [] as Row<'journal_entry'>[], alert: [] as Row<'alert'>[] };
  const likeness = new Map<string, Row<'likeness'>>();
  const transfers = new Map<string, Row<'transfer'>>();
  const tasks = new Map<string, Row<'task'>>();
  const messages = new Map<string, Row<'message'> & { attempt: number }>();
  const links = new Map<string, Row<'partner_link'>>();
  let before = nothing;
  let head: Head = emptyHead(case_id);
  let raised = 0;
  let urgent = false;
  const lines: TallyLine[] = [];
  for (const step of lived.steps) {
    const { state: after, recordedAt } = step;
    const recorded = recordedStep(keys, lived, head, step);
    lines.push(...tallyLines(recorded, after.tasks));
    const listed = stepRows(keys, { caseId: case_id, before, after, recorded, procedure: lived.world.procedure }, asItIs);
    for (const entry of recorded) rows.journal_entry.push(entryRow(lived, entry, recorded[0]?.seq ?? 0));
    for (const transfer of listed.transfers) {
      const conflict = transfer.conflict || transfers.get(transfer.id)?.conflict === true;
      transfers.set(transfer.id, { case_id, department, ...transfer, conflict, reference, exercise });
    }
    for (const task of listed.tasks) tasks.set(task.id, { case_id, department, ...task });
    for (const message of listed.messages) {
      const { attempt = 0, last_code = null, handed_over_at = null } = messages.get(message.id) ?? {};
      messages.set(message.id, { case_id, department, ...message, status: 'pending', attempt, last_code, handed_over_at });
    }
    claim(keys, lived, step, before, messages, links);
    for (const { id, status, code = null, handed_over_at } of messageFates(before, after, step.event, asItIs)) {
      const message = messages.get(id);
      if (message) messages.set(id, { ...message, status, last_code: code, handed_over_at: handed_over_at ?? message.handed_over_at });
    }
    for (const { transfer, revoked_at } of linksChanged(before, after, recordedAt, asItIs))
      for (const [key, link] of links) if (link.transfer === transfer) links.set(key, { ...link, revoked_at });
    if (step.alert) {
      const local = after.alerts.at(-1)?.id ?? '';
      rows.alert.push(alertRow(lived, step, step.alert, local, recorded));
      for (const { kind, hash, generation } of likenessRows(keys, department, step.alert.content)) {
        if (!likeness.has(`${kind} ${hash}`))
          likeness.set(`${kind} ${hash}`, { case_id, department, alert: local, kind, hash: Buffer.from(hash, 'hex'), key_generation: generation });
      }
    }
    if (step.woke) raised += 1;
    if (step.woke || before === nothing) urgent = isUrgent(after, { procedure: lived.world.procedure, exercise });
    const last = recorded.at(-1);
    if (last) head = { count: last.seq, hash: last.hash };
    before = after;
  }
  return {
    ...rows,
    case_file: [caseRow(lived, before, head)],
    'keys.sealed_key': [{ owner_id: case_id, department, kind: 'CASE', wrapped: lived.wrapped }],
    wake: [{ case_id, department, raised, seen: raised, urgent }],
    case_tally: [{ case_id, department, exercise, counted: JSON.stringify(countedOf(before)), lines: JSON.stringify(lines) }],
    likeness: [...likeness.values()],
    transfer: [...transfers.values()],
    task: [...tasks.values()],
    message: [...messages.values()],
    partner_link: [...links.values()],
  };
}

function entryRow({ id, department }: LivedCase, entry: Recorded, step: number): Row<'journal_entry'> {
  const { seq, kind, at, recordedAt, by, stored, sealed, eventId, hash, keyGeneration } = entry;
  return {
    case_id: id,
    seq,
    department,
    kind,
    at,
    recorded_at: recordedAt,
    actor_kind: by.kind,
    actor_id: by.id,
    codes: JSON.stringify(stored),
    sealed,
    event_id: eventId,
    step,
    hash,
    key_generation: keyGeneration,
  };
}

function recordedStep(keys: DatabaseKeys, { id, key }: LivedCase, head: Head, { entries, first, recordedAt, ...step }: LivedStep): Recorded[] {
  const own = head.count + 1 + first;
  const content = step.alert === undefined ? step.content : sealedContent(step.alert);
  const sealed = content === undefined ? null : seal(key, `${id}/${own}`, content);
  const eventId = step.eventId ?? null;
  return chain(keys.journal, head, entries, recordedAt, (seq) => (seq === own ? { sealed, eventId } : { sealed: null, eventId: null }));
}

/** A message is claimed before it is handed over, and a mail to a recipient carries a link. */
function claim(
  keys: DatabaseKeys,
  { id: caseId, department }: LivedCase,
  { claimed, recordedAt }: LivedStep,
  before: CaseState,
  messages: Map<string, Row<'message'> & { attempt: number }>,
  links: Map<string, Row<'partner_link'>>,
): void {
  const message = before.messages.find(({ id }) => id === claimed);
  if (message === undefined) return;
  const row = messages.get(message.id);
  if (row) row.attempt += 1;
  if (!isToRecipient(message) || message.kind === 'REVOKED') return;
  const { transfer, organisation, contact } = message;
  const { tokenHash, expiresAt } = linkKept(keys, { department, caseId, transfer, organisation, contact }, recordedAt);
  const known = links.get(`${transfer} ${contact}`);
  links.set(`${transfer} ${contact}`, {
    token_hash: tokenHash,
    department,
    case_id: caseId,
    transfer,
    organisation,
    contact,
    created_at: known?.created_at ?? recordedAt,
    expires_at: expiresAt.getTime(),
    revoked_at: known?.revoked_at ?? null,
    round: 0,
  });
}

function alertRow(
  lived: LivedCase,
  { event }: LivedStep,
  alert: NonNullable<LivedStep['alert']>,
  local: string,
  recorded: readonly Recorded[],
): Row<'alert'> {
  if (event?.kind !== 'AlertReceived') throw new Error('An alert is recorded by its own event.');
  return {
    id: alert.id,
    department: lived.department,
    case_id: lived.id,
    local_id: local,
    seq: recorded.find(({ kind }) => kind === 'ALERT_RECORDED')?.seq ?? null,
    channel: event.alert.channel,
    contact_kind: 'ALERT',
    received_at: event.at,
    source: alert.source,
    external_id: alert.externalId,
    body_hash: alert.bodyHash,
    receipt_hash: alert.receiptHash,
  };
}

function caseRow({ id, department, reference, procedure, world, exercise, steps }: LivedCase, state: CaseState, head: Head): Row<'case_file'> {
  const clear = clearColumns(state, world.directory);
  const last = Math.max(...steps.flatMap(({ entries }) => entries.at(-1)?.at ?? 0));
  return {
    id,
    department,
    reference,
    procedure_slug: procedure.slug,
    procedure_number: procedure.number,
    state: JSON.stringify(state),
    status: clear.status,
    qualification: clear.qualification,
    danger: clear.danger,
    place: clear.place,
    insee_code: clear.inseeCode,
    victim_group: clear.victimGroup,
    implicated: clear.implicated,
    exercise,
    journal_count: head.count,
    journal_head: head.hash,
    last_at: last,
    next_due: nextDue(state),
    opened_at: state.openedAt,
    closed_at: state.closedAt,
  };
}
