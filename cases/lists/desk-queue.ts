import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { TaskAudience } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import type { Task, Transfer } from '../model/state.ts';
import { type CaseColumns, type CaseLine, type CaseQuery, narrow, pageOf, pageOfCases, readLine } from './cases.ts';
import { countedRows } from './counted.ts';
import { Narrowed } from './narrowed.ts';
import { goOnAfter, type Order, type OrderedBy } from './order.ts';
import { longestPage, type Page, window } from './page.ts';
import { type Queue, queueCounts, queueTasks } from './queue-counts.ts';

/** A case that waits for the desk, and what it waits for: its open tasks, the most pressing first. */
export interface QueueLine extends CaseLine {
  /** The case's clock is this much ahead of real time, in milliseconds. */
  clockOffset: number;
  tasks: QueueTask[];
}

export interface QueueTask extends Pick<Task, 'id' | 'kind' | 'level' | 'raisedAt' | 'dueAt' | 'late' | 'takenBy' | 'sayable'> {
  to: TaskAudience;
  takenByName: string | null;
  /** The one it is about. */
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'organisation' | 'status' | 'handedOverAt'> | null;
}

export interface QueueQuery extends Omit<CaseQuery, 'exercise' | 'follows'> {
  queue: Queue;
  /** Only what nobody has taken. */
  untaken?: boolean;
  sort?: 'due' | 'danger' | 'place' | 'openedAt';
  descending?: boolean;
}

type SortedLine = CaseLine & { clockOffset: number; inTime: boolean; taskDue: number };
const byDue: OrderedBy<SortedLine> = { column: 'c.task_due', type: 'timestamptz', of: ({ taskDue }) => taskDue };
const byId: OrderedBy<SortedLine> = { column: 'c.id', type: 'uuid', of: ({ caseId }) => caseId };
const orders: Record<NonNullable<QueueQuery['sort']>, OrderedBy<SortedLine>[]> = {
  due: [{ column: 'c.in_time', type: 'boolean', of: ({ inTime }) => inTime }, byDue, byId],
  danger: [{ column: 'coalesce(c.danger, -1)', type: 'int', of: ({ danger }) => danger ?? -1 }, byDue, byId],
  place: [{ column: 'c.place', type: 'text', of: ({ place }) => place }, byDue, byId],
  openedAt: [{ column: 'c.opened_at', type: 'timestamptz', of: ({ openedAt }) => openedAt }, byId],
};

/**
 * Cases with an open task that whoever acts may see, one line each, `viewer` for those it has taken: late ones first, then by deadline,
 * unless another order is asked for. `counts` says how many there are in each queue, whatever the filters.
 */
export async function deskQueue(
  db: Database,
  department: string,
  viewer: Actor,
  query: QueueQuery,
): Promise<Page<QueueLine> & { counts: Record<Queue, number> }> {
  const { page, size, offset } = window(query);
  const { queue, sort = 'due', descending = false, untaken = false, after, page: _page, size: _size, ...narrowing } = query;
  // The lines of a queue alone are counted already.
  const isNarrowed = untaken || Object.values(narrowing).some((value) => value !== undefined);
  const order: Order<SortedLine> = { columns: orders[sort], descending };
  const asked = new Narrowed().where('c.department = ?', department).where('c.task_due IS NOT NULL');
  narrow(asked, { ...narrowing, exercise: queue === 'EXERCISES' });
  inQueue(asked, queue, viewer, untaken);
  const here = asked.copy();
  const goesOn = after !== undefined && goOnAfter(here, order, after);
  return inDepartment(db, department, async (tx) => {
    const [counts, total, found] = await Promise.all([
      queueCounts(db, tx, department, viewer),
      isNarrowed ? countedRows(db, tx, 'case_file c', asked) : null,
      tx.query<QueueColumns>({ text: pageOfCases(here, order, size, goesOn ? 0 : offset, queueColumns) }, here.values),
    ]);
    const { rows, next } = pageOf(found.rows.map(readSorted), size, order);
    const tasks = await openTasks(
      tx,
      rows.map(({ caseId }) => caseId),
    );
    return {
      rows: rows.map(({ inTime: _late, taskDue: _due, ...line }) => ({ ...line, tasks: tasks.get(line.caseId) ?? [] })),
      ...(next !== undefined && { next }),
      total: total ?? counts[queue],
      counts,
      page,
      size,
    };
  });
}

function inQueue(asked: Narrowed, queue: Queue, viewer: Actor, untaken: boolean): void {
  if (queue === 'MINE') asked.where(`EXISTS (SELECT FROM task t WHERE t.case_id = c.id AND t.status = 'OPEN' AND t.taken_by = ?)`, viewer.id);
  else if (queue !== 'EXERCISES' && queue !== 'ALL') asked.where(queueTasks[queue]);
  if (untaken) asked.where('c.untaken');
}

const queueColumns = ', c.in_time, c.task_due, extract(epoch FROM c.clock_offset)::float8 * 1000 AS clock_offset';

interface QueueColumns extends CaseColumns {
  in_time: boolean;
  task_due: Date;
  clock_offset: number;
}

function readSorted(row: QueueColumns): SortedLine {
  return { ...readLine(row), clockOffset: row.clock_offset, inTime: row.in_time, taskDue: row.task_due.getTime() };
}

/** At most so many a case, on average. */
const tasksEach = 10;

async function openTasks(tx: Tx, cases: readonly string[]): Promise<Map<string, QueueTask[]>> {
  const tasks = new Map<string, QueueTask[]>();
  if (cases.length === 0) return tasks;
  const { rows } = await tx.query<TaskColumns>(
    {
      name: 'queue-tasks',
      text: `SELECT t.case_id, t.id, t.kind, t.level, t.raised_at, t.due_at, t.late, t.taken_by, t.sayable, t.audience,
                    taker.display_name AS taken_by_name, r.id AS transfer_id, r.role, r.organisation, r.purpose, r.status AS transfer_status, r.handed_over_at
             FROM task t LEFT JOIN account taker ON taker.id::text = t.taken_by
             LEFT JOIN transfer r ON r.case_id = t.case_id AND r.id = t.transfer
             WHERE t.status = 'OPEN' AND t.case_id = ANY ($1::uuid[]) ORDER BY (NOT t.late), t.due_at, t.case_id, t.id LIMIT $2`,
    },
    [cases, longestPage * tasksEach],
  );
  for (const row of rows) tasks.set(row.case_id, [...(tasks.get(row.case_id) ?? []), readTask(row)]);
  return tasks;
}

interface TaskColumns extends Pick<Task, 'id' | 'kind' | 'level' | 'late' | 'sayable'> {
  case_id: string;
  raised_at: Date;
  due_at: Date;
  taken_by: string | null;
  taken_by_name: string | null;
  audience: TaskAudience;
  transfer_id: string | null;
  role: Transfer['role'];
  organisation: string;
  purpose: Transfer['purpose'];
  transfer_status: Transfer['status'];
  handed_over_at: Date | null;
}

function readTask({ id, kind, level, late, sayable, audience, ...row }: TaskColumns): QueueTask {
  return {
    id,
    kind,
    level,
    late,
    sayable,
    to: audience,
    raisedAt: row.raised_at.getTime(),
    dueAt: row.due_at.getTime(),
    takenBy: row.taken_by,
    takenByName: row.taken_by_name,
    transfer:
      row.transfer_id === null
        ? null
        : {
            id: row.transfer_id,
            role: row.role,
            purpose: row.purpose,
            organisation: row.organisation,
            status: row.transfer_status,
            handedOverAt: row.handed_over_at?.getTime() ?? null,
          },
  };
}
