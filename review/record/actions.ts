import { randomUUID } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { seal, unseal, unwrapDataKey } from '../../database/sealing.ts';

/** What follows from a reading: somebody does it, by a day. */
export interface ReviewAction {
  id: string;
  month: string;
  reference: string;
  criterion: string;
  what: string;
  owner: string;
  /** ISO day. */
  due: string;
  ended: { as: 'DONE' | 'DROPPED'; by: string; at: Instant } | null;
}

/** Notes what is to be done; the same form twice is one. False: the case was not drawn, or was destroyed. */
export function raiseAction(
  db: Database,
  department: string,
  {
    formKey,
    month,
    caseId,
    criterion,
    what,
    owner,
    due,
    by,
  }: Omit<ReviewAction, 'id' | 'ended' | 'reference'> & {
    caseId: string;
    by: string;
    formKey: string;
  },
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const key = await sealedKeyOf(db, tx, 'CASE', caseId);
    if (key === null) return false;
    const id = randomUUID();
    await tx.query(
      {
        text: `INSERT INTO review_action (id, department, month, case_id, criterion, what, owner, due, raised_by, raised_at, form_key)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
      },
      [id, department, month, caseId, criterion, seal(key, `${caseId}/review/${id}`, what), owner, due, by, new Date(now), formKey],
    );
    return true;
  });
}

/** What is to be done, the soonest due first, then what ended, the newest first; of cases hidden from whoever asks, nothing. */
export function reviewActions(db: Database, department: string, asked: 'OPEN' | 'ENDED'): Promise<ReviewAction[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<
      Omit<ReviewAction, 'what' | 'ended'> & {
        case: string;
        what: Buffer;
        wrapped: Buffer;
        ended: 'DONE' | 'DROPPED' | null;
        ended_by: string | null;
        ended_at: Date | null;
      }
    >(
      {
        name: `review-actions-${asked}`,
        text: `SELECT a.id, to_char(a.month, 'YYYY-MM-DD') AS month, f.reference, a.case_id AS "case", a.criterion, a.what, a.owner, to_char(a.due, 'YYYY-MM-DD') AS due,
                 a.ended, a.ended_by, a.ended_at, k.wrapped
               FROM review_action a JOIN case_file f ON f.id = a.case_id JOIN keys.sealed_key k ON k.owner_id = a.case_id
               WHERE a.department = $1 AND a.ended IS ${asked === 'OPEN' ? 'NULL ORDER BY a.due, a.id' : 'NOT NULL ORDER BY a.ended_at DESC, a.id'} LIMIT 100`,
      },
      [department],
    );
    return rows.map(({ case: caseId, what, wrapped, ended, ended_by, ended_at, ...action }) => ({
      ...action,
      what: String(unseal(unwrapDataKey(db.keys, caseId, wrapped), `${caseId}/review/${action.id}`, what)),
      ended: ended === null || ended_by === null || ended_at === null ? null : { as: ended, by: ended_by, at: ended_at.getTime() },
    }));
  });
}

/** Ends what was to be done, once; false where it had ended already, or is not there. */
export function endAction(
  db: Database,
  department: string,
  { id, as, by }: { id: string; as: 'DONE' | 'DROPPED'; by: string },
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      { text: 'UPDATE review_action SET ended = $3, ended_by = $4, ended_at = $5 WHERE department = $1 AND id = $2 AND ended IS NULL' },
      [department, id, as, by, new Date(now)],
    );
    return rowCount === 1;
  });
}
