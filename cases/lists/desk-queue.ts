import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { TaskAudience } from '../../procedures/procedure.ts';
import type { Danger, Place, VictimGroup } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import type { CaseState, Task, Transfer } from '../model/state.ts';
import { accountId, notHidden } from '../record/read-case.ts';

/** Lines of a list, and where they stand in it. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  /** From 1. */
  page: number;
  size: number;
}

const longestPage = 200;

export interface CaseLine {
  caseId: string;
  reference: string;
  status: CaseState['status'];
  qualification: CaseState['qualification'];
  /** Absent when nobody has assessed it. */
  danger?: Danger;
  place: Place;
  inseeCode: string | null;
  victimGroup: VictimGroup;
  exercise: boolean;
  openedAt: Instant;
  closedAt: Instant | null;
  /** The next deadline or delivery, on the case's own clock. */
  nextDue: Instant | null;
}

/** One task and the case it is for. `transfer` is the one it is about. */
export interface TaskRow extends CaseLine {
  /** The case's clock is this much ahead of real time, in milliseconds. */
  clockOffset: number;
  task: Pick<Task, 'id' | 'kind' | 'level' | 'dueAt' | 'late' | 'takenBy' | 'because' | 'sayable'> & { to: TaskAudience; takenByName: string | null };
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'organisation' | 'status' | 'handedOverAt'> | null;
}

export const queues = {
  ALL: 'true',
  MINE: 't.taken_by = $1::text',
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
 * Open tasks of the desk that this account may see: late ones first, then by deadline, unless another order is asked for.
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
  const from = `FROM task t JOIN case_file c ON c.id = t.case_id WHERE t.status = 'OPEN' AND ($1::uuid IS NULL OR (${notHidden}))`;
  const filters = `${inQueue(query.queue)} AND ($2::int IS NULL OR c.danger >= $2) AND ($3::text IS NULL OR c.place = $3) AND ($4::text IS NULL OR starts_with(c.reference, $4)) AND (NOT $5::boolean OR t.taken_by IS NULL)`;
  const asked = [accountId(viewer), query.danger ?? null, query.place ?? null, query.reference?.toUpperCase() ?? null, query.untaken ?? false];
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
          text: `SELECT ${caseColumns}, t.id AS task_id, t.kind, t.level, t.due_at, t.late, t.taken_by, t.because, t.sayable, t.audience,
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

export interface CaseQuery {
  /** Only drills, or none of them; both when left out. */
  exercise?: boolean;
  status?: CaseState['status'];
  qualification?: CaseState['qualification'];
  danger?: Danger;
  place?: Place;
  inseeCode?: string;
  victimGroup?: VictimGroup;
  reference?: string;
  /** Cases that follow this version of the protocol. */
  follows?: { slug: string; number: number };
  page?: number;
  size?: number;
}

/** Cases this account may see, newest first. */
export async function listCases(db: Database, department: string, viewer: Actor, query: CaseQuery): Promise<Page<CaseLine>> {
  const { page, size, offset } = window(query);
  const where = `WHERE c.department = $2 AND ($1::uuid IS NULL OR (${notHidden}))
    AND ($3::text IS NULL OR c.status = $3) AND ($4::text IS NULL OR c.qualification = $4) AND ($5::int IS NULL OR c.danger >= $5)
    AND ($6::text IS NULL OR c.place = $6) AND ($7::text IS NULL OR c.insee_code = $7) AND ($8::text IS NULL OR c.victim_group = $8)
    AND ($9::text IS NULL OR starts_with(c.reference, $9)) AND ($10::boolean IS NULL OR c.exercise = $10)
    AND ($11::text IS NULL OR (c.procedure_slug = $11 AND c.procedure_number = $12::int))`;
  const values = [
    accountId(viewer),
    department,
    query.status ?? null,
    query.qualification ?? null,
    query.danger ?? null,
    query.place ?? null,
    query.inseeCode ?? null,
    query.victimGroup ?? null,
    query.reference?.toUpperCase() ?? null,
    query.exercise ?? null,
    query.follows?.slug ?? null,
    query.follows?.number ?? null,
  ];
  return inDepartment(db, department, async (tx) => {
    const [counted, found] = await Promise.all([
      tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total FROM case_file c ${where}` }, values),
      tx.query<CaseColumns>({ text: `SELECT ${caseColumns} FROM case_file c ${where} ORDER BY c.opened_at DESC, c.id LIMIT $13 OFFSET $14` }, [
        ...values,
        size,
        offset,
      ]),
    ]);
    return { rows: found.rows.map(readLine), total: counted.rows[0]?.total ?? 0, page, size };
  });
}

