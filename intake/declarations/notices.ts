import { DAY, HOUR } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';

/** What an institution is written to about: that its declaration is here; that what must follow by law is due soon; that the desk wrote. */
export type NoticeSays = 'RECEIPT' | 'WRITTEN_DUE' | 'SECOND_DUE' | 'MESSAGE';

/** One mail to one account, about all the declarations of which the same is to be said. */
export interface DeclarationNotice {
  account: string;
  address: string;
  says: NoticeSays;
  /** Not empty; what is due first above. `until`: of a message, when the last one was written. */
  about: { declaration: string; reference: string; until: Instant | null }[];
  /** Of what must follow first. */
  due: Instant | null;
}

/** The written confirmation is owed within 48 hours (CASF R. 331-8): said again half a day before, by looks an hour apart. */
const BEFORE_WRITTEN = 13 * HOUR;
/** Part two of an EIGS is owed within three months (CSP R. 1413-69): said again a fortnight before. */
const BEFORE_SECOND = 15 * DAY;
/** A declaration or a message older than this came before mails said so, or while nobody had an account. */
const SAID_FOR = 2 * DAY;
/** What is still missing is said this long after its limit, where no look came before it. */
const LATE_FOR = DAY;

const dueNotices = named({
  text: `WITH due AS (
           SELECT id, reference, organisation, 'RECEIPT' AS says, NULL::timestamptz AS due, NULL::timestamptz AS until FROM declaration
           WHERE department = :department AND declared_at > :since AND declared_at <= :now
           UNION ALL
           SELECT d.id, d.reference, d.organisation, 'WRITTEN_DUE', d.written_due, NULL FROM declaration d
           WHERE d.department = :department AND d.written_due > :late AND d.written_due <= :writtenBy
             AND NOT EXISTS (SELECT FROM declaration_part p WHERE p.declaration = d.id AND p.part = 'WRITTEN')
           UNION ALL
           SELECT d.id, d.reference, d.organisation, 'SECOND_DUE', d.second_due, NULL FROM declaration d
           WHERE d.department = :department AND d.second_due > :late AND d.second_due <= :secondBy
             AND NOT EXISTS (SELECT FROM declaration_part p WHERE p.declaration = d.id AND p.part = 'EIGS_SECOND')
           UNION ALL
           -- Written in the case that goes on, which knows the alert of a merged one by an id of its own.
           SELECT d.id, d.reference, d.organisation, 'MESSAGE', NULL, max(e.recorded_at)
           FROM journal_entry e JOIN case_file c ON c.id = e.case_id AND NOT c.exercise
           JOIN LATERAL jsonb_array_elements(c.state->'alerts') s ON s->>'id' = e.codes->'because'->>'alert'
           JOIN alert a ON a.case_id = coalesce((s->'from'->>'case')::uuid, c.id) AND a.local_id = coalesce(s->'from'->>'alert', s->>'id')
           JOIN declaration d ON d.id = a.id
           WHERE e.department = :department AND e.recorded_at > :since AND e.kind = 'AUTHOR_WRITTEN'
             AND e.recorded_at > coalesce(a.author_read, '-infinity')
           GROUP BY d.id
         ), untold AS (
           SELECT a.id AS account, a.email, due.*, row_number() OVER (PARTITION BY a.id, due.says ORDER BY due.due, due.id) AS rank
           FROM due JOIN account a ON a.department = :department AND a.kind IN ('INSTITUTION', 'INSTITUTION_ADMIN') AND a.disabled_at IS NULL
             AND (a.organisation = due.organisation
                  OR EXISTS (SELECT FROM account_establishment e WHERE e.holder = a.id AND e.organisation = due.organisation))
           WHERE NOT EXISTS (SELECT FROM declaration_told t WHERE t.account = a.id AND t.declaration = due.id AND t.says = due.says
                             AND (due.until IS NULL OR t.until >= due.until))
         )
         SELECT account, email AS address, says, min(due) AS due,
                jsonb_agg(jsonb_build_object('declaration', id, 'reference', reference, 'until', extract(epoch FROM until) * 1000) ORDER BY rank) AS about
         FROM untold WHERE rank <= 500 GROUP BY account, email, says ORDER BY min(due) NULLS LAST, account, says LIMIT 200`,
});

/**
 * What accounts of institutions are still to be written to, what is due first above; at most 200 mails, of 500 declarations each: the next look
 * has what is over. A message that was read meanwhile is not among them. Nothing sealed is opened.
 */
export async function noticesDue(db: Database, department: string, now: Instant): Promise<DeclarationNotice[]> {
  const at = (instant: Instant) => new Date(instant);
  const values = {
    department,
    now: at(now),
    since: at(now - SAID_FOR),
    late: at(now - LATE_FOR),
    writtenBy: at(now + BEFORE_WRITTEN),
    secondBy: at(now + BEFORE_SECOND),
  };
  const { rows } = await inDepartment(db, department, (tx) => tx.last<Omit<DeclarationNotice, 'due'> & { due: Date | null }>(dueNotices(values)));
  return rows.map(({ due, ...row }) => ({ ...row, due: due?.getTime() ?? null }));
}

/** Keeps that it was said, or that its address takes nothing. Idempotent. */
export async function noteNotice(
  db: Database,
  department: string,
  { account, says, about }: Pick<DeclarationNotice, 'account' | 'says' | 'about'>,
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `INSERT INTO declaration_told AS t (account, declaration, says, department, at, until)
               SELECT $1, s.declaration, $2, $3, $4, s.until FROM unnest($5::uuid[], $6::timestamptz[]) AS s(declaration, until)
               ON CONFLICT (account, declaration, says) DO UPDATE SET until = greatest(t.until, excluded.until)`,
      },
      [
        account,
        says,
        department,
        new Date(now),
        about.map(({ declaration }) => declaration),
        about.map(({ until }) => (until === null ? null : new Date(until))),
      ],
    ),
  );
}
