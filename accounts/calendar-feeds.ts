import { randomBytes } from 'node:crypto';
import { dayIn } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { crockford } from '../database/codes.ts';
import { foundByHash } from '../database/doors.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { keyedHashes } from '../database/sealing.ts';
import { type Account, accountOf, endCalendarFeedIn } from './accounts.ts';

/** The secret address under which an account's calendar reads its organisation's limits; the secret itself is not kept. */
export interface CalendarFeed {
  madeAt: Instant;
  /** ISO date; never an hour. */
  lastReadOn: string | null;
}

type Holder = Pick<Account, 'id' | 'department'>;

const tokenShape = /^[0-9a-hjkmnp-tv-z]{32}$/;

/** The feed of an account; null when it has none. */
export async function calendarFeedOf(db: Database, { id, department }: Holder): Promise<CalendarFeed | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ made_at: Date; last_read_on: string | null }>(
      { text: `SELECT made_at, to_char(last_read_on, 'YYYY-MM-DD') AS last_read_on FROM calendar_feed WHERE account = $1` },
      [id],
    );
    return rows[0] === undefined ? null : { madeAt: rows[0].made_at.getTime(), lastReadOn: rows[0].last_read_on };
  });
}

/** Makes the secret of an account's feed and answers with it, this once; the one before serves no more. Made twice, the last serves. */
export async function makeCalendarFeed(db: Database, { id, department }: Holder, now: Instant): Promise<string> {
  const token = crockford(randomBytes(20)).toLowerCase();
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `INSERT INTO calendar_feed (account, department, token_hash, made_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at, last_read_on = NULL`,
      },
      [id, department, hashesOf(db, token)[0], new Date(now)],
    ),
  );
  return token;
}

/** Ends the feed of an account: its address opens nothing any more. Answers whether it had one; idempotent. */
export async function endCalendarFeed(db: Database, { id, department }: Holder): Promise<boolean> {
  return inDepartment(db, department, (tx) => endCalendarFeedIn(tx, id));
}

/** The active account whose feed has this secret, and notes the day; null when it serves no more, or never did. */
export async function accountOfCalendarFeed(db: Database, token: string, now: Instant): Promise<Account | null> {
  if (!tokenShape.test(token)) return null;
  const hashes = hashesOf(db, token);
  const found = await foundByHash<{ account: string; department: string }>(db, hashes, {
    name: 'resolve-calendar-feed',
    text: 'SELECT account, department FROM doors.resolve_calendar_feed($1)',
  });
  const account = found && (await accountOf(db, found.account));
  if (account === null) return null;
  const day = dayIn(now, territoryOf(account.department).zone);
  // Only whoever holds the secret can say what it is under a newer generation of the key.
  await inDepartment(db, account.department, (tx) =>
    tx.last(
      {
        text: `UPDATE calendar_feed SET token_hash = $2, last_read_on = $3
               WHERE account = $1 AND (token_hash <> $2 OR last_read_on IS DISTINCT FROM $3::date)`,
      },
      [account.id, hashes[0], day],
    ),
  );
  return account;
}

const hashesOf = (db: Database, token: string): Buffer[] => keyedHashes(db.keys, 'calendar feed', token);
