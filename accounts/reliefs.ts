import { randomUUID } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { keepSealedKey } from '../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../database/sealing.ts';

/** What somebody of the desk left to whoever comes after. */
export interface Relief {
  id: string;
  leftBy: string;
  leftAt: Instant;
  /** Whoever takes over takes what the other had in hand. */
  hands: boolean;
  note: string;
  /** Null while nobody took over. */
  taken: { by: string; at: Instant } | null;
}

/** Lines of a page of what was left before. */
const each = 20;

/** Leaves a note to whoever comes after, over one left before that nobody has taken yet: each account has one that waits. */
export async function leaveRelief(
  db: Database,
  department: string,
  account: string,
  { note, hands }: Pick<Relief, 'note' | 'hands'>,
  now: Instant,
): Promise<void> {
  const id = randomUUID();
  const { key, wrapped } = newDataKey(db.keys, id);
  await inDepartment(db, department, async (tx) => {
    await drop(tx, account);
    const { rowCount } = await tx.query(
      { text: 'INSERT INTO relief (id, department, left_by, left_at, hands, sealed) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING' },
      [id, department, account, new Date(now), hands, seal(key, id, note)],
    );
    // The same sent twice at once: the first is there.
    if (rowCount !== 1) return;
    await keepSealedKey(tx, 'RELIEF', { id, department, wrapped });
  });
}

/** Takes back, with its key, what an account left and nobody has taken yet; false where there is no such thing. */
export async function withdrawRelief(db: Database, department: string, account: string): Promise<boolean> {
  return inDepartment(db, department, (tx) => drop(tx, account));
}

async function drop(tx: Tx, account: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      text: `WITH gone AS (DELETE FROM relief WHERE left_by = $1 AND taken_by IS NULL RETURNING id)
             DELETE FROM keys.sealed_key WHERE owner_id IN (SELECT id FROM gone) AND kind = 'RELIEF'`,
    },
    [account],
  );
  return rowCount === 1;
}

/**
 * Takes over from whoever left this. The first who takes it has it: `by` is who that is. Null where there is no such thing, or where whoever asks
 * left it. `now`: it was taken by this very act; taken again, nothing changes.
 */
export async function takeRelief(
  db: Database,
  department: string,
  id: string,
  account: string,
  now: Instant,
): Promise<{ from: string; leftAt: Instant; hands: boolean; by: string; now: boolean } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      { text: 'UPDATE relief SET taken_by = $2, taken_at = $3 WHERE id = $1 AND taken_by IS NULL AND left_by <> $2' },
      [id, account, new Date(now)],
    );
    const { rows } = await tx.last<{ from: string; at: Date; hands: boolean; by: string }>(
      { text: 'SELECT left_by AS from, left_at AS at, hands, taken_by AS by FROM relief WHERE id = $1 AND taken_by IS NOT NULL' },
      [id],
    );
    if (rows[0] === undefined) return null;
    const { at, ...taken } = rows[0];
    return { ...taken, leftAt: at.getTime(), now: rowCount === 1 };
  });
}

/** What waits to be taken, the oldest first, at most 20. */
export async function waitingReliefs(db: Database, department: string): Promise<Relief[]> {
  return inDepartment(db, department, (tx) => read(db, tx, department, 'r.taken_by IS NULL ORDER BY r.left_at, r.id', 0));
}

/** How many of them others left than this account. */
export async function reliefsWaiting(db: Database, department: string, account: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ count: number }>(
      { text: 'SELECT count(*)::int AS count FROM relief WHERE department = $1 AND taken_by IS NULL AND left_by <> $2' },
      [department, account],
    );
    return rows[0]?.count ?? 0;
  });
}

/** What was taken over in the last month, the newest first, by pages of 20 from 1; `more`: there is a page after. */
export async function pastReliefs(db: Database, department: string, page: number): Promise<{ rows: Relief[]; more: boolean }> {
  const rows = await inDepartment(db, department, (tx) =>
    read(db, tx, department, 'r.taken_by IS NOT NULL ORDER BY r.left_at DESC, r.id', (page - 1) * each, each + 1),
  );
  return { rows: rows.slice(0, each), more: rows.length > each };
}

interface Row {
  id: string;
  left_by: string;
  left_at: Date;
  hands: boolean;
  taken_by: string | null;
  taken_at: Date | null;
  sealed: Buffer;
  wrapped: Buffer;
}

async function read(db: Database, tx: Tx, department: string, which: string, offset: number, limit = each): Promise<Relief[]> {
  const { rows } = await tx.last<Row>(
    {
      text: `SELECT r.id, r.left_by, r.left_at, r.hands, r.taken_by, r.taken_at, r.sealed, k.wrapped
             FROM relief r JOIN keys.sealed_key k ON k.owner_id = r.id AND k.kind = 'RELIEF'
             WHERE r.department = $1 AND ${which} LIMIT ${limit} OFFSET $2`,
    },
    [department, offset],
  );
  return rows.map(({ id, left_by, left_at, hands, taken_by, taken_at, sealed, wrapped }) => ({
    id,
    leftBy: left_by,
    leftAt: left_at.getTime(),
    hands,
    note: String(unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed)),
    taken: taken_by === null || taken_at === null ? null : { by: taken_by, at: taken_at.getTime() },
  }));
}
