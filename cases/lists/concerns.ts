import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';

/** A mail says no more. */
const most = 50;

/**
 * The cases, by reference, in which something came about that is still to be done and concerns an account: a task given to it by somebody; one raised,
 * which it did not take, or late, in a case where it has one in hand. Between two instants of recording, the first left out. What it did itself, drills, and what is of the
 * duty (who is called) are not among them. Those that whoever acts may see, at most 50.
 */
export async function concernedBy(
  db: Database,
  department: string,
  account: string,
  { since, until }: { since: Instant; until: Instant },
): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ reference: string }>(
      {
        text: `SELECT DISTINCT c.reference FROM journal_entry e
               JOIN task t ON t.case_id = e.case_id AND t.id = e.codes ->> 'task' AND t.status = 'OPEN' AND t.audience <> 'DUTY'
               JOIN case_file c ON c.id = e.case_id AND c.exercise = false
               WHERE e.department = $1 AND e.recorded_at > $2 AND e.recorded_at <= $3 AND e.kind IN ('TASK_GIVEN', 'TASK_RAISED', 'TASK_LATE')
                 AND e.actor_id IS DISTINCT FROM $4
                 AND CASE e.kind WHEN 'TASK_GIVEN' THEN t.taken_by = $4 WHEN 'TASK_RAISED' THEN t.taken_by IS DISTINCT FROM $4 ELSE true END
                 AND EXISTS (SELECT FROM task own WHERE own.case_id = e.case_id AND own.status = 'OPEN' AND own.taken_by = $4)
               ORDER BY c.reference LIMIT ${most}`,
      },
      [department, new Date(since), new Date(until), account],
    );
    return rows.map(({ reference }) => reference);
  });
}
