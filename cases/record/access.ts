import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';

/** Who reads. A partner's or an institution's `organisation` narrows what exists for them to their own transfers. */
export type Reader = Actor & { organisation?: string };

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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

/** Which of these accounts may not act on a case any more: suspended, gone to an outside body, tied to its parties or stepped back from it. */
export async function unableOf(tx: Tx, caseId: string, accounts: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    {
      name: 'unable-of',
      text: `SELECT a.id FROM account a JOIN unnest($2::text[]) AS held(account) ON a.id::text = held.account
             WHERE a.disabled_at IS NOT NULL OR a.organisation IS NOT NULL OR doors.hidden_from(a.id)::jsonb ? $1 ORDER BY a.id`,
    },
    [caseId, accounts],
  );
  return rows.map(({ id }) => id);
}

/** `unableOf`, asked by a page. */
export async function mayNotAct(db: Database, department: string, caseId: string, accounts: readonly string[]): Promise<Set<string>> {
  return new Set(await inDepartment(db, department, (tx) => unableOf(tx, caseId, accounts)));
}
