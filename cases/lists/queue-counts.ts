import { actingNow } from '../../database/actor.ts';
import { keptFor } from '../../database/kept.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Actor } from '../model/events.ts';

/** What puts a case in a queue; drills have one of their own, and what somebody took is read from the tasks. */
export const queueTasks = { LATE: 'NOT c.in_time', DUTY: 'c.duty_waits', DESK: 'c.desk_waits', COORDINATOR: 'c.coordinator_waits' } as const;
export type Queue = 'ALL' | 'MINE' | 'EXERCISES' | keyof typeof queueTasks;

/** Where so many wait, they are counted again only after some seconds: the pages of a busy desk are asked for more often than that. */
const manyWait = 1_000;
const rememberedFor = 5_000;
const counted = keptFor(() => new Map<string, { until: number; counts: Record<Queue, number> }>());

/** How many cases wait in each queue for whoever acts, read from the indexes that hold them alone. */
export async function queueCounts(db: Database, tx: Tx, department: string, viewer: Actor): Promise<Record<Queue, number>> {
  const known = counted(db);
  const key = JSON.stringify([department, viewer.id, actingNow() ?? db.acting]);
  const last = known.get(key);
  if (last !== undefined && Date.now() < last.until) return last.counts;
  const { rows } = await tx.query<Record<Queue, number>>({ name: 'queue-counts', text: counting }, [viewer.id, department]);
  const counts = rows[0] ?? nothingWaits;
  if (counts.ALL < manyWait) known.delete(key);
  else known.set(key, { until: Date.now() + rememberedFor, counts });
  return counts;
}

/** The same, for whoever asks for nothing else. */
export const queueCountsOf = (db: Database, department: string, viewer: Actor): Promise<Record<Queue, number>> =>
  inDepartment(db, department, (tx) => queueCounts(db, tx, department, viewer));

const nothingWaits: Record<Queue, number> = { ALL: 0, MINE: 0, LATE: 0, DUTY: 0, DESK: 0, COORDINATOR: 0, EXERCISES: 0 };

const counting = `
  SELECT count(*)::int AS "ALL", ${Object.entries(queueTasks)
    .map(([name, waits]) => `count(*) FILTER (WHERE ${waits})::int AS "${name}"`)
    .join(', ')},
    (SELECT count(*)::int FROM case_file c WHERE c.department = $2 AND c.exercise = true AND c.task_due IS NOT NULL) AS "EXERCISES",
    (SELECT count(DISTINCT t.case_id)::int FROM task t JOIN case_file c ON c.id = t.case_id AND c.exercise = false
     WHERE t.department = $2 AND t.status = 'OPEN' AND t.taken_by = $1) AS "MINE"
  FROM case_file c WHERE c.department = $2 AND c.exercise = false AND c.task_due IS NOT NULL`;
