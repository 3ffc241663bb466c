import type { Instant } from '../../calendar/span.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { Hole } from '../duty/duty-holes.ts';
import type { RosterLine } from '../duty/duty-lines.ts';
import { dutyLinkHash, dutyLinkHashes, dutyToken } from './duty-link.ts';

const given = 'unnest($2::timestamptz[], $3::timestamptz[]) AS hole (starts, ends)';
const times = (department: string, holes: readonly Hole[]) => [
  department,
  holes.map(({ from }) => new Date(from)),
  holes.map(({ until }) => (Number.isFinite(until) ? new Date(until) : 'infinity')),
];

/** Which of the holes there are nobody was told of yet, as long as they are now. What was told of one that is filled is forgotten. Idempotent. */
export async function holesUntold(db: Database, department: string, holes: readonly Hole[]): Promise<Hole[]> {
  return inDepartment(db, department, async (tx) => {
    const now = times(department, holes);
    await tx.query(
      { text: `DELETE FROM duty_hole_told told WHERE department = $1 AND NOT EXISTS (SELECT FROM ${given} WHERE hole.starts = told.starts)` },
      now,
    );
    await tx.query(
      {
        text: `UPDATE duty_hole_told told SET ends = hole.ends FROM ${given} WHERE department = $1 AND hole.starts = told.starts AND hole.ends < told.ends`,
      },
      now,
    );
    const { rows } = await tx.query<{ starts: Date }>(
      {
        text: `SELECT told.starts FROM duty_hole_told told JOIN ${given} ON hole.starts = told.starts AND hole.ends <= told.ends WHERE department = $1`,
      },
      now,
    );
    const told = new Set(rows.map((row) => row.starts.getTime()));
    return holes.filter(({ from }) => !told.has(from));
  });
}

/** Keeps what the coordinators were told. Idempotent. */
export async function keepTold(
  db: Database,
  department: string,
  { holes, tests, again }: { holes: readonly Hole[]; tests: readonly string[]; again: readonly string[] },
): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query(
      {
        text: `INSERT INTO duty_hole_told (department, starts, ends) SELECT $1, hole.starts, hole.ends FROM ${given}
               ON CONFLICT (department, starts) DO UPDATE SET ends = excluded.ends`,
      },
      times(department, holes),
    );
    await tx.query(
      {
        text: `UPDATE duty_test SET told = true, told_again = encode(token_hash, 'hex') = ANY ($2::text[]) WHERE encode(token_hash, 'hex') = ANY ($1::text[])`,
      },
      [[...tests, ...again], again],
    );
  });
}

const begin = named({
  text: `INSERT INTO duty_test (token_hash, department, account, phone, month, called_at, due_at)
         VALUES (:tokenHash, :department, :account, :phone, :month, :at, :due) ON CONFLICT DO NOTHING`,
});

/**
 * Begins the test of a line for a month: what its short link carries, and what an operator knows the call by; null where the line was
 * tested in that month already.
 */
export async function beginTest(
  db: Database,
  department: string,
  line: RosterLine,
  { month, at, due }: { month: string; at: Instant; due: Instant },
): Promise<string | null> {
  const token = dutyToken(db.keys, 'duty test', `${department}/${line.account}/${line.phone}/${month}`);
  const tokenHash = dutyLinkHash(db.keys, token);
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(begin({ ...line, tokenHash, department, month, at: new Date(at), due: new Date(due) })),
  );
  return rowCount === 1 ? token : null;
}

/** The test that a short link of this department is for, and whether it was answered; null when it is none. */
export async function testOf(db: Database, department: string, token: string): Promise<{ answered: boolean } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ answered: boolean }>(
      { text: 'SELECT answered_at IS NOT NULL AS answered FROM duty_test WHERE token_hash = ANY ($1::bytea[])' },
      [dutyLinkHashes(db.keys, token)],
    );
    return rows[0] ?? null;
  });
}

/** Somebody answered a test, in time or not: the first answer counts. */
export async function answerTest(db: Database, department: string, token: string, at: Instant): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE duty_test SET answered_at = coalesce(answered_at, $2) WHERE token_hash = ANY ($1::bytea[])' }, [
      dutyLinkHashes(db.keys, token),
      new Date(at),
    ]),
  );
}

/** What somebody found who did the task of a test that was missed: a wrong number, mended; the person reached; somebody else on duty. */
export const testFindings = ['NUMBER', 'REACHED', 'REPLACED'] as const;
export type TestFinding = (typeof testFindings)[number];

/** A line that did not answer its last test in time, and still stands in the roster: a task until it answers, or somebody says what it was. */
export interface MissedTest {
  id: string;
  name: string;
  phone: string;
  calledAt: Instant;
  dueAt: Instant;
  told: boolean;
  toldAgain: boolean;
  /** The account that looks at it; null where nobody does. */
  takenBy: string | null;
}

/** The lines that did not answer, oldest first, at most fifty; what left the roster, was answered or was done since, is none. */
export async function missedTests(db: Database, department: string, now: Instant): Promise<MissedTest[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<
      Pick<MissedTest, 'id' | 'name' | 'phone' | 'told'> & { called_at: Date; due_at: Date; told_again: boolean; taken_by: string | null }
    >(
      {
        text: `SELECT encode(t.token_hash, 'hex') AS id, a.display_name AS name, t.phone, t.called_at, t.due_at, t.told, t.told_again, t.taken_by
               FROM (SELECT DISTINCT ON (account, phone) * FROM duty_test WHERE department = $1 ORDER BY account, phone, month DESC) t
               JOIN account a ON a.id = t.account AND ${actsAtDesk('a')}
               WHERE t.answered_at IS NULL AND t.done_at IS NULL AND t.due_at <= $2
                 AND EXISTS (SELECT FROM duty d WHERE d.department = $1 AND d.account = t.account AND d.phone = t.phone AND d.ends > $2)
               ORDER BY t.called_at, t.token_hash LIMIT 50`,
      },
      [department, new Date(now)],
    );
    return rows.map(({ called_at, due_at, told_again: toldAgain, taken_by: takenBy, ...missed }) => ({
      ...missed,
      calledAt: called_at.getTime(),
      dueAt: due_at.getTime(),
      toldAgain,
      takenBy,
    }));
  });
}

/** Somebody looks at a test that was missed; false where another does (`from` is whom whoever takes it saw), or nothing is left to do. */
export async function takeMissedTest(db: Database, department: string, id: string, account: string, from: string | null): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE duty_test SET taken_by = $2 WHERE encode(token_hash, 'hex') = $1 AND answered_at IS NULL AND done_at IS NULL
               AND taken_by IS NOT DISTINCT FROM $3`,
      },
      [id, account, from],
    ),
  );
  return rowCount === 1;
}

const done = named({
  text: `UPDATE duty_test SET done_at = :at, done_by = :account, found = :found
         WHERE encode(token_hash, 'hex') = :id AND answered_at IS NULL AND done_at IS NULL`,
});

/** Somebody found what it was; false where it was done, or answered, meanwhile. */
export async function doMissedTest(
  db: Database,
  department: string,
  id: string,
  { account, found, at }: { account: string; found: TestFinding; at: Instant },
): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) => tx.last(done({ id, account, found, at: new Date(at) })));
  return rowCount === 1;
}

/** Who is told of the roster: the coordinators who may act, at most fifty. */
export async function coordinators(db: Database, department: string): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ email: string }>(
      { text: `SELECT email FROM account WHERE department = $1 AND kind = 'COORDINATOR' AND disabled_at IS NULL ORDER BY email LIMIT 50` },
      [department],
    );
    return rows.map(({ email }) => email);
  });
}
