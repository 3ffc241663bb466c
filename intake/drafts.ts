import type { Instant } from '../calendar/span.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { draftKey, isAnothersId } from '../database/sealed-keys.ts';
import { seal, unseal, unwrapDataKey } from '../database/sealing.ts';

/**
 * What somebody is writing, kept so that a crash loses seconds at most. One row, overwritten; its only time is an hour,
 * and its id must be drawn at random (a v4 UUID, no time in it): nothing lets anyone know how long a call lasted.
 */
export interface IntakeDraft {
  id: string;
  kind: 'CALL' | 'WEB' | 'DECLARATION' | 'DECLARATION_CSV' | 'LETTER' | 'NOTE';
  /** Whoever is signed in and writes; null for the public form, whose id is then the only key to it. */
  account: string | null;
  content: unknown;
}

/** Keeps what was typed so far, over what was kept before. Answers false when the draft is somebody else's, or the id is no draft's. */
export async function saveIntakeDraft(db: Database, department: string, draft: IntakeDraft, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const key = await draftKey(db, tx, department, draft.id);
    if (key === null) return false;
    const { rowCount } = await tx.last(
      {
        name: 'save-draft',
        text: `INSERT INTO draft AS kept (id, department, account, kind, sealed, touched_hour)
               VALUES ($1, $2, $3, $4, $5, date_trunc('hour', $6::timestamptz, 'UTC'))
               ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, touched_hour = excluded.touched_hour
               WHERE kept.account IS NOT DISTINCT FROM excluded.account AND kept.kind = excluded.kind`,
      },
      [draft.id, department, draft.account, draft.kind, seal(key, draft.id, draft.content), new Date(now)],
    );
    return rowCount === 1;
  });
}

/** What was kept under an id; null when there is nothing. The caller checks whose it is (`account`). */
export async function readIntakeDraft(db: Database, department: string, id: string): Promise<IntakeDraft | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Pick<IntakeDraft, 'kind' | 'account'> & { sealed: Buffer; wrapped: Buffer }>(
      {
        name: 'read-draft',
        text: 'SELECT d.kind, d.account, d.sealed, k.wrapped FROM draft d JOIN keys.sealed_key k ON k.owner_id = d.id WHERE d.id = $1',
      },
      [id],
    );
    if (rows[0] === undefined) return null;
    const { kind, account, sealed, wrapped } = rows[0];
    return { id, kind, account, content: unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed) };
  });
}

/** Whether a draft may have this id, as far as this department knows: one that came from an address may be a case's, or a mail's. */
export async function mayBeDraft(db: Database, department: string, id: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => !(await isAnothersId(tx, id)));
}

/** The drafts of a kind that somebody left, most recent hour first, at most 50. */
export async function draftsOf(
  db: Database,
  department: string,
  account: string,
  kind: IntakeDraft['kind'] = 'CALL',
): Promise<{ id: string; hour: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; touched_hour: Date }>(
      { text: 'SELECT id, touched_hour FROM draft WHERE department = $1 AND account = $2 AND kind = $3 ORDER BY touched_hour DESC, id LIMIT 50' },
      [department, account, kind],
    );
    return rows.map(({ id, touched_hour }) => ({ id, hour: touched_hour.getTime() }));
  });
}

/** Whoever writes a draft forgets it with its key: what it held can no longer be opened, in a backup either. Idempotent. */
export async function deleteIntakeDraft(db: Database, department: string, id: string, account: IntakeDraft['account']): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `WITH gone AS (DELETE FROM draft WHERE id = $1 AND account IS NOT DISTINCT FROM $2 RETURNING id)
               DELETE FROM keys.sealed_key WHERE owner_id IN (SELECT id FROM gone) AND kind = 'DRAFT'`,
      },
      [id, account],
    ),
  );
}
