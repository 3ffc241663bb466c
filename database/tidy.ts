import type { Database } from './pool.ts';
import { inDepartment } from './pool.ts';

/** How long the department keeps them (`retention/classes.ts`): public drafts and mails set aside in days, traces and readings in months. */
interface TidyTerms {
  DRAFT: number;
  MAIL: number;
  LOG: number;
}

/** Mails that somebody discarded, or whose case says what they said; one that nobody has looked at stays, and what became a case is kept with it. */
export const mailsThatGo = `sealed IS NOT NULL AND (status = 'DISCARDED' OR status = 'QUARANTINED' AND case_id IS NOT NULL AND verdict IN ('BOUNCE', 'OUT_OF_OFFICE'))`;

/**
 * Lets go of what is kept for a time only: at the department's terms, public drafts untouched since and their keys, traces and readings by whole days, the
 * content of mails discarded or noted on their case; answers kept for repeated requests (7 days), the ids of drafts that ended a day ago, one-time
 * codes that have expired, forms refused and the department's own tables sent more than a day ago, notes left at a shift's end (31 days). Answers with the number of rows gone. Doing it twice changes nothing more.
 */
export async function tidy(db: Database, department: string, { DRAFT, MAIL, LOG }: TidyTerms): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const gone = [
      await tx.query({ text: `DELETE FROM idempotency WHERE created_at < now() - interval '7 days'` }),
      ...(await Promise.all(
        ['trace', 'access_log'].map((table) =>
          tx.query({ text: `DELETE FROM ${table} WHERE department = $1 AND at < date_trunc('day', now() - make_interval(months => $2), 'UTC')` }, [
            department,
            LOG,
          ]),
        ),
      )),
      await tx.query({ text: `DELETE FROM one_time_code WHERE expires_at < now()` }),
      await tx.query({ text: `DELETE FROM refused_form WHERE hour < now() - interval '1 day'` }),
      await tx.query({ text: `DELETE FROM sheet_reading WHERE at < now() - interval '1 day'` }),
      await tx.query({
        text: `WITH old AS (DELETE FROM draft WHERE kind = 'WEB' AND touched_hour < now() - make_interval(days => $1) RETURNING id)
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'DRAFT'`,
        values: [DRAFT],
      }),
      await tx.query({ text: `DELETE FROM draft WHERE kind = 'ENDED' AND touched_hour < now() - interval '1 day'` }),
      await tx.query({
        text: `WITH old AS (DELETE FROM announced_call WHERE hour < now() - interval '1 day' RETURNING id)
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'CALL'`,
      }),
      await tx.query({
        text: `WITH old AS (DELETE FROM relief WHERE left_at < now() - interval '31 days' RETURNING id)
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'RELIEF'`,
      }),
      await tx.query({
        text: `WITH old AS (
                 UPDATE inbound_mail SET sealed = NULL, heading = NULL
                 WHERE ${mailsThatGo} AND received_at < now() - make_interval(days => $1) RETURNING id
               )
               DELETE FROM keys.sealed_key k USING old WHERE k.owner_id = old.id AND k.kind = 'MAIL'`,
        values: [MAIL],
      }),
    ];
    return gone.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
  });
}
