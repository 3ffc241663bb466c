import { type Database, inDepartment } from '../../database/pool.ts';

/** A case in which somebody suspended had something to do; `held`: it still says so. */
export interface LeftTask {
  reference: string;
  held: boolean;
}

/**
 * The cases, among those that whoever acts may see, with a task still to be done that a suspended account had taken: for others again, since, or
 * not yet let go. In order, at most 100.
 */
export async function tasksLeft(db: Database, department: string, account: string): Promise<LeftTask[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<LeftTask>(
      {
        text: `SELECT c.reference, true AS held FROM task t JOIN case_file c ON c.id = t.case_id
               WHERE t.department = $1 AND t.taken_by = $2 AND t.status = 'OPEN'
               UNION
               SELECT c.reference, false FROM account a
               JOIN journal_entry j ON j.department = $1 AND j.recorded_at >= a.disabled_at AND j.recorded_at < a.disabled_at + interval '2 days'
                AND j.kind = 'TASK_RELEASED' AND j.codes #>> '{because,from}' = $2
               JOIN task t ON t.case_id = j.case_id AND t.id = j.codes ->> 'task' AND t.status = 'OPEN' AND t.taken_by IS NULL
               JOIN case_file c ON c.id = t.case_id
               WHERE a.id::text = $2 ORDER BY 1, 2 LIMIT 100`,
      },
      [department, account],
    );
    return rows;
  });
}
