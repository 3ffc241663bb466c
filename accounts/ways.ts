import { randomBytes } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { crockford } from '../database/codes.ts';
import { foundByHash } from '../database/doors.ts';
import { named } from '../database/named.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { keyedHashes } from '../database/sealing.ts';
import { type Account, accountOf, setPasswordIn } from './accounts.ts';
import { hashPassword } from './password.ts';

const hour = 3_600_000;
/** How long somebody to whom another sent a way in may not approve what that other asks, nor the other way round. */
const oneHandLasts = 7 * 24 * hour;
/** How long a way in serves: an invitation waits for somebody who may be away, whoever forgot a password is there. */
const lasts = { INVITATION: 72 * hour, RESET: hour } as const;
export type WayPurpose = keyof typeof lasts;

/** What is sent to the holder of an account, and to nobody else. */
export interface WayIn {
  token: string;
  purpose: WayPurpose;
  expiresAt: Instant;
}

/**
 * Makes the link by which the holder of an account chooses a password; the one before for the same serves no more. Only its keyed hash is stored.
 * `by` is whoever had it sent to somebody else.
 */
export async function openWay(
  db: Database,
  { id, department }: Pick<Account, 'id' | 'department'>,
  { purpose, by, now }: { purpose: WayPurpose; by: string | null; now: Instant },
): Promise<WayIn> {
  const token = crockford(randomBytes(20)).toLowerCase();
  const expiresAt = now + lasts[purpose];
  const [tokenHash] = hashesOf(db, token);
  await inDepartment(db, department, async (tx) => {
    await tx.query(keepWay({ account: id, department, tokenHash, purpose, expiresAt: new Date(expiresAt) }));
    if (by !== null) await noteHand(tx, { account: id, by, now });
  });
  return { token, purpose, expiresAt };
}

const keepWay = named({
  text: `INSERT INTO account_way (account, department, token_hash, purpose, expires_at)
         VALUES (:account, :department, :tokenHash, :purpose, :expiresAt)
         ON CONFLICT (account, purpose) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
});

/** The active account that a link opens at this instant; null when it serves no more, or never did. */
export async function accountOfWay(db: Database, token: string, now: Instant): Promise<{ account: Account; purpose: WayPurpose } | null> {
  const found = await resolveWay(db, token);
  if (found === null) return null;
  const account = await accountOf(db, found.account);
  const purpose = await inDepartment(db, found.department, (tx) => purposeOf(tx, hashesOf(db, token), now));
  return account === null || purpose === null ? null : { account, purpose };
}

/** Takes a link: its account has this password, is signed in nowhere, and the link serves no more. False where it did not serve. */
export async function takeWay(db: Database, token: string, password: string, now: Instant): Promise<boolean> {
  const found = await resolveWay(db, token);
  if (found === null) return false;
  const hash = await hashPassword(password);
  return inDepartment(db, found.department, async (tx) => {
    const { rowCount } = await tx.query(
      { text: 'DELETE FROM account_way WHERE account = $1 AND token_hash = ANY ($2::bytea[]) AND expires_at > $3' },
      [found.account, hashesOf(db, token), new Date(now)],
    );
    if (rowCount !== 1) return false;
    await setPasswordIn(tx, found.account, hash);
    return true;
  });
}

/** Notes that somebody could have come into the account of another: opened it, had a link sent, changed the address links are sent to. */
export async function noteHand(tx: Tx, { account, by, now }: { account: string; by: string; now: Instant }): Promise<void> {
  if (by === account) return;
  await tx.query({ text: 'INSERT INTO account_hand (account, by, department, at) VALUES ($1, $2, this_department(), $3)' }, [
    account,
    by,
    new Date(now),
  ]);
}

/**
 * Whether two accounts have been in one hand lately, by one another or by others in between: what one of them asks is then no second
 * person's to approve.
 */
export async function areInOneHand(tx: Tx, one: string, other: string, now: Instant): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      text: `WITH RECURSIVE hand AS (SELECT account, by FROM account_hand WHERE department = this_department() AND at > $3),
             reached AS (SELECT $1::uuid AS id UNION
                         SELECT CASE WHEN h.account = r.id THEN h.by ELSE h.account END FROM reached r JOIN hand h ON r.id IN (h.account, h.by))
             SELECT 1 FROM reached WHERE id = $2 AND id <> $1`,
    },
    [one, other, new Date(now - oneHandLasts)],
  );
  return rowCount !== 0;
}

export type ApprovalRefusal = 'CHANGED' | 'SAME_PERSON' | 'ONE_HAND';

/** Whether `by` may agree to what the first asked: null, or why not. Undefined first: there is nothing to agree to. */
export async function secondPerson(tx: Tx, first: string | undefined, by: string, now: Instant): Promise<ApprovalRefusal | null> {
  if (first === undefined) return 'CHANGED';
  if (first === by) return 'SAME_PERSON';
  return (await areInOneHand(tx, first, by, now)) ? 'ONE_HAND' : null;
}

const resolveWay = (db: Database, token: string): Promise<{ account: string; department: string } | null> =>
  foundByHash(db, hashesOf(db, token), { name: 'resolve-account-way', text: 'SELECT account, department FROM doors.resolve_account_way($1)' });

async function purposeOf(tx: Tx, hashes: Buffer[], now: Instant): Promise<WayPurpose | null> {
  const { rows } = await tx.last<{ purpose: WayPurpose }>(
    { text: 'SELECT purpose FROM account_way WHERE token_hash = ANY ($1::bytea[]) AND expires_at > $2' },
    [hashes, new Date(now)],
  );
  return rows[0]?.purpose ?? null;
}

const hashesOf = (db: Database, token: string): Buffer[] => keyedHashes(db.keys, 'account way', token.toLowerCase());
