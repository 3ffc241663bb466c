import { randomUUID } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../database/sealing.ts';

/** A call that a telephone system announced and nobody has written down yet. */
export interface AnnouncedCall {
  id: string;
  /** As the system wrote it; empty when it hides it. */
  caller: string;
}

const shown = 10;

/**
 * Keeps a call that rings. Nothing but an hour is kept of when it came, so that no page or table says how long anybody was
 * listened to. The same external id twice is one call.
 */
export async function announceCall(db: Database, department: string, call: { externalId: string; caller: string }, now: Instant): Promise<void> {
  const id = randomUUID();
  const { key, wrapped } = newDataKey(db.keys, id);
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `WITH kept AS (
                 INSERT INTO announced_call (id, department, external_id, sealed, hour)
                 VALUES ($1, $2, $3, $4, date_trunc('hour', $5::timestamptz, 'UTC')) ON CONFLICT (department, external_id) DO NOTHING RETURNING id
               )
               INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT id, $2, 'CALL', $6 FROM kept`,
      },
      [id, department, call.externalId, seal(key, id, call.caller), new Date(now), wrapped],
    ),
  );
}

/** Calls announced and not yet taken, newest hour first, at most ten. */
export async function announcedCalls(db: Database, department: string): Promise<AnnouncedCall[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; sealed: Buffer; wrapped: Buffer }>({
      text: `SELECT a.id, a.sealed, k.wrapped FROM announced_call a JOIN keys.sealed_key k ON k.owner_id = a.id
             ORDER BY a.hour DESC, a.id LIMIT ${shown}`,
    });
    return rows.map((row) => opened(db, row));
  });
}

/** An agent takes the call: it is nobody else's any more, and the announcement is forgotten with its key. Null when it was taken already. */
export async function takeAnnounced(db: Database, department: string, id: string): Promise<AnnouncedCall | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; sealed: Buffer; wrapped: Buffer }>(
      {
        text: `WITH taken AS (DELETE FROM announced_call WHERE id = $1 RETURNING id, sealed)
               DELETE FROM keys.sealed_key k USING taken t WHERE k.owner_id = t.id AND k.kind = 'CALL' RETURNING t.id, t.sealed, k.wrapped`,
      },
      [id],
    );
    return rows[0] === undefined ? null : opened(db, rows[0]);
  });
}

function opened(db: Database, { id, sealed, wrapped }: { id: string; sealed: Buffer; wrapped: Buffer }): AnnouncedCall {
  return { id, caller: String(unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed)) };
}
