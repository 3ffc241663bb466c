import type { DatabaseKeys } from '../../database/sealing.ts';
import { seal } from '../../database/sealing.ts';
import { nothing } from '../model/evolve.ts';
import { isToRecipient } from '../model/message.ts';
import type { CaseState } from '../model/state.ts';
import { chain, emptyHead, type Head, type Recorded } from './journal.ts';
import { likenessRows } from './likeness.ts';
import { linkKept } from './links.ts';
import type { LivedCase, LivedStep } from './lived-case.ts';
import { sealedContent } from './open.ts';
import { clearColumns, deadLinks, iso, type MessageFate, messageFates, stepRows } from './step-rows.ts';

/** The tables a case is kept in and their columns, as rows of JSON are read. */
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
  wake: { case_id: 'uuid', department: 'text', raised: 'bigint', seen: 'bigint' },
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
  },
} as const;

export type CaseTable = keyof typeof columns;
type Row<Table extends CaseTable> = Record<keyof (typeof columns)[Table], unknown>;
export type CaseRows = { [Table in CaseTable]: Row<Table>[] };

const bytes = (value: Buffer): string => `\\x${value.toString('hex')}`;

/**
 * The rows that a case's steps leave, made by what makes them for each step. Nothing is waiting to be told to the engine: whoever
 * writes a past says that all of it was.
 */
export function rowsOfLivedCase(keys: DatabaseKeys, lived: LivedCase): CaseRows {
  const { id: caseId, department } = lived;
  const about = { case_id: caseId, department };
  const entries: Row<'journal_entry'>[] = [];
  const alerts: Row<'alert'>[] = [];
  const likeness = new Map<string, Row<'likeness'>>();
  const transfers = new Map<string, Row<'transfer'>>();
  const tasks = new Map<string, Row<'task'>>();
  const messages = new Map<string, Row<'message'> & { attempt: number; status: MessageFate['status'] | 'pending' }>();
  const links = new Map<string, Row<'partner_link'>>();
  let before = nothing;
  let head: Head = emptyHead(caseId);
  let raised = 0;
  for (const step of lived.steps) {
    const recorded = recordedStep(keys, lived, head, step);
    const rows = stepRows(keys, { caseId, department, before, after: step.state, recorded });
    const recordedAt = iso(step.recordedAt);
    const [{ seq: stepSeq = 0 } = {}] = recorded;
    for (const [index, { hash, ...entry }] of rows.entries.entries()) {
      const { sealed = null, eventId = null } = recorded[index] ?? {};
      entries.push({
        ...about,
        ...entry,
        recorded_at: recordedAt,
        sealed: sealed && bytes(sealed),
        event_id: eventId,
        step: stepSeq,
        hash: `\\x${hash}`,
        key_generation: keys.journal.active,
      });
    }
    for (const transfer of rows.transfers) {
      const conflict = transfer.conflict || transfers.get(transfer.id)?.conflict === true;
      transfers.set(transfer.id, { ...about, ...transfer, conflict });
    }
    for (const task of rows.tasks) tasks.set(task.id, { ...about, ...task });
    for (const message of rows.messages) {
      const { attempt = 0, last_code = null, handed_over_at = null } = messages.get(message.id) ?? {};
      messages.set(message.id, { ...about, ...message, status: 'pending', attempt, last_code, handed_over_at });
    }
    claim(keys, lived, step, before, messages, links);
    for (const { id, status, code = null, handed_over_at } of messageFates(before, step.state, step.event)) {
      const message = messages.get(id);
      if (message) messages.set(id, { ...message, status, last_code: code, handed_over_at: handed_over_at ?? message.handed_over_at });
    }
    const dead = deadLinks(before, step.state);
    for (const [key, link] of links) if (dead.includes(String(link.transfer))) links.set(key, { ...link, revoked_at: link.revoked_at ?? recordedAt });
    if (step.alert) {
      const local = step.state.alerts.at(-1)?.id ?? '';
      alerts.push(alertRow(lived, step, step.alert, local, recorded));
      for (const { kind, hash, generation } of likenessRows(keys, department, step.alert.content)) {
        if (!likeness.has(`${kind} ${hash}`))
          likeness.set(`${kind} ${hash}`, { ...about, alert: local, kind, hash: `\\x${hash}`, key_generation: generation });
      }
    }
    if (step.woke) raised += 1;
    const last = recorded.at(-1);
    if (last) head = { count: last.seq, hash: last.hash };
    before = step.state;
  }
  return {
    case_file: [caseRow(lived, before, head)],
    'keys.sealed_key': [{ owner_id: caseId, department, kind: 'CASE', wrapped: bytes(lived.wrapped) }],
    wake: [{ ...about, raised, seen: raised }],
    alert: alerts,
    likeness: [...likeness.values()],
    journal_entry: entries,
    transfer: [...transfers.values()],
    task: [...tasks.values()],
    message: [...messages.values()],
    partner_link: [...links.values()],
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
    token_hash: bytes(tokenHash),
    department,
    case_id: caseId,
    transfer,
    organisation,
    contact,
    created_at: known?.created_at ?? iso(recordedAt),
    expires_at: expiresAt.toISOString(),
    revoked_at: known?.revoked_at ?? null,
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
    seq: recorded.find(({ kind }) => kind === 'ALERT_RECORDED')?.seq,
    channel: event.alert.channel,
    contact_kind: 'ALERT',
    received_at: iso(event.at),
    source: alert.source,
    external_id: alert.externalId,
    body_hash: bytes(alert.bodyHash),
    receipt_hash: bytes(alert.receiptHash),
  };
}

function caseRow({ id, department, reference, procedure, exercise, steps }: LivedCase, state: CaseState, head: Head): Row<'case_file'> {
  const clear = clearColumns(state);
  const last = Math.max(...steps.flatMap(({ entries }) => entries.at(-1)?.at ?? 0));
  return {
    id,
    department,
    reference,
    procedure_slug: procedure.slug,
    procedure_number: procedure.number,
    state: clear.state,
    status: clear.status,
    qualification: clear.qualification,
    danger: clear.danger,
    place: clear.place,
    insee_code: clear.inseeCode,
    victim_group: clear.victimGroup,
    implicated: clear.implicated,
    exercise,
    journal_count: head.count,
    journal_head: bytes(head.hash),
    last_at: iso(last),
    next_due: clear.nextDue,
    opened_at: clear.openedAt,
    closed_at: clear.closedAt,
  };
}
