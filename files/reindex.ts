import { type Database, inDepartment } from '../database/pool.ts';
import { sealedKeyOf } from '../database/sealed-keys.ts';
import { unsealBytes } from '../database/sealing.ts';
import { digestsOf } from './keep.ts';

/**
 * Makes again, under the active generation of the index key, the digests of some files that are kept under an older one. Answers with how
 * many it did: 0 when all are up to date. A file that was erased keeps its digest, which finds nothing. The owner's role only.
 */
export async function reindexFiles(db: Database, department: string, atOnce: number): Promise<number> {
  const { active } = db.keys.index;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ id: string; case_id: string | null; owner: string; digest: Buffer; sealed: Buffer }>(
      { text: 'SELECT id, case_id, owner, digest, sealed FROM attachment_body WHERE department = $1 AND key_generation < $2 ORDER BY id LIMIT $3' },
      [department, active, atOnce],
    );
    for (const { id, case_id, owner, digest, sealed } of rows) {
      const key = await sealedKeyOf(db, tx, case_id === null ? 'DRAFT' : 'CASE', owner);
      const again = key === null ? digest : (digestsOf(db, department, unsealBytes(key, id, sealed))[0] ?? digest);
      await tx.query({ name: 'redigest', text: 'UPDATE attachment_body SET digest = $2, key_generation = $3 WHERE id = $1' }, [id, again, active]);
    }
    return rows.length;
  });
}
