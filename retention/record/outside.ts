import { randomUUID } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { keepSealedKey } from '../../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../../database/sealing.ts';

/** Why a list's last try failed: the journals did not hold; the mailbox, or the engine, keeps something of what was destroyed; anything else. */
export type DestructionFailure = 'JOURNALS' | 'MAILBOX' | 'ENGINE' | 'OTHER';

/** Writes down what is to be forgotten outside of what a list destroyed, in that transaction: the engine's histories of cases, mails in the mailbox. */
export async function keepOutside(
  db: Pick<Database, 'keys'>,
  tx: Tx,
  department: string,
  { number, cases, messageIds }: { number: number; cases: readonly string[]; messageIds: readonly string[] },
): Promise<void> {
  await tx.query({ text: `INSERT INTO left_outside (id, department, number, kind) SELECT id, $1, $2, 'ENGINE' FROM unnest($3::uuid[]) AS c(id)` }, [
    department,
    number,
    cases,
  ]);
  for (const messageId of messageIds) {
    const id = randomUUID();
    const { key, wrapped } = newDataKey(db.keys, id);
    await tx.query({ text: `INSERT INTO left_outside (id, department, number, kind, sealed) VALUES ($1, $2, $3, 'MAILBOX', $4)` }, [
      id,
      department,
      number,
      seal(key, id, messageId),
    ]);
    await keepSealedKey(tx, 'OUTSIDE', { id, department, wrapped });
  }
}

/** What is still to be forgotten outside, the oldest list first, at most 10 000: the next night goes on. */
export interface LeftOutside {
  /** Of cases: their ids. */
  engine: string[];
  mailbox: { id: string; messageId: string }[];
}

export function leftOutside(db: Database, department: string): Promise<LeftOutside> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; sealed: Buffer | null; wrapped: Buffer | null }>({
      text: `SELECT l.id, l.sealed, k.wrapped FROM left_outside l LEFT JOIN keys.sealed_key k ON k.owner_id = l.id AND k.kind = 'OUTSIDE'
             ORDER BY l.number, l.id LIMIT 10000`,
    });
    return {
      engine: rows.flatMap(({ id, sealed }) => (sealed === null ? [id] : [])),
      mailbox: rows.flatMap(({ id, sealed, wrapped }) => {
        if (sealed === null) return [];
        if (wrapped === null) throw new Error(`the key of what is left outside is missing: ${id}`);
        return [{ id, messageId: String(unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed)) }];
      }),
    };
  });
}

/** It is forgotten outside: nothing says any more that it was. Twice is once. */
export async function forgotten(db: Database, department: string, ids: readonly string[]): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query({ text: 'DELETE FROM left_outside WHERE id = ANY ($1::uuid[])' }, [ids]);
    await tx.query({ text: `DELETE FROM keys.sealed_key WHERE owner_id = ANY ($1::uuid[]) AND kind = 'OUTSIDE'` }, [ids]);
  });
}

/** Says on a list that its last try failed, and why. */
export async function noteFailure(db: Database, department: string, number: number, failure: DestructionFailure, now: Instant): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE destruction SET failure = $2, failed_at = $3 WHERE number = $1' }, [number, failure, new Date(now)]),
  );
}

/** Says on each list that is done whether something of it is still outside: the mailbox before the engine, which forgets by itself one day. */
export async function noteOutside(db: Database, department: string, now: Instant): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE destruction d SET failure = l.failure, failed_at = CASE WHEN l.failure IS NOT NULL THEN $1::timestamptz END
               FROM (SELECT o.number, (SELECT max(kind) FROM left_outside WHERE number = o.number) AS failure FROM destruction o WHERE o.state = 'DONE') l
               WHERE d.number = l.number AND (d.failure IS NOT NULL OR l.failure IS NOT NULL)`,
      },
      [new Date(now)],
    ),
  );
}
