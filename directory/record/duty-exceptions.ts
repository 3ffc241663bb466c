import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { DutyTime } from '../duty/week.ts';

/** What changes lines of the roster one by one: an absence, somebody else for a night, an exchange between two people. */

export const lockRoster = (tx: Tx, department: string): Promise<unknown> =>
  tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('duty'), hashtext($1))` }, [department]);

export interface OnDuty {
  account: string;
  phone: string;
}

/** `taken`: when whoever would replace is on duty already, so that nothing changed. */
export type Replaced = { lines: number } | { taken: Instant };

/**
 * Gives the lines of somebody that begin between two instants to somebody else; to nobody (null), they are taken off, and the holes show.
 * Twice, the second finds no line.
 */
export async function replaceOnDuty(
  db: Database,
  department: string,
  { account, from, until }: { account: string; from: Instant; until: Instant },
  by: OnDuty | null,
): Promise<Replaced> {
  return inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const range = [department, account, new Date(from), new Date(until)];
    const own = 'department = $1 AND account = $2 AND starts >= $3 AND starts < $4';
    if (by === null) return { lines: (await tx.query({ text: `DELETE FROM duty WHERE ${own}` }, range)).rowCount ?? 0 };
    const { rows } = await tx.query<{ starts: Date }>(
      {
        text: `SELECT other.starts FROM duty other JOIN (SELECT * FROM duty WHERE ${own}) mine ON other.starts < mine.ends AND other.ends > mine.starts
               WHERE other.department = $1 AND other.account = $5 ORDER BY 1 LIMIT 1`,
      },
      [...range, by.account],
    );
    if (rows[0] !== undefined) return { taken: rows[0].starts.getTime() };
    const { rowCount } = await tx.query({ text: `UPDATE duty SET account = $5, phone = $6 WHERE ${own}` }, [...range, by.account, by.phone]);
    return { lines: rowCount ?? 0 };
  });
}

interface Line extends DutyTime {
  id: string;
  level: 0 | 1;
}

/** An exchange somebody proposed and the other person did not answer yet. */
export interface Swap {
  id: string;
  giver: string;
  giverName: string;
  asked: string;
  askedName: string;
  given: Line;
  wanted: Line;
}

/** Proposes to give one's own line for another person's. False where one of them is not, any more, or has begun. Proposed twice is once. */
export async function proposeSwap(
  db: Database,
  department: string,
  { giver, given, wanted }: { giver: string; given: string; wanted: string },
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      {
        text: `INSERT INTO duty_swap (id, department, given, wanted, giver, asked)
               SELECT $1, $2, mine.id, theirs.id, mine.account, theirs.account FROM duty mine, duty theirs
               WHERE mine.id = $3 AND mine.account = $4 AND theirs.id = $5 AND theirs.account <> $4 AND mine.starts > $6 AND theirs.starts > $6
               ON CONFLICT (given, wanted) DO UPDATE SET giver = excluded.giver, asked = excluded.asked`,
      },
      [randomUUIDv7(), department, given, giver, wanted, new Date(now)],
    );
    return rowCount === 1;
  });
}

/** The exchanges that wait, of one account or of all, the soonest first, at most 50: both lines are to come, and still of those two people, who may act. */
export async function listSwaps(db: Database, department: string, now: Instant, account: string | null = null): Promise<Swap[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<Record<'id' | 'giver' | 'giverName' | 'asked' | 'askedName', string> & Record<'given' | 'wanted', Line>>(
      {
        text: `SELECT s.id, s.giver, g.display_name AS "giverName", s.asked, a.display_name AS "askedName",
                      ${asLine('mine')} AS given, ${asLine('theirs')} AS wanted
               FROM duty_swap s
               JOIN duty mine ON mine.id = s.given AND mine.account = s.giver AND mine.starts > $2
               JOIN duty theirs ON theirs.id = s.wanted AND theirs.account = s.asked AND theirs.starts > $2
               JOIN account g ON g.id = s.giver AND ${actsAtDesk('g')} JOIN account a ON a.id = s.asked AND ${actsAtDesk('a')}
               WHERE s.department = $1 AND ($3::uuid IS NULL OR $3 IN (s.giver, s.asked))
               ORDER BY least(mine.starts, theirs.starts), s.id LIMIT 50`,
      },
      [department, new Date(now), account],
    );
    return rows;
  });
}

const asLine = (line: string) =>
  `json_build_object('id', ${line}.id, 'level', ${line}.level, 'starts', (extract(epoch FROM ${line}.starts) * 1000)::bigint, 'ends', (extract(epoch FROM ${line}.ends) * 1000)::bigint)`;

/**
 * Whoever was asked accepts: the two lines change hands, each with its new person's telephone, in one step. GONE where the exchange is not there
 * any more; TWICE where one of the two would be on duty twice at one time.
 */
export async function acceptSwap(
  db: Database,
  department: string,
  { id, asked }: { id: string; asked: string },
  now: Instant,
): Promise<'DONE' | 'GONE' | 'TWICE'> {
  const swap = (await listSwaps(db, department, now, asked)).find((one) => one.id === id && one.asked === asked);
  if (swap === undefined) return 'GONE';
  const lines = [swap.given.id, swap.wanted.id];
  return inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const { rows } = await tx.query<{ level: number }>(
      {
        text: `SELECT FROM duty line JOIN duty other ON other.starts < line.ends AND other.ends > line.starts AND other.department = line.department
                 AND other.id <> ALL ($1::uuid[]) AND other.account = CASE WHEN line.account = $2 THEN $3::uuid ELSE $2::uuid END
               WHERE line.id = ANY ($1::uuid[]) LIMIT 1`,
      },
      [lines, swap.giver, asked],
    );
    if (rows.length > 0) return 'TWICE';
    const { rowCount } = await tx.query(
      {
        text: `UPDATE duty line SET account = other.account, phone = other.phone FROM duty other
               WHERE line.id = ANY ($1::uuid[]) AND other.id = ANY ($1::uuid[]) AND line.id <> other.id
                 AND (SELECT array_agg(account ORDER BY id = $2) FROM duty WHERE id = ANY ($1::uuid[])) = ARRAY[$4, $3]::uuid[]`,
      },
      [lines, swap.given.id, swap.giver, asked],
    );
    await tx.query({ text: 'DELETE FROM duty_swap WHERE given = ANY ($1::uuid[]) OR wanted = ANY ($1::uuid[])' }, [lines]);
    return rowCount === 2 ? 'DONE' : 'GONE';
  });
}

/** Either of the two lets it be. False where it is not there any more. */
export async function dropSwap(db: Database, department: string, { id, account }: { id: string; account: string }): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query({ text: 'DELETE FROM duty_swap WHERE id::text = $1 AND $2 IN (giver, asked)' }, [id, account]);
    return rowCount === 1;
  });
}
