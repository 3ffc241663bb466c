import { type Database, inDepartment } from '../database/pool.ts';
import type { Account } from './accounts.ts';

/** Somebody of an organisation, as colleagues see them. */
export interface Colleague {
  id: string;
  name: string;
  email: string;
  /** ISO date, the last day away; null: nobody said. One that has passed is not an absence any more. */
  awayUntil: string | null;
}

/** The active accounts of an organisation, by name, at most 200. `today` is the department's own day. */
export async function teamOf(db: Database, department: string, organisation: string, today: string): Promise<Colleague[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Colleague>(
      {
        text: `SELECT a.id, a.display_name AS name, a.email, to_char(b.until, 'YYYY-MM-DD') AS "awayUntil"
               FROM account a LEFT JOIN account_absence b ON b.account = a.id AND b.until >= $3::date
               WHERE a.department = $1 AND a.organisation = $2 AND a.disabled_at IS NULL ORDER BY a.display_name, a.id LIMIT 200`,
      },
      [department, organisation, today],
    );
    return rows;
  });
}

/** Says until which day somebody is away, that day included; null: back. Said twice, the last holds. */
export async function sayAway(db: Database, { id, department }: Pick<Account, 'id' | 'department'>, until: string | null): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    if (until === null) await tx.last({ text: 'DELETE FROM account_absence WHERE account = $1' }, [id]);
    else
      await tx.last(
        {
          text: `INSERT INTO account_absence (account, department, until) VALUES ($1, $2, $3)
                 ON CONFLICT (account) DO UPDATE SET until = excluded.until`,
        },
        [id, department, until],
      );
  });
}
