import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { kindsThatMay } from './rights.ts';

/** What somebody of the desk asked to be told by mail: each working day from an hour of the department's clock on, or at once of what concerns her. */
export type DigestChoice = { hour: number } | 'AT_ONCE';

/** One that was asked for, and what was looked at of it: the last day (ISO), and until when. */
export interface Digest {
  account: string;
  email: string;
  choice: DigestChoice;
  toldOn: string | null;
  toldUntil: Instant;
}

/** What an account chose; null: nothing. */
export async function digestOf(db: Database, department: string, account: string): Promise<DigestChoice | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ hour: number | null }>({ text: 'SELECT hour FROM digest WHERE account = $1' }, [account]);
    return rows[0] === undefined ? null : choiceOf(rows[0].hour);
  });
}

/**
 * Chooses, over what was chosen before; null: nothing more. What was said today is not said again because the hour changed. False where it was
 * chosen already: nothing is written.
 */
export async function chooseDigest(db: Database, department: string, account: string, choice: DigestChoice | null, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    if (choice === null) return (await tx.last({ text: 'DELETE FROM digest WHERE account = $1' }, [account])).rowCount === 1;
    const { rowCount } = await tx.last(
      {
        text: `INSERT INTO digest (account, department, hour, told_until) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account) DO UPDATE SET hour = excluded.hour, told_until = excluded.told_until
                 WHERE digest.hour IS DISTINCT FROM excluded.hour`,
      },
      [account, department, choice === 'AT_ONCE' ? null : choice.hour, new Date(now)],
    );
    return rowCount === 1;
  });
}

/** The accounts that asked for a digest and may act on cases still, at most 1,000: what they asked lapses with the account. */
export async function digestsAsked(db: Database, department: string): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ account: string }>(
      {
        text: `SELECT d.account FROM digest d JOIN account a ON a.id = d.account AND a.disabled_at IS NULL AND a.kind = ANY ($2::text[])
               WHERE d.department = $1 ORDER BY d.account LIMIT 1000`,
      },
      [department, kindsThatMay('case.act')],
    );
    return rows.map(({ account }) => account);
  });
}

/**
 * Holds an account's digest while `tell` says what there is to say, and notes until when it did: a second worker finds it held, and leaves it. What
 * `tell` throws leaves it as it was. Null from `tell`: nothing was looked at.
 */
export async function tellingDigest(
  db: Database,
  department: string,
  account: string,
  tell: (digest: Digest) => Promise<Pick<Digest, 'toldOn' | 'toldUntil'> | null>,
): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ email: string; hour: number | null; told_on: string | null; told_until: Date }>(
      {
        text: `SELECT a.email, d.hour, to_char(d.told_on, 'YYYY-MM-DD') AS told_on, d.told_until
               FROM digest d JOIN account a ON a.id = d.account WHERE d.account = $1 FOR UPDATE OF d SKIP LOCKED`,
      },
      [account],
    );
    if (rows[0] === undefined) return;
    const { email, hour, told_on, told_until } = rows[0];
    const told = await tell({ account, email, choice: choiceOf(hour), toldOn: told_on, toldUntil: told_until.getTime() });
    if (told === null) return;
    await tx.query({ text: 'UPDATE digest SET told_on = $2, told_until = $3 WHERE account = $1' }, [account, told.toldOn, new Date(told.toldUntil)]);
  });
}

const choiceOf = (hour: number | null): DigestChoice => (hour === null ? 'AT_ONCE' : { hour });
