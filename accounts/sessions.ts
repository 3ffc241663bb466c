import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { keyedHash } from '../database/sealing.ts';

/** A session that nobody uses for this long is over. A listener's day is shorter. */
export const IDLE_HOURS = 10;

/** What a session says of itself, beside whose it is. Nothing of it says where somebody is. */
export interface SessionMarks {
  /** "Firefox sur Windows". */
  browser: string;
  /** Keyed hash of the line it was opened from: only whether two are one can be said. */
  line: string;
}

export interface SessionListed extends Partial<SessionMarks> {
  /** Names the session to its holder; opens nothing. */
  id: string;
  openedAt: Instant | null;
  /** The hour in which it was last used, and no minute: work is not timed. */
  usedAt: Instant;
}

interface Holder {
  id: string;
  department: string;
}

const MOST = 50;
const hour = 3_600_000;

/** The open sessions of an account, last used first, at most 50. */
export async function sessionsOf(db: Database, { id, department }: Holder): Promise<SessionListed[]> {
  return inDepartment(db, department, async (tx) => (await openSessions(tx, id)).map((row) => listed(db, row)));
}

/** What a session is named to its holder by. */
export function sessionName(db: Database, sid: string): string {
  return keyedHash(db.keys, 'session', sid).toString('hex').slice(0, 32);
}

/** Ends one session of an account; false where it is over already, or another's. */
export async function endSession(db: Database, { id, department }: Holder, name: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const found = (await openSessions(tx, id)).find(({ sid }) => sessionName(db, sid) === name);
    if (found === undefined) return false;
    const { rowCount } = await tx.query({ text: 'DELETE FROM sessions.session WHERE sid = $1' }, [found.sid]);
    return rowCount === 1;
  });
}

/** Ends the sessions of an account but one; answers how many. Idempotent. */
export async function endOtherSessions(db: Database, { id, department }: Holder, kept: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query({ text: `DELETE FROM sessions.session WHERE ${whose} AND sid <> $2` }, [id, kept]);
    return rowCount ?? 0;
  });
}

/** Signs an account out wherever it is signed in. */
export async function endSessionsOf(db: Database, department: string, id: string): Promise<void> {
  await inDepartment(db, department, (tx) => endSessionsIn(tx, id));
}

/** `endSessionsOf` inside a transaction of the caller. */
export async function endSessionsIn(tx: Tx, account: string): Promise<void> {
  await tx.query({ text: `DELETE FROM sessions.session WHERE ${whose}` }, [account]);
}

/** Signed in, or with a second step still to come. */
const whose = `(sess ->> 'account' = $1 OR sess #>> '{awaited,account}' = $1)`;

interface Row {
  sid: string;
  openedAt: string | null;
  browser: string | null;
  line: string | null;
  expire: Date;
}

async function openSessions(tx: Tx, account: string): Promise<Row[]> {
  const { rows } = await tx.query<Row>(
    {
      text: `SELECT sid, sess ->> 'openedAt' AS "openedAt", sess ->> 'browser' AS browser, sess ->> 'line' AS line, expire
             FROM sessions.session WHERE sess ->> 'account' = $1 AND expire > now() ORDER BY expire DESC, sid LIMIT $2`,
    },
    [account, MOST],
  );
  return rows;
}

function listed(db: Database, { sid, openedAt, browser, line, expire }: Row): SessionListed {
  const used = expire.getTime() - IDLE_HOURS * hour;
  return {
    id: sessionName(db, sid),
    openedAt: openedAt === null ? null : Number(openedAt),
    usedAt: used - (used % hour),
    ...(browser !== null && { browser }),
    ...(line !== null && { line }),
  };
}
