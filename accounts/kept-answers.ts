import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';

/** Answers kept for whoever sends the same request again. */
const KEPT = `interval '7 days'`;

export interface KeptAnswer {
  bodyHash: Buffer;
  response: unknown;
}

/** What was answered to this owner's key in the last seven days; null when nothing was. */
export async function keptAnswer(db: Database, department: string, owner: string, key: string): Promise<KeptAnswer | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ body_hash: Buffer; response: unknown }>(
      { name: 'kept-answer', text: `SELECT body_hash, response FROM idempotency WHERE owner = $1 AND key = $2 AND created_at > now() - ${KEPT}` },
      [owner, key],
    );
    return rows[0] === undefined ? null : { bodyHash: rows[0].body_hash, response: rows[0].response };
  });
}

/** Keeps an answer. The first kept stays; older than seven days, it is replaced. */
export async function keepAnswer(db: Database, department: string, owner: string, key: string, kept: KeptAnswer): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query({ name: 'forget-answer', text: `DELETE FROM idempotency WHERE owner = $1 AND key = $2 AND created_at <= now() - ${KEPT}` }, [
      owner,
      key,
    ]);
    await tx.last(
      {
        name: 'keep-answer',
        text: 'INSERT INTO idempotency (department, owner, key, body_hash, response) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      },
      [department, owner, key, kept.bodyHash, JSON.stringify(kept.response)],
    );
  });
}
