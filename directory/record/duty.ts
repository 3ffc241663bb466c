import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { lockRoster } from './duty-exceptions.ts';

/** A time during which somebody answers, at any hour. Level 0 is called first; level 1 stands in. */
export interface Duty {
  id: string;
  level: 0 | 1;
  starts: Instant;
  ends: Instant;
  account: string;
  name: string;
  phone: string;
  /** Whether the account may act: neither suspended, nor of those who do not act at the desk, since. */
  able: boolean;
}

const addStatement = named({
  text: `INSERT INTO duty (id, department, level, starts, ends, account, phone)
         VALUES (:id, :department, :level, :starts, :ends, :account, :phone)`,
});

/** Adds a time of duty to the roster and answers with its id. */
export async function addDuty(db: Database, department: string, duty: Omit<Duty, 'id' | 'name' | 'able'>): Promise<string> {
  const id = randomUUIDv7();
  await inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    await tx.query(addStatement({ ...duty, id, department, starts: new Date(duty.starts), ends: new Date(duty.ends) }));
  });
  return id;
}

/**
 * Takes a time of duty of somebody off the roster, and the stand-in that was added with it; false where it is not in it, or not that person's, any more.
 */
export async function removeDuty(db: Database, department: string, { id, account }: Pick<Duty, 'id' | 'account'>): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const { rowCount } = await tx.query(
      {
        text: `DELETE FROM duty d USING duty shift WHERE shift.id = $1 AND shift.account = $2
               AND (d.id = shift.id OR (shift.level = 0 AND d.level = 1 AND d.starts = shift.starts AND d.ends = shift.ends
                 AND shift.week IS NULL AND d.week IS NULL))`,
      },
      [id, account],
    );
    return (rowCount ?? 0) > 0;
  });
}

type DutyRow = Omit<Duty, 'starts' | 'ends'> & { starts: Date; ends: Date };

const lines = `SELECT d.id, d.level, d.starts, d.ends, d.account, a.display_name AS name, d.phone, ${actsAtDesk('a')} AS able
               FROM duty d JOIN account a ON a.id = d.account WHERE d.department = $1`;

const dutyIn = (row: DutyRow): Duty => ({ ...row, starts: row.starts.getTime(), ends: row.ends.getTime() });

/** The roster between two instants, in order of time, at most 500 lines. */
export async function listDuty(db: Database, department: string, from: Instant, until: Instant): Promise<Duty[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<DutyRow>({ text: `${lines} AND d.starts < $3 AND d.ends > $2 ORDER BY d.starts, d.level, d.id LIMIT 500` }, [
      department,
      new Date(from),
      new Date(until),
    ]);
    return rows.map(dutyIn);
  });
}

/** One line of the roster; null where it is not there. */
export async function dutyOf(db: Database, department: string, id: string): Promise<Duty | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<DutyRow>({ text: `${lines} AND d.id = $2` }, [department, id]);
    return rows[0] === undefined ? null : dutyIn(rows[0]);
  });
}

export interface ToCall {
  account: string;
  name: string;
  email: string;
  phone: string | null;
}

/**
 * Who must be reached for a task of the duty about a case, at this level: the person on duty (0), the stand-in (1), then the
 * coordinators. Only somebody who may act: not who is suspended, of an outside body since, tied to the parties or stepped back from the case. Where that
 * leaves a hole in the roster it is the next level's people, so that a chain ends with a person.
 */
export async function whoToCall(
  db: Database,
  department: string,
  { level, at, caseId }: { level: number; at: Instant; caseId: string },
): Promise<ToCall[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<ToCall & { level: number }>(
      {
        name: 'who-to-call',
        text: `SELECT p.level, a.id AS account, a.display_name AS name, a.email, p.phone FROM (
                 SELECT d.level, d.account, d.phone FROM duty d WHERE d.department = $1 AND d.level >= $2 AND d.starts <= $3 AND d.ends > $3
                 UNION ALL
                 SELECT 2, id, NULL FROM account WHERE department = $1 AND kind = 'COORDINATOR'
               ) p JOIN account a ON a.id = p.account AND ${actsAtDesk('a')}
               WHERE NOT doors.hidden_from(a.id)::jsonb ? $4
               ORDER BY 1, 3, 2`,
      },
      [department, level, new Date(at), caseId],
    );
    const first = rows[0]?.level;
    return rows.filter((row) => row.level === first).map(({ account, name, email, phone }) => ({ account, name, email, phone }));
  });
}
