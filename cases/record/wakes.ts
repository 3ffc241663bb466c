import type { Pool } from 'pg';
import { listDepartments } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';

/** A case that was woken, and the number of the wake that was read. */
export interface Wake {
  caseId: string;
  department: string;
  raised: string;
  /** Danger calls duty: it is told before the others. */
  urgent: boolean;
}

/** Cases woken and not yet told to the engine, at most `limit`, those of `except` left out; those that danger makes urgent first, then oldest cases first. */
export async function raisedWakes(relay: Pool, limit: number, except: readonly string[]): Promise<Wake[]> {
  const { rows } = await relay.query<{ case_id: string; department: string; raised: string; urgent: boolean }>({
    name: 'raised-wakes',
    text: `SELECT case_id, department, raised, urgent FROM wake WHERE raised > seen AND case_id <> ALL ($2::uuid[])
           ORDER BY urgent DESC, case_id LIMIT $1`,
    values: [limit, except],
  });
  return rows.map(({ case_id, department, raised, urgent }) => ({ caseId: case_id, department, raised, urgent }));
}

/** Notes that the engine was told. A wake raised meanwhile has a higher number and stays raised. Idempotent. */
export async function noteSeen(relay: Pool, told: readonly Wake[]): Promise<void> {
  await relay.query({
    name: 'note-seen',
    text: `UPDATE wake SET seen = told.raised FROM unnest($1::uuid[], $2::bigint[]) AS told(case_id, raised)
           WHERE wake.case_id = told.case_id AND wake.seen < told.raised`,
    values: [told.map(({ caseId }) => caseId), told.map(({ raised }) => raised)],
  });
}

/**
 * Wakes every case that has something to come, of one department or of all, or only those due for longer than `overdueByMs`; answers with their number.
 * A case woken for nothing does nothing; one already woken is left as it is.
 */
export async function wakeAgain(db: Database, { overdueByMs, department }: { overdueByMs?: number; department?: string } = {}): Promise<number> {
  let woken = 0;
  for (const code of department === undefined ? (await listDepartments(db)).map(({ code }) => code) : [department]) {
    const { rowCount } = await inDepartment(db, code, (tx) =>
      tx.last(
        {
          text: `UPDATE wake SET raised = raised + 1 FROM case_file c
                 WHERE c.id = wake.case_id AND c.department = $1 AND raised = seen AND c.next_due IS NOT NULL
                   AND ($2::float8 IS NULL OR c.next_due < now() + c.clock_offset - make_interval(secs => $2 / 1000))`,
        },
        [code, overdueByMs ?? null],
      ),
    );
    woken += rowCount ?? 0;
  }
  if (woken > 0) db.nudge();
  return woken;
}
