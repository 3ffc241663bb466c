import { MINUTE } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { dutyLinkHash, dutyLinkHashes, dutyToken } from './duty-link.ts';

/** Somebody of the roster who is called for a task; `account` is null for the number of the department, nobody being left. */
interface Called {
  department: string;
  caseId: string;
  task: string;
  level: number;
  account: string | null;
}

const keepLine = named({
  name: 'keep-duty-line',
  text: `INSERT INTO duty_line (token_hash, department, case_id, account) VALUES (:tokenHash, :department, :caseId, :account)
         ON CONFLICT (case_id, account) DO UPDATE SET token_hash = excluded.token_hash`,
});
const keep = named({
  name: 'keep-called',
  text: `INSERT INTO duty_call (department, case_id, task, level, account) VALUES (:department, :caseId, :task, :level, :account)
         ON CONFLICT (case_id, task, account) DO UPDATE SET level = excluded.level`,
});

/**
 * Keeps that somebody is called, and answers with what her short link carries: one a case, whatever she is called for there. It is derived,
 * and only its keyed hash is stored. Idempotent.
 */
export async function keepCalled(db: Database, called: Called): Promise<string> {
  const { department, caseId, task, level, account } = called;
  const token = dutyToken(db.keys, 'duty call', `${caseId}/${account ?? ''}`);
  await inDepartment(db, department, async (tx) => {
    await tx.query(keepLine({ tokenHash: dutyLinkHash(db.keys, token), department, caseId, account }));
    await tx.query(keep({ department, caseId, task, level, account }));
  });
  return token;
}

/** Called again about the same case within this time, a telephone is not: its link says all that is asked. */
const ONE_CALL = 5 * MINUTE;

const claims = { text: 'texted_at', ring: 'rung_at' } as const;

/** Takes the one text, or the one ring, of a telephone about a case; false where another took it a moment ago. */
export async function claimLine(
  db: Database,
  { department, caseId, account }: Omit<Called, 'task' | 'level'>,
  way: keyof typeof claims,
  at: Instant,
): Promise<boolean> {
  const column = claims[way];
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        name: `claim-${way}`,
        text: `UPDATE duty_line SET ${column} = $3 WHERE case_id = $1 AND account IS NOT DISTINCT FROM $2 AND (${column} IS NULL OR ${column} <= $4)`,
      },
      [caseId, account, new Date(at), new Date(at - ONE_CALL)],
    ),
  );
  return rowCount === 1;
}

/** It could not leave: whoever asks next may. */
export async function freeLine(
  db: Database,
  { department, caseId, account }: Omit<Called, 'task' | 'level'>,
  way: keyof typeof claims,
): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: `UPDATE duty_line SET ${claims[way]} = NULL WHERE case_id = $1 AND account IS NOT DISTINCT FROM $2` }, [caseId, account]),
  );
}

/** Whether the department's own number was called for a task before it stood at this level. */
export async function lastResortCalled(db: Database, { department, caseId, task, level }: Omit<Called, 'account'>): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ name: 'last-resort-called', text: 'SELECT FROM duty_call WHERE case_id = $1 AND task = $2 AND account IS NULL AND level < $3' }, [
      caseId,
      task,
      level,
    ]),
  );
  return rowCount === 1;
}

/** What a short link is for, and how whoever was called is named in a journal. */
export interface AnsweredCall {
  caseId: string;
  account: string;
  kind: 'AGENT' | 'COORDINATOR';
  /** What she was called for, ended or not. */
  tasks: string[];
}

/** What a short link of this department is for; null when it is none. */
export async function calledBy(db: Database, department: string, token: string): Promise<AnsweredCall | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<AnsweredCall>(
      {
        name: 'called-by',
        text: `SELECT line.case_id AS "caseId", a.id AS account, CASE a.kind WHEN 'AGENT' THEN 'AGENT' ELSE 'COORDINATOR' END AS kind,
                      ARRAY(SELECT c.task FROM duty_call c WHERE c.case_id = line.case_id AND c.account = line.account ORDER BY c.task) AS tasks
               FROM duty_line line JOIN account a ON a.id = line.account WHERE line.token_hash = ANY ($1::bytea[])`,
      },
      [dutyLinkHashes(db.keys, token)],
    );
    return rows[0] ?? null;
  });
}

/** The tasks of a case that an account was called for where they stand now, and that nobody took. */
export async function calledFor(tx: Tx, caseId: string, account: string): Promise<string[]> {
  const { rows } = await tx.query<{ task: string }>(
    { name: 'called-for', text: `SELECT called.task ${waiting} AND called.account::text = $2 ORDER BY 1` },
    [caseId, account],
  );
  return rows.map(({ task }) => task);
}

/** The accounts called for tasks of a case where these stand now, and that nobody took. */
export async function calledNow(tx: Tx, caseId: string): Promise<string[]> {
  const { rows } = await tx.query<{ account: string }>(
    { name: 'called-now', text: `SELECT DISTINCT called.account::text AS account ${waiting} AND called.account IS NOT NULL ORDER BY 1` },
    [caseId],
  );
  return rows.map(({ account }) => account);
}

const waiting = `FROM duty_call called JOIN task t ON t.case_id = called.case_id AND t.id = called.task AND t.level = called.level
                 WHERE called.case_id = $1 AND t.status = 'OPEN' AND t.audience = 'DUTY' AND t.taken_by IS NULL`;
