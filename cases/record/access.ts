import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';

/** Who reads. A partner's or an institution's `organisation` narrows what exists for them to their own transfers. */
export type Reader = Actor & { organisation?: string };

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An agent steps back: the case is hidden from the account from now on. Idempotent. */
export async function stepBack(db: Database, department: string, account: string, caseId: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'INSERT INTO step_back (case_id, account, department) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING' }, [
      caseId,
      account,
      department,
    ]),
  );
}

/** Notes in the caller's transaction that something sealed was read, by whom and why; of no case where there is none. */
export async function logAccess(tx: Tx, department: string, by: Actor, caseId: string | null, what: string, why: ReadingReason): Promise<void> {
  await tx.query(
    {
      name: 'log-access',
      text: 'INSERT INTO access_log (department, actor_kind, actor_id, case_id, what, why) VALUES ($1, $2, $3, $4, $5, $6)',
    },
    [department, by.kind, by.id, caseId, what, why],
  );
}
