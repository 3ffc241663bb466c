import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import { dangerListed, pageOfCases, readLine } from './cases.ts';
import { byDeadline, type QueueColumns, type QueueLine, queueColumns } from './desk-queue.ts';
import { namesShown } from './names.ts';
import { Narrowed } from './narrowed.ts';
import { openTasks } from './waiting.ts';

/** Why a case cannot wait for whoever leaves to come back; one that is so for several reasons is said under the first. */
export const hotGroups = ['DUTY', 'DANGER', 'DUE', 'CALL_BACK', 'GATE'] as const;
export type HotGroup = (typeof hotGroups)[number];

/** At most so many of each. */
const each = 25;

/** What somebody who takes over is told of the desk's cases. */
export interface HotCases {
  group: HotGroup;
  rows: QueueLine[];
  /** There are more than are shown. */
  more: boolean;
}

const hasTask = 'c.task_due IS NOT NULL';
const openTaskOf = (...kinds: string[]) =>
  `c.id IN (SELECT t.case_id FROM task t WHERE t.department = $1 AND t.status = 'OPEN' AND t.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;

/**
 * The cases that cannot wait: the duty is called for them; danger is at the threshold `danger` and nobody who must act was handed anything, be
 * there still a task or not; a task is late, or due before `until`; somebody was promised a call; a text waits to be read before it leaves. Those
 * that whoever acts may see, no drill, each group by deadline. `viewer` has read the names shown.
 */
export async function hotCases(
  db: Database,
  department: string,
  viewer: Actor,
  { until, danger }: { until: Instant; danger: Danger },
): Promise<HotCases[]> {
  const which: Record<HotGroup, (asked: Narrowed) => Narrowed> = {
    DUTY: (asked) => asked.where(hasTask).where('c.duty_waits'),
    DANGER: (asked) =>
      asked
        .where(`c.status = 'OPEN'`)
        .where(`${dangerListed} >= ?::int`, danger)
        .where(`NOT EXISTS (SELECT FROM transfer t WHERE t.case_id = c.id AND t.purpose = 'ACTION' AND t.handed_over_at IS NOT NULL)`),
    DUE: (asked) => asked.where(hasTask).where('(NOT c.in_time OR c.task_due < ?)', new Date(until)),
    CALL_BACK: (asked) => asked.where(hasTask).where(openTaskOf('CALL_BACK')),
    GATE: (asked) => asked.where(hasTask).where(openTaskOf('TEXT_TO_READ', 'FIELD_TO_READ')),
  };
  return inDepartment(db, department, async (tx) => {
    const ids: string[] = [];
    const found: { group: HotGroup; rows: Awaited<ReturnType<typeof readGroup>>; more: boolean }[] = [];
    for (const group of hotGroups) {
      const asked = new Narrowed()
        .where('c.department = ?', department)
        .where('c.exercise = false')
        .where('c.id <> ALL (?)', [...ids]);
      const read = await readGroup(tx, which[group](asked));
      const rows = read.slice(0, each);
      ids.push(...rows.map(({ caseId }) => caseId));
      if (rows.length > 0) found.push({ group, rows, more: read.length > each });
    }
    const [tasks, names] = await Promise.all([openTasks(tx, ids), namesShown(db, tx, department, viewer, ids)]);
    return found.map((one) => ({
      ...one,
      rows: one.rows.map((line) => ({ ...line, tasks: tasks.get(line.caseId) ?? [], person: names.get(line.caseId) })),
    }));
  });
}

async function readGroup(tx: Tx, asked: Narrowed) {
  const { rows } = await tx.query<QueueColumns>({ text: pageOfCases(asked, byDeadline, each, 0, queueColumns) }, asked.values);
  return rows.map((row) => ({ ...readLine(row), clockOffset: row.clock_offset }));
}
