import type { QueryResultRow } from 'pg';
import type { Database, Statement } from './pool.ts';

/**
 * What a door finds by a keyed hash, before any department is known: what the first of the hashes that is stored stands for, one a generation
 * of the key; null where none is.
 */
export async function foundByHash<Row extends QueryResultRow>(
  { pool }: Database,
  hashes: readonly Buffer[],
  statement: Statement,
): Promise<Row | null> {
  for (const hash of hashes) {
    const { rows } = await pool.query<Row>({ ...statement, values: [hash] });
    if (rows[0] !== undefined) return rows[0];
  }
  return null;
}
