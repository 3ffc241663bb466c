import { isWrappedBy } from './generations.ts';
import { type Database, inDepartment } from './pool.ts';
import { unwrapDataKey, wrapDataKey } from './sealing.ts';

/**
 * Wraps again, by the active generation of the master key, some data keys of a department that an older one wraps. Answers with how many
 * were left to do when it began: 0 when all are up to date. Nothing they seal is touched. The owner's role only.
 */
export async function rewrapSome(db: Database, department: string, atOnce: number): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ owner_id: string; wrapped: Buffer }>(
      { text: `SELECT owner_id, wrapped FROM keys.sealed_key WHERE NOT (${isWrappedBy('$1')}) ORDER BY owner_id LIMIT $2` },
      [db.keys.master.active, atOnce],
    );
    for (const { owner_id, wrapped } of rows) {
      const again = wrapDataKey(db.keys, owner_id, unwrapDataKey(db.keys, owner_id, wrapped));
      await tx.query({ name: 'rewrap', text: 'UPDATE keys.sealed_key SET wrapped = $3 WHERE owner_id = $1 AND wrapped = $2' }, [
        owner_id,
        wrapped,
        again,
      ]);
    }
    return rows.length;
  });
}
