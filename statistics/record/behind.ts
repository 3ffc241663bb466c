import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';

/** Of these cases those that whoever asks may open, newest first, so many at most. */
export async function casesBehind(
  db: Database,
  department: string,
  cases: readonly string[],
  atMost: number,
): Promise<{ reference: string; openedAt: Instant }[]> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ reference: string; opened_at: Date }>(
      { text: 'SELECT reference, opened_at FROM case_file WHERE id = ANY ($1::uuid[]) ORDER BY opened_at DESC, id DESC LIMIT $2' },
      [cases, atMost],
    ),
  );
  return rows.map(({ reference, opened_at }) => ({ reference, openedAt: opened_at.getTime() }));
}