/** Some cases by id, as lines, those this account may see, newest first. At most 200. */
export async function casesById(db: Database, department: string, viewer: Actor, ids: readonly string[]): Promise<CaseLine[]> {
  if (ids.length === 0) return [];
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<CaseColumns>(
      {
        text: `SELECT ${caseColumns} FROM case_file c WHERE c.id = ANY ($2::uuid[]) AND ($1::uuid IS NULL OR (${notHidden}))
               ORDER BY c.opened_at DESC, c.id LIMIT $3`,
      },
      [accountId(viewer), ids, longestPage],
    );
    return rows.map(readLine);
  });
}

export interface TransferLine {
  caseId: string;
  reference: string;
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status' | 'orderedAt' | 'handedOverAt'>;
  nextDue: Instant | null;
}

/** What was transferred to an organisation, newest first: for its own accounts and keys. A drill goes to nobody real. */
export async function transfersTo(
  db: Database,
  department: string,
  organisation: string,
  query: { open?: boolean; page?: number; size?: number },
): Promise<Page<TransferLine>> {
  const { page, size, offset } = window(query);
  const from = `FROM transfer t JOIN case_file c ON c.id = t.case_id
    WHERE NOT c.exercise AND t.department = $1 AND t.organisation = $2 AND NOT ($3 AND t.status IN ('OUTCOME_GIVEN', 'REFUSED', 'REROUTED', 'CANCELLED'))`;
  const values = [department, organisation, query.open ?? false];
  return inDepartment(
    db,
    department,
    async (tx) => {
      const [counted, found] = await Promise.all([
        tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total ${from}` }, values),
        tx.query<TransferColumns>(
          {
            text: `SELECT t.case_id, c.reference, t.id, t.role, t.purpose, t.mode, t.status, t.ordered_at, t.handed_over_at, t.next_due
                   ${from} ORDER BY t.ordered_at DESC, t.case_id, t.id LIMIT $4 OFFSET $5`,
          },
          [...values, size, offset],
        ),
      ]);
      return { rows: found.rows.map(readTransfer), total: counted.rows[0]?.total ?? 0, page, size };
    },
    { organisation },
  );
}

function window({ page = 1, size = 50 }: { page?: number; size?: number }) {
  const bounded = Math.min(Math.max(1, Math.trunc(size)), longestPage);
  const asked = Math.max(1, Math.trunc(page));
  return { page: asked, size: bounded, offset: (asked - 1) * bounded };
}

interface CaseColumns extends Pick<CaseLine, 'reference' | 'status' | 'qualification' | 'place' | 'exercise'> {
  danger: Danger | null;
  case_id: string;
  insee_code: string | null;
  victim_group: VictimGroup;
  opened_at: Date;
  closed_at: Date | null;
  next_due: Date | null;
}

const caseColumns = `c.id AS case_id, c.reference, c.status, c.qualification, c.danger, c.place, c.insee_code, c.victim_group, c.exercise,
  c.opened_at, c.closed_at, c.next_due`;

function readLine(row: CaseColumns): CaseLine {
  const { reference, status, qualification, danger, place, exercise } = row;
  return {
    reference,
    status,
    qualification,
    ...(danger !== null && { danger }),
    place,
    exercise,
    caseId: row.case_id,
    inseeCode: row.insee_code,
    victimGroup: row.victim_group,
    openedAt: row.opened_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    nextDue: row.next_due?.getTime() ?? null,
  };
}

interface TaskColumns extends CaseColumns, Pick<Task, 'kind' | 'level' | 'late' | 'because' | 'sayable'> {
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
  const { kind, level, late, because, sayable } = row;
  return {
    ...readLine(row),
    task: {
      kind,
      level,
      late,
      because,
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

interface TransferColumns extends Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status'> {
  case_id: string;
  reference: string;
  ordered_at: Date;
  handed_over_at: Date | null;
  next_due: Date | null;
}

function readTransfer({ case_id, reference, ordered_at, handed_over_at, next_due, ...transfer }: TransferColumns): TransferLine {
  return {
    caseId: case_id,
    reference,
    nextDue: next_due?.getTime() ?? null,
    transfer: { ...transfer, orderedAt: ordered_at.getTime(), handedOverAt: handed_over_at?.getTime() ?? null },
  };
}
