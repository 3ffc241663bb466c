import { type Database, inDepartment } from '../../database/pool.ts';
import type { Actor } from '../model/events.ts';
import { type CaseColumns, type CaseLine, type CaseQuery, dangerListed, narrow, pageOf, pageOfCases, readLine } from './cases.ts';
import { countedRows } from './counted.ts';
import { namesShown } from './names.ts';
import { Narrowed } from './narrowed.ts';
import { goOnAfter, type Order, type OrderedBy } from './order.ts';
import { type Page, window } from './page.ts';
import { type Queue, queueCounts, queueTasks } from './queue-counts.ts';
import { openTasks, type QueueTask } from './waiting.ts';

/** A case that waits for the desk, and what it waits for: its open tasks, the most pressing first. */
export interface QueueLine extends CaseLine {
  /** The case's clock is this much ahead of real time, in milliseconds. */
  clockOffset: number;
  tasks: QueueTask[];
  /** Who it is about, where names are asked for and one was given. */
  person?: string | undefined;
}

export interface QueueQuery extends Omit<CaseQuery, 'exercise' | 'follows' | 'sort' | 'descending'> {
  queue: Queue;
  /** Only what nobody has taken. */
  untaken?: boolean;
  /** The lines say who their cases are about: `viewer` has then read their names. */
  named?: boolean;
  sort?: 'due' | 'danger' | 'place' | 'openedAt';
  descending?: boolean;
}

type SortedLine = CaseLine & { clockOffset: number; inTime: boolean; taskDue: number };
const byDue: OrderedBy<SortedLine> = { column: 'c.task_due', type: 'timestamptz', of: ({ taskDue }) => taskDue };
const byId: OrderedBy<SortedLine> = { column: 'c.id', type: 'uuid', of: ({ caseId }) => caseId };
const orders: Record<NonNullable<QueueQuery['sort']>, OrderedBy<SortedLine>[]> = {
  due: [{ column: 'c.in_time', type: 'boolean', of: ({ inTime }) => inTime }, byDue, byId],
  danger: [{ column: dangerListed, type: 'int', of: ({ danger }) => danger ?? -1 }, byDue, byId],
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
  const { queue, sort = 'due', descending = false, untaken = false, named = false, after, page: _page, size: _size, ...narrowing } = query;
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
    const ids = rows.map(({ caseId }) => caseId);
    const [tasks, names] = await Promise.all([openTasks(tx, ids), named ? namesShown(db, tx, department, viewer, ids) : null]);
    return {
      rows: rows.map(({ inTime: _late, taskDue: _due, ...line }) => ({
        ...line,
        tasks: tasks.get(line.caseId) ?? [],
        person: names?.get(line.caseId),
      })),
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

/** Late ones first, then by deadline. */
export const byDeadline: Order<SortedLine> = { columns: orders.due, descending: false };

export const queueColumns = ', c.in_time, c.task_due, extract(epoch FROM c.clock_offset)::float8 * 1000 AS clock_offset';

export interface QueueColumns extends CaseColumns {
  in_time: boolean;
  task_due: Date;
  clock_offset: number;
}

function readSorted(row: QueueColumns): SortedLine {
  return { ...readLine(row), clockOffset: row.clock_offset, inTime: row.in_time, taskDue: row.task_due.getTime() };
}
