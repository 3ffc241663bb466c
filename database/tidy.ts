import type { Database } from './pool.ts';
import { inDepartment } from './pool.ts';

/**
 * Lets go of what is kept for a time only: answers kept for repeated requests (7 days), public drafts untouched for 30 days and
 * their keys, the ids of drafts that ended a day ago, one-time codes that have expired, traces of a year ago by whole days, forms refused more
 * than a day ago, the department's own tables sent more than a day ago, the content of mails discarded, or noted on their case, 90 days ago. Answers with the number of rows gone. Doing it twice changes nothing more.
 */
export async function tidy(db: Database, department: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const gone = [
      await tx.query({ text: `DELETE FROM idempotency WHERE created_at < now() - interval '7 days'` }),
      await tx.query({ text: `DELETE FROM trace WHERE at < date_trunc('day', now() - interval '1 year', 'UTC')` }),
      await tx.query({ text: `DELETE FROM one_time_code WHERE expires_at < now()` }),
      await tx.query({ text: `DELETE FROM refused_form WHERE hour < now() - interval '1 day'` }),
      await tx.query({ text: `DELETE FROM sheet_reading WHERE at < now() - interval '1 day'` }),
      await tx.query({
        text: `WITH old AS (DELETE FROM draft WHERE kind = 'WEB' AND touched_hour < now() - interval '30 days' RETURNING id)
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'DRAFT'`,
      }),
      await tx.query({ text: `DELETE FROM draft WHERE kind = 'ENDED' AND touched_hour < now() - interval '1 day'` }),
      await tx.query({
        text: `WITH old AS (DELETE FROM announced_call WHERE hour < now() - interval '1 day' RETURNING id)
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'CALL'`,
      }),
      // Mails that somebody discarded, or whose case says what they said; one that nobody has looked at stays, and what became a case is kept with it.
      await tx.query({
        text: `WITH old AS (
                 UPDATE inbound_mail SET sealed = NULL, heading = NULL
                 WHERE (status = 'DISCARDED' OR status = 'QUARANTINED' AND case_id IS NOT NULL AND verdict IN ('BOUNCE', 'OUT_OF_OFFICE'))
                   AND received_at < now() - interval '90 days' AND sealed IS NOT NULL RETURNING id
               )
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'MAIL'`,
      }),
    ];
    return gone.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
  });
}
