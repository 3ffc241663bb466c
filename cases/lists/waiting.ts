import type { Instant } from '../../calendar/span.ts';
import type { Tx } from '../../database/pool.ts';
import type { TaskAudience } from '../../vocabulary/vocabulary.ts';
import type { Task, Transfer } from '../model/state.ts';
import { isLive, statusesThat } from '../model/transfer-status.ts';
import { longestPage } from './page.ts';

export interface QueueTask extends Pick<Task, 'id' | 'kind' | 'level' | 'raisedAt' | 'dueAt' | 'late' | 'lateSince' | 'takenBy' | 'sayable'> {
  to: TaskAudience;
  takenByName: string | null;
  /** The one it is about. */
  transfer: AwaitedTransfer | null;
}

/** A recipient as far as a list says of whom something is awaited. */
export type AwaitedTransfer = Pick<Transfer, 'id' | 'role' | 'purpose' | 'organisation' | 'status' | 'handedOverAt'>;

/** What a case waits for: its open tasks, the most pressing first, and the recipients who have it in hand and have not said what they did. */
export interface Waiting {
  tasks: QueueTask[];
  recipients: AwaitedTransfer[];
}

/** What each of these cases waits for; a case that waits for nothing is not among them. */
export async function waitingIn(tx: Tx, cases: readonly string[]): Promise<Map<string, Waiting>> {
  const [tasks, recipients] = await Promise.all([openTasks(tx, cases), recipientsOf(tx, cases)]);
  return new Map(
    [...new Set([...tasks.keys(), ...recipients.keys()])].map((id) => [id, { tasks: tasks.get(id) ?? [], recipients: recipients.get(id) ?? [] }]),
  );
}

/** At most so many a case, on average. */
const each = 10;

/** The open tasks of these cases, by case, the most pressing first. */
export async function openTasks(tx: Tx, cases: readonly string[]): Promise<Map<string, QueueTask[]>> {
  if (cases.length === 0) return new Map();
  const { rows } = await tx.query<TaskColumns>(
    {
      name: 'queue-tasks',
      text: `SELECT t.case_id, t.id, t.kind, t.level, t.raised_at, t.due_at, t.late, t.late_since, t.taken_by, t.sayable, t.audience,
                    taker.display_name AS taken_by_name, r.id AS transfer_id, r.role, r.organisation, r.purpose, r.status AS transfer_status, r.handed_over_at
             FROM task t LEFT JOIN account taker ON taker.id::text = t.taken_by
             LEFT JOIN transfer r ON r.case_id = t.case_id AND r.id = t.transfer
             WHERE t.status = 'OPEN' AND t.case_id = ANY ($1::uuid[]) ORDER BY (NOT t.late), t.due_at, t.case_id, t.id LIMIT $2`,
    },
    [cases, longestPage * each],
  );
  return grouped(rows, readTask);
}

const live = statusesThat(isLive).filter((status) => status !== 'DUE' && status !== 'UNDELIVERABLE');

async function recipientsOf(tx: Tx, cases: readonly string[]): Promise<Map<string, AwaitedTransfer[]>> {
  if (cases.length === 0) return new Map();
  const { rows } = await tx.query<TransferColumns & { case_id: string }>(
    {
      name: 'awaited-recipients',
      text: `SELECT r.case_id, r.id AS transfer_id, r.role, r.organisation, r.purpose, r.status AS transfer_status, r.handed_over_at
             FROM transfer r WHERE r.case_id = ANY ($1::uuid[]) AND r.purpose = 'ACTION' AND r.status = ANY ($2::text[])
             ORDER BY r.handed_over_at, r.case_id, r.id LIMIT $3`,
    },
    [cases, live, longestPage * each],
  );
  return grouped(rows, readTransfer);
}

function grouped<Row extends { case_id: string }, Read>(rows: readonly Row[], read: (row: Row) => Read): Map<string, Read[]> {
  const found = new Map<string, Read[]>();
  for (const row of rows) found.set(row.case_id, [...(found.get(row.case_id) ?? []), read(row)]);
  return found;
}

interface TransferColumns {
  transfer_id: string;
  role: Transfer['role'];
  organisation: string;
  purpose: Transfer['purpose'];
  transfer_status: Transfer['status'];
  handed_over_at: Date | null;
}

interface TaskColumns extends Pick<Task, 'id' | 'kind' | 'level' | 'late' | 'sayable'>, Omit<TransferColumns, 'transfer_id'> {
  case_id: string;
  raised_at: Date;
  due_at: Date;
  late_since: Date | null;
  taken_by: string | null;
  taken_by_name: string | null;
  audience: TaskAudience;
  transfer_id: string | null;
}

function readTask({ id, kind, level, late, sayable, audience, transfer_id, ...row }: TaskColumns): QueueTask {
  return {
    id,
    kind,
    level,
    late,
    ...(row.late_since !== null && { lateSince: instantOf(row.late_since) }),
    sayable,
    to: audience,
    raisedAt: instantOf(row.raised_at),
    dueAt: instantOf(row.due_at),
    takenBy: row.taken_by,
    takenByName: row.taken_by_name,
    transfer: transfer_id === null ? null : readTransfer({ ...row, transfer_id }),
  };
}

const readTransfer = ({ transfer_id, role, purpose, organisation, transfer_status, handed_over_at }: TransferColumns): AwaitedTransfer => ({
  id: transfer_id,
  role,
  purpose,
  organisation,
  status: transfer_status,
  handedOverAt: handed_over_at === null ? null : instantOf(handed_over_at),
});

const instantOf = (at: Date): Instant => at.getTime();
