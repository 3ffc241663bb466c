import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { WorkedSituation } from './situations.ts';

/** A situation that a department added to its own suite. */
export interface KeptSituation extends WorkedSituation {
  /** Counts the savings. */
  version: number;
  changedBy: string;
  changedAt: Instant;
}

/** More than a suite that people read; a department that has as many is told to drop some. */
const MOST = 500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The department's own situations, by title. */
export async function keptSituations(db: Database, department: string): Promise<KeptSituation[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row>({ text: `SELECT ${columns} FROM worked_situation WHERE department = $1 ORDER BY title, id LIMIT ${MOST}` }, [
      department,
    ]);
    return rows.map(read);
  });
}

/** One of them; null when the department has none of this id. */
export async function keptSituation(db: Database, department: string, id: string): Promise<KeptSituation | null> {
  if (!uuid.test(id)) return null;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row>({ text: `SELECT ${columns} FROM worked_situation WHERE id = $1` }, [id]);
    return rows[0] === undefined ? null : read(rows[0]);
  });
}

/** Adds a situation and answers with its id; `full` when there are too many. The very same one (title, facts, moment) is not added twice. */
export async function keepSituation(
  db: Database,
  department: string,
  { title, facts, at, expected }: Omit<WorkedSituation, 'id'>,
  by: string,
  now: Instant,
): Promise<{ id: string } | { full: true }> {
  return inDepartment(db, department, async (tx) => {
    const there = await tx.query<{ id: string; same: boolean; total: number }>(
      {
        text: `SELECT id, title = $2 AND facts = $3::jsonb AND at_local IS NOT DISTINCT FROM $4 AS same, count(*) OVER ()::int AS total
               FROM worked_situation WHERE department = $1 ORDER BY same DESC, id LIMIT 1`,
      },
      [department, title, JSON.stringify(facts), at ?? null],
    );
    const [first] = there.rows;
    if (first?.same) return { id: first.id };
    if ((first?.total ?? 0) >= MOST) return { full: true };
    const id = randomUUIDv7();
    await tx.query(
      keepStatement({
        id,
        department,
        title,
        facts: JSON.stringify(facts),
        at: at ?? null,
        expected: JSON.stringify(expected),
        by,
        now: new Date(now),
      }),
    );
    return { id };
  });
}

const keepStatement = named({
  text: `INSERT INTO worked_situation (id, department, title, facts, at_local, expected, changed_by, changed_at)
         VALUES (:id, :department, :title, :facts, :at, :expected, :by, :now)`,
});

/** Changes what a situation is called and expects, if nobody changed it since `version`; else nothing is written and it answers false. */
export async function changeSituation(
  db: Database,
  department: string,
  id: string,
  change: { version: number; title: string; expected: WorkedSituation['expected'] },
  by: string,
  now: Instant,
): Promise<boolean> {
  if (!uuid.test(id)) return false;
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.last(
      {
        text: `UPDATE worked_situation SET title = $3, expected = $4, version = version + 1, changed_by = $5, changed_at = $6
               WHERE id = $1 AND version = $2`,
      },
      [id, change.version, change.title, JSON.stringify(change.expected), by, new Date(now)],
    );
    return rowCount === 1;
  });
}

/** Takes a situation out of the suite; false where it was not in it. */
export async function dropSituation(db: Database, department: string, id: string): Promise<boolean> {
  if (!uuid.test(id)) return false;
  const { rowCount } = await inDepartment(db, department, (tx) => tx.last({ text: 'DELETE FROM worked_situation WHERE id = $1' }, [id]));
  return rowCount === 1;
}

const columns = 'id, title, facts, at_local, expected, version, changed_by, changed_at';

interface Row extends Pick<WorkedSituation, 'id' | 'title' | 'facts' | 'expected'> {
  at_local: string | null;
  version: number;
  changed_by: string;
  changed_at: Date;
}

const read = ({ at_local, changed_by, changed_at, ...row }: Row): KeptSituation => ({
  ...row,
  ...(at_local !== null && { at: at_local }),
  changedBy: changed_by,
  changedAt: changed_at.getTime(),
});
