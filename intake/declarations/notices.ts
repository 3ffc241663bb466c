import { DAY, HOUR } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';

/** What an institution is written to about: that its declaration is here; that what must follow by law is due soon. */
export type NoticeSays = 'RECEIPT' | 'WRITTEN_DUE' | 'SECOND_DUE';

export interface DeclarationNotice {
  declaration: string;
  reference: string;
  says: NoticeSays;
  /** Of what must follow. */
  due: Instant | null;
  /** The addresses of the active accounts that declare for the establishment. */
  to: string[];
}

/** The written confirmation is owed within 48 hours (CASF R. 331-8): said again half a day before. */
const BEFORE_WRITTEN = 12 * HOUR;
/** Part two of an EIGS is owed within three months (CSP R. 1413-69): said again a fortnight before. */
const BEFORE_SECOND = 15 * DAY;
/** A declaration older than this was received before mails said so, or while nobody had an account. */
const RECEIPT_FOR = 2 * DAY;

const dueNotices = named({
  text: `WITH due AS (
           SELECT id, reference, organisation, 'RECEIPT' AS says, NULL::timestamptz AS due FROM declaration
           WHERE department = :department AND declared_at > :receivedSince AND declared_at <= :now
           UNION ALL
           SELECT d.id, d.reference, d.organisation, 'WRITTEN_DUE', d.written_due FROM declaration d
           WHERE d.department = :department AND d.written_due > :now AND d.written_due <= :writtenBy
             AND NOT EXISTS (SELECT FROM declaration_part p WHERE p.declaration = d.id AND p.part = 'WRITTEN')
           UNION ALL
           SELECT d.id, d.reference, d.organisation, 'SECOND_DUE', d.second_due FROM declaration d
           WHERE d.department = :department AND d.second_due > :now AND d.second_due <= :secondBy
             AND NOT EXISTS (SELECT FROM declaration_part p WHERE p.declaration = d.id AND p.part = 'EIGS_SECOND')
         )
         SELECT due.id, due.reference, due.says, due.due, array_agg(DISTINCT a.email ORDER BY a.email) AS "to" FROM due
         JOIN account a ON a.department = :department AND a.kind = 'INSTITUTION' AND a.disabled_at IS NULL
           AND (a.organisation = due.organisation
                OR EXISTS (SELECT FROM account_establishment e WHERE e.holder = a.id AND e.organisation = due.organisation))
         WHERE NOT EXISTS (SELECT FROM declaration_told t WHERE t.declaration = due.id AND t.says = due.says)
         GROUP BY due.id, due.reference, due.says, due.due ORDER BY due.due NULLS LAST, due.id, due.says LIMIT 200`,
});

/** What institutions of a department are still to be written to about, what is due first above; at most 200. Nothing sealed is opened. */
export async function noticesDue(db: Database, department: string, now: Instant): Promise<DeclarationNotice[]> {
  const at = (instant: Instant) => new Date(instant);
  const values = {
    department,
    now: at(now),
    receivedSince: at(now - RECEIPT_FOR),
    writtenBy: at(now + BEFORE_WRITTEN),
    secondBy: at(now + BEFORE_SECOND),
  };
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.last<{ id: string; reference: string; says: NoticeSays; due: Date | null; to: string[] }>(dueNotices(values)),
  );
  return rows.map(({ id, due, ...row }) => ({ ...row, declaration: id, due: due?.getTime() ?? null }));
}

/** Keeps that it was said. Idempotent. */
export async function noteNotice(
  db: Database,
  department: string,
  { declaration, says }: Pick<DeclarationNotice, 'declaration' | 'says'>,
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'INSERT INTO declaration_told (declaration, says, department, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING' }, [
      declaration,
      says,
      department,
      new Date(now),
    ]),
  );
}

/** The active accounts that declare for the establishment of a declaration, by address, at most 200; none where there is no such declaration. */
export async function declarersOf(db: Database, department: string, declaration: string): Promise<string[]> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.last<{ email: string }>(
      {
        text: `SELECT a.email FROM declaration d JOIN account a ON a.department = d.department AND a.kind = 'INSTITUTION' AND a.disabled_at IS NULL
                 AND (a.organisation = d.organisation
                      OR EXISTS (SELECT FROM account_establishment e WHERE e.holder = a.id AND e.organisation = d.organisation))
               WHERE d.id = $1 AND d.department = $2 ORDER BY a.email LIMIT 200`,
      },
      [declaration, department],
    ),
  );
  return rows.map(({ email }) => email);
}
