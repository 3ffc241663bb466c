import { type Database, inDepartment } from '../database/pool.ts';
import type { TraceKind } from './trace-kinds.ts';

/** A trace as it is read: ids, for whoever knows the names. */
export interface TraceRead {
  at: Date;
  kind: TraceKind;
  account: string | null;
  about: string | null;
  /** Equal where the line is one. */
  line: string | null;
}

const most = 200;

/** What an account did, and what was done to it, newest first, at most 200. */
export async function tracesOfAccount(db: Database, department: string, account: string): Promise<TraceRead[]> {
  const part = (column: string) =>
    `(SELECT id, at, kind, account, about, encode(line, 'hex') AS line FROM trace WHERE department = $1 AND ${column} = $2 ORDER BY id DESC LIMIT ${most})`;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<TraceRead>({ text: `${part('account')} UNION ${part('about')} ORDER BY id DESC LIMIT ${most}` }, [
      department,
      account,
    ]);
    return rows;
  });
}

/** How often a password or a code of an account was wrong during the last day. */
export async function failuresOfADay(db: Database, department: string, account: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ failures: number }>(
      {
        text: `SELECT count(*)::int AS failures FROM trace
               WHERE department = $1 AND account = $2 AND kind IN ('SIGN_IN_FAILED', 'CODE_FAILED') AND at > now() - interval '1 day'`,
      },
      [department, account],
    );
    return rows[0]?.failures ?? 0;
  });
}

export interface CaseRead {
  at: Date;
  reference: string;
}

/** The cases an account read, of those that whoever asks may see, newest first, at most 200. */
export async function casesReadBy(db: Database, department: string, account: string): Promise<CaseRead[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<CaseRead>(
      {
        text: `SELECT l.at, c.reference FROM access_log l JOIN case_file c ON c.id = l.case_id
               WHERE l.department = $1 AND l.actor_id = $2 ORDER BY l.at DESC, l.id DESC LIMIT ${most}`,
      },
      [department, account],
    );
    return rows;
  });
}

/** From so many cases in a day, a reading is unusual. */
export const manyCases = 30;
/** Hours of the day, local, in which a reading is usual: from, before. */
export const usualHours = [7, 20] as const;

export interface UnusualDay {
  account: string;
  /** ISO date, of the department's own clock. */
  day: string;
  cases: number;
  /** Of these readings, how many outside the usual hours, or on a Saturday or a Sunday. */
  outside: number;
}

/** The days of the last thirty on which somebody read many cases, or read outside the usual hours: newest first, at most 100. */
export async function unusualDays(db: Database, department: string, zone: string, now: number): Promise<UnusualDay[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<UnusualDay>(
      {
        text: `SELECT * FROM (
                 SELECT actor_id AS account, to_char(at AT TIME ZONE $2, 'YYYY-MM-DD') AS day, count(DISTINCT case_id)::int AS cases,
                        (count(*) FILTER (WHERE extract(hour FROM at AT TIME ZONE $2) < $4 OR extract(hour FROM at AT TIME ZONE $2) >= $5
                                             OR extract(isodow FROM at AT TIME ZONE $2) > 5))::int AS outside
                 FROM access_log
                 WHERE department = $1 AND at >= $3 AND actor_kind IN ('AGENT', 'COORDINATOR') AND actor_id IS NOT NULL AND case_id IS NOT NULL
                 GROUP BY 1, 2) d
               WHERE cases >= $6 OR outside > 0 ORDER BY day DESC, cases DESC, account LIMIT 100`,
      },
      [department, zone, new Date(now - 30 * 86_400_000), ...usualHours, manyCases],
    );
    return rows;
  });
}
