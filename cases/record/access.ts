import { actsAtDesk } from '../../database/acts-at-desk.ts';
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

/** Of these cases, those whose name is noted as shown to whoever reads, in a list of this hour. */
export async function listedThisHour(tx: Tx, by: Actor, cases: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>(
    {
      name: 'listed-this-hour',
      text: `SELECT listed.id FROM unnest($2::uuid[]) AS listed(id)
             WHERE EXISTS (SELECT FROM access_log l WHERE l.case_id = listed.id AND l.at >= date_trunc('hour', now(), 'UTC') AND l.actor_id = $1 AND l.why = 'LIST')`,
    },
    [by.id, cases],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Notes that names of these cases were shown in a list. */
export async function logListed(tx: Tx, department: string, by: Actor, cases: readonly string[]): Promise<void> {
  await tx.query(
    {
      name: 'log-listed',
      text: `INSERT INTO access_log (department, actor_kind, actor_id, case_id, what, why)
             SELECT $1, $2, $3, listed.id, 'NAME', 'LIST' FROM unnest($4::uuid[]) AS listed(id)`,
    },
    [department, by.kind, by.id, cases],
  );
}

/** Which of these accounts may not act on a case any more: suspended, no longer of those who act at the desk, tied to its parties or stepped back from it. */
export async function unableOf(tx: Tx, caseId: string, accounts: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    {
      name: 'unable-of',
      text: `SELECT a.id FROM account a JOIN unnest($2::text[]) AS held(account) ON a.id::text = held.account
             WHERE NOT ${actsAtDesk('a')} OR doors.hidden_from(a.id)::jsonb ? $1 ORDER BY a.id`,
    },
    [caseId, accounts],
  );
  return rows.map(({ id }) => id);
}

/** `unableOf`, asked by a page. */
export async function mayNotAct(db: Database, department: string, caseId: string, accounts: readonly string[]): Promise<Set<string>> {
  return new Set(await inDepartment(db, department, (tx) => unableOf(tx, caseId, accounts)));
}
