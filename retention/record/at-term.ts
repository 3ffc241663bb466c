import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { mailsThatGo } from '../../database/tidy.ts';
import { termBefore } from '../terms.ts';
import { termsNowIn } from './rules.ts';

/** Keeps how much was at its term at the night's look: what the desk is told to do. */
export async function noteAtTerm(db: Database, department: string, count: number): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE department SET at_term = $2 WHERE code = $1 AND at_term <> $2' }, [department, count]),
  );
}

/** How much was, last night. */
export async function atTerm(db: Database, department: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ n: number }>({ text: 'SELECT at_term AS n FROM department WHERE code = $1' }, [department]);
    return rows[0]?.n ?? 0;
  });
}

/** How much of what goes by itself will go the next night. */
export interface GoesTonight {
  DRAFT: number;
  MAIL: number;
  LOG: number;
  ACCOUNT: number;
}

/** Counts it, at an instant. Accounts go once the department has decided its terms. */
export function goesTonight(db: Database, department: string, now: Instant): Promise<GoesTonight> {
  const { zone } = territoryOf(department);
  return inDepartment(db, department, async (tx) => {
    const { terms, decided } = await termsNowIn(tx);
    const before = (name: keyof GoesTonight) => new Date(termBefore(name, terms, now, zone));
    const { rows } = await tx.query<GoesTonight>(
      {
        text: `SELECT (SELECT count(*)::int FROM draft WHERE kind = 'WEB' AND touched_hour < $1) AS "DRAFT",
                      (SELECT count(*)::int FROM inbound_mail WHERE ${mailsThatGo} AND received_at < $2) AS "MAIL",
                      (SELECT count(*)::int FROM trace WHERE department = $5 AND at < $3) + (SELECT count(*)::int FROM access_log WHERE department = $5 AND at < $3) AS "LOG",
                      (SELECT count(*)::int FROM account WHERE disabled_at < $4 AND erased_at IS NULL AND $6) AS "ACCOUNT"`,
      },
      [before('DRAFT'), before('MAIL'), before('LOG'), before('ACCOUNT'), department, decided !== null],
    );
    return rows[0] ?? { DRAFT: 0, MAIL: 0, LOG: 0, ACCOUNT: 0 };
  });
}
