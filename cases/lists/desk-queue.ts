import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Danger, Place, TaskAudience } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import type { Task, Transfer } from '../model/state.ts';
import { type CaseColumns, type CaseLine, caseColumns, readLine } from './cases.ts';
import { type Page, window } from './page.ts';

/** One task and the case it is for. `transfer` is the one it is about. */
export interface TaskRow extends CaseLine {
  /** The case's clock is this much ahead of real time, in milliseconds. */
  clockOffset: number;
  task: Pick<Task, 'id' | 'kind' | 'level' | 'dueAt' | 'late' | 'takenBy' | 'sayable'> & { to: TaskAudience; takenByName: string | null };
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'organisation' | 'status' | 'handedOverAt'> | null;
}

export const queues = {
  ALL: 'true',
  MINE: 't.taken_by = viewer.id',
  LATE: 't.late',
  DUTY: `t.audience = 'DUTY'`,
  DESK: `t.audience = 'DESK'`,
  COORDINATOR: `t.audience = 'COORDINATOR'`,
  /** Drills, which are in no other queue. */
  EXERCISES: 'true',
} as const;
export type Queue = keyof typeof queues;

export interface QueueQuery {
  queue: Queue;
  /** At least this level. */
  danger?: Danger;
  place?: Place;
  /** Beginning of a reference. */
  reference?: string;
  /** Only what nobody has taken. */
  untaken?: boolean;
  sort?: 'due' | 'danger' | 'place' | 'openedAt';
  descending?: boolean;
  page?: number;
  size?: number;
}

/** The lines of a queue; drills have their own. */
const inQueue = (queue: Queue): string => (queue === 'EXERCISES' ? 'c.exercise' : `NOT c.exercise AND ${queues[queue]}`);

const orders = { due: ['(NOT t.late)', 't.due_at'], danger: ['coalesce(c.danger, -1)'], place: ['c.place'], openedAt: ['c.opened_at'] } as const;

/**
 * Open tasks of the desk that whoever acts may see, `viewer` for those it has taken: late ones first, then by deadline, unless another order is asked for.
 * `counts` says how many there are in each queue, whatever the filters.
 */
export async function deskQueue(
  db: Database,
  department: string,
  viewer: Actor,
  query: QueueQuery,
): Promise<Page<TaskRow> & { counts: Record<Queue, number> }> {
  const { page, size, offset } = window(query);
  const down = query.descending ? ' DESC' : '';
  const order = [...orders[query.sort ?? 'due'], 't.case_id', 't.id'].map((column) => `${column}${down}`).join(', ');
  const from = `FROM (SELECT $1::text AS id) viewer CROSS JOIN task t JOIN case_file c ON c.id = t.case_id WHERE t.status = 'OPEN'`;
  const filters = `${inQueue(query.queue)} AND ($2::int IS NULL OR c.danger >= $2) AND ($3::text IS NULL OR c.place = $3) AND ($4::text IS NULL OR starts_with(c.reference, $4)) AND (NOT $5::boolean OR t.taken_by IS NULL)`;
  const asked = [viewer.id, query.danger ?? null, query.place ?? null, query.reference?.toUpperCase() ?? null, query.untaken ?? false];
  return inDepartment(db, department, async (tx) => {
    const [counted, found] = await Promise.all([
      tx.query<Record<Queue | 'total', number>>(
        {
          text: `SELECT ${Object.keys(queues)
            .map((name) => `count(*) FILTER (WHERE ${inQueue(name as Queue)})::int AS "${name}"`)
            .join(', ')},
                        count(*) FILTER (WHERE ${filters})::int AS total ${from}`,
        },
        asked,
      ),
      tx.query<TaskColumns>(
        {
          text: `SELECT ${caseColumns}, t.id AS task_id, t.kind, t.level, t.due_at, t.late, t.taken_by, t.sayable, t.audience,
                        taker.display_name AS taken_by_name, r.id AS transfer_id, r.role, r.organisation, r.purpose, r.status AS transfer_status,
                        r.handed_over_at, extract(epoch FROM c.clock_offset)::float8 * 1000 AS clock_offset
                 ${from.replace(
                   'WHERE',
                   `LEFT JOIN account taker ON taker.id::text = t.taken_by
                                          LEFT JOIN transfer r ON r.case_id = t.case_id AND r.id = t.transfer WHERE`,
                 )}
                 AND ${filters} ORDER BY ${order} LIMIT $6 OFFSET $7`,
        },
        [...asked, size, offset],
      ),
    ]);
    const { total = 0, ...counts } = counted.rows[0] ?? ({} as Record<Queue | 'total', number>);
    return { rows: found.rows.map(readTask), total, counts, page, size };
  });
}

interface TaskColumns extends CaseColumns, Pick<Task, 'kind' | 'level' | 'late' | 'sayable'> {
  task_id: string;
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
  clock_offset: number;
}

function readTask(row: TaskColumns): TaskRow {
  const { kind, level, late, sayable } = row;
  return {
    ...readLine(row),
    task: {
      kind,
      level,
      late,
      sayable,
      id: row.task_id,
      dueAt: row.due_at.getTime(),
      takenBy: row.taken_by,
      takenByName: row.taken_by_name,
      to: row.audience,
    },
    clockOffset: row.clock_offset,
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
