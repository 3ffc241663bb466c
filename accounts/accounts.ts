import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { dayIn } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { named } from '../database/named.ts';
import type { Database, Tx } from '../database/pool.ts';
import { departments, inDepartment } from '../database/pool.ts';
import { keepSealedKey } from '../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../database/sealing.ts';
import { hashPassword } from './password.ts';
import { type AccountKind, kindsThatMay, type Right } from './rights.ts';
import { endSessionsIn } from './sessions.ts';
import { totpPeriod } from './totp.ts';

export interface Account {
  id: string;
  department: string;
  kind: AccountKind;
  /** Directory id, for institutions and partners. */
  organisation: string | null;
  email: string;
  name: string;
}

export interface AccountListed extends Account {
  active: boolean;
  secondFactor: boolean;
  /** ISO date; never an hour. */
  lastSeenOn: string | null;
}

/** An e-mail address is one account, whatever the department. */
export class EmailTaken extends Error {
  override name = 'EmailTaken';
}

/** What is written in the transaction that opens an account. */
export type WithAccount = (tx: Tx, id: string) => Promise<void>;

/**
 * Opens an account and answers with its id. `password` null: nobody has one, until its holder chooses one. `also` is written with it, or neither
 * is. Throws `EmailTaken`.
 */
export async function createAccount(db: Database, account: Omit<Account, 'id'>, password: string | null, also?: WithAccount): Promise<string> {
  const hash = await (password === null ? passwordOfNobody() : hashPassword(password));
  return inDepartment(db, account.department, (tx) => openAccountIn(tx, account, hash, also)).catch(emailTaken);
}

/** The hash of a password that nobody knows, until the holder of an account chooses one. */
export const passwordOfNobody = (): Promise<string> => hashPassword(randomBytes(32).toString('base64'));

/** `createAccount` inside a transaction of the caller, whose failure is for `emailTaken` to read. */
export async function openAccountIn(tx: Tx, account: Omit<Account, 'id'>, hash: string, also?: WithAccount): Promise<string> {
  const { department, kind, organisation, email, name } = account;
  const id = randomUUIDv7();
  await tx.query(openStatement({ id, department, kind, organisation, email, name, hash }));
  await also?.(tx, id);
  return id;
}

const openStatement = named({
  text: `INSERT INTO account (id, department, kind, organisation, email, display_name, password_hash)
         VALUES (:id, :department, :kind, :organisation, :email, :name, :hash)`,
});

export interface AccountChange {
  /** The directory ids it is tied to; left as they are when absent. */
  ties?: readonly string[];
  /** Asked of what is there, once nobody else can change it: false changes nothing. */
  expected?(tx: Tx, now: Omit<Account, 'department'> & { ties: string[] }): Promise<boolean>;
  /** What else is written with it. `before` is who the account was for. */
  also?(tx: Tx, before: Omit<Account, 'department'>): Promise<void>;
}

/** Changes who an account is for; answers whether it did: never one that was erased. The department never changes. Throws `EmailTaken`. */
export async function changeAccount(db: Database, account: Account, { ties, expected, also }: AccountChange = {}): Promise<boolean> {
  const { id, department, kind, organisation, email, name } = account;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<Omit<Account, 'department'>>(
      { text: 'SELECT id, kind, organisation, email, display_name AS name FROM account WHERE id = $1 AND erased_at IS NULL FOR UPDATE' },
      [id],
    );
    if (rows[0] === undefined || (await expected?.(tx, { ...rows[0], ties: await tiesIn(tx, id) })) === false) return false;
    await tx.query({ text: 'UPDATE account SET kind = $2, organisation = $3, email = $4, display_name = $5 WHERE id = $1' }, [
      id,
      kind,
      organisation,
      email,
      name,
    ]);
    // A link is for whoever reads the address it was sent to.
    if (rows[0].email !== email) await tx.query({ text: 'DELETE FROM account_way WHERE account = $1' }, [id]);
    // What it opens is the organisation's the account was of.
    if (rows[0].organisation !== organisation) await endCalendarFeedIn(tx, id);
    if (ties !== undefined) await setTiesIn(tx, department, id, ties);
    await also?.(tx, rows[0]);
    return true;
  }).catch(emailTaken);
}

/** The active account of a session, read again at each request; null when it was suspended. */
export async function accountOf(db: Database, id: string): Promise<Account | null> {
  const { rows } = await db.pool.query<Account>({
    name: 'account-of',
    text: 'SELECT id, department, kind, organisation, email, display_name AS name FROM doors.resolve_account($1)',
    values: [id],
  });
  return rows[0] ?? null;
}

/** What signing in needs, by e-mail; null when there is no active account (hash something all the same). */
export async function accountToSignIn(
  db: Database,
  email: string,
): Promise<{ account: Account; passwordHash: string; secondFactor: boolean } | null> {
  // No address has such a sign, and no column takes it.
  if (email.includes('\0')) return null;
  const { rows } = await db.pool.query<{ id: string; department: string }>({
    name: 'resolve-email',
    text: 'SELECT id, department FROM doors.resolve_email($1)',
    values: [email.trim()],
  });
  const [found] = rows;
  if (found === undefined) return null;
  return inDepartment(db, found.department, async (tx) => {
    const answer = await tx.last<Account & { password_hash: string; second_factor: boolean }>(
      {
        text: `SELECT id, department, kind, organisation, email, display_name AS name, password_hash, totp_sealed IS NOT NULL AS second_factor
               FROM account WHERE id = $1`,
      },
      [found.id],
    );
    if (answer.rows[0] === undefined) return null;
    const { password_hash, second_factor, ...account } = answer.rows[0];
    return { account, passwordHash: password_hash, secondFactor: second_factor };
  });
}

/** Whether an address has an account in some department, a suspended one too. */
export async function isEmailTaken(db: Database, email: string): Promise<boolean> {
  for (const department of await departments(db)) {
    const { rowCount } = await inDepartment(db, department, (tx) =>
      tx.last({ text: 'SELECT 1 FROM account WHERE lower(email) = lower($1)' }, [email.trim()]),
    );
    if (rowCount !== 0) return true;
  }
  return false;
}

/** Notes the day an account was last used, as its department counts days. */
export async function seenToday(db: Database, { id, department }: Account, now: Instant): Promise<void> {
  const day = dayIn(now, territoryOf(department).zone);
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE account SET last_seen = $2 WHERE id = $1 AND last_seen IS DISTINCT FROM $2::date' }, [id, day]),
  );
}

const listed = `SELECT id, department, kind, organisation, email, display_name AS name, disabled_at IS NULL AS active,
                       totp_sealed IS NOT NULL AS "secondFactor", to_char(last_seen, 'YYYY-MM-DD') AS "lastSeenOn"
                FROM account WHERE department = :department AND erased_at IS NULL` as const;
const listAll = named({ text: `${listed} ORDER BY display_name, id LIMIT 5000` });
const listKinds = named({ text: `${listed} AND disabled_at IS NULL AND kind = ANY (:kinds::text[]) ORDER BY display_name, id LIMIT 500` });
const listOne = named({ text: `${listed} AND id::text = :id` });
const countActive = named({
  text: `SELECT count(*)::int AS count FROM account
         WHERE department = :department AND organisation = :organisation AND disabled_at IS NULL`,
});

/** The accounts of a department that were not erased, by name, at most 5,000. Whoever may do something is asked of `accountsThatMay`. */
export function listAccounts(db: Database, department: string): Promise<AccountListed[]> {
  return inDepartment(db, department, async (tx) => (await tx.last<AccountListed>(listAll({ department }))).rows);
}

/** What an account is called, of any account of a department; one that is gone, or nobody's, says so. */
export async function accountNames(db: Database, department: string): Promise<(id: string | null) => string> {
  const names = new Map((await listAccounts(db, department)).map(({ id, name }) => [id, name]));
  return (id) => names.get(id ?? '') ?? 'Compte retiré';
}

/** The active accounts of a department that may do something, by name, at most 500, however many others there are. */
export function accountsThatMay(db: Database, department: string, right: Right): Promise<AccountListed[]> {
  return inDepartment(db, department, async (tx) => (await tx.last<AccountListed>(listKinds({ department, kinds: kindsThatMay(right) }))).rows);
}

/** An account of a department, a suspended one too; null where there is none, or it was erased. */
export async function listedAccount(db: Database, department: string, id: string): Promise<AccountListed | null> {
  const { rows } = await inDepartment(db, department, (tx) => tx.last<AccountListed>(listOne({ department, id })));
  return rows[0] ?? null;
}

/** How many active accounts a body has. */
export async function countAccountsOf(db: Database, department: string, organisation: string): Promise<number> {
  const { rows } = await inDepartment(db, department, (tx) => tx.last<{ count: number }>(countActive({ department, organisation })));
  return rows[0]?.count ?? 0;
}

/** A new password; whoever is signed in with the old one is signed out. */
export async function setPassword(db: Database, department: string, id: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await inDepartment(db, department, (tx) => setPasswordIn(tx, id, hash));
}

/** `setPassword` inside a transaction of the caller, with what `hashPassword` made of it. */
export async function setPasswordIn(tx: Tx, id: string, hash: string): Promise<void> {
  await tx.query({ text: 'UPDATE account SET password_hash = $2 WHERE id = $1' }, [id, hash]);
  await tx.query({ text: 'DELETE FROM account_way WHERE account = $1' }, [id]);
  await endSessionsIn(tx, id);
}

/** Suspends an account, and ends its sessions and its calendar's secret address at once, or lets it in again; false where it was so already. */
export function setActive(db: Database, department: string, id: string, active: boolean): Promise<boolean> {
  return inDepartment(db, department, (tx) => setActiveIn(tx, id, active));
}

export async function setActiveIn(tx: Tx, id: string, active: boolean): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      text: 'UPDATE account SET disabled_at = CASE WHEN $2 THEN NULL ELSE now() END WHERE id = $1 AND (disabled_at IS NULL) <> $2::boolean AND erased_at IS NULL',
    },
    [id, active],
  );
  if (!active) {
    await endSessionsIn(tx, id);
    await endCalendarFeedIn(tx, id);
  }
  return rowCount === 1;
}

/**
 * Takes name, address, password, second factor, ties and telephones of duty from accounts suspended before an instant: what they did stays under an id that names
 * nobody, and they are never let in again. Answers with how many; twice changes nothing more.
 */
export function eraseAccounts(db: Database, department: string, before: Instant): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      {
        text: `UPDATE account SET email = 'efface-' || id || '@guichet.invalid', display_name = 'Compte effacé', password_hash = '', totp_sealed = NULL,
                 totp_period = NULL, last_seen = NULL, erased_at = now()
               WHERE disabled_at < $1 AND erased_at IS NULL RETURNING id`,
      },
      [new Date(before)],
    );
    const ids = rows.map(({ id }) => id);
    await tx.query({ text: `DELETE FROM keys.sealed_key WHERE owner_id = ANY ($1::uuid[]) AND kind = 'ACCOUNT'` }, [ids]);
    await tx.query({ text: 'DELETE FROM account_link WHERE account = ANY ($1::uuid[])' }, [ids]);
    await tx.query({ text: `UPDATE duty SET phone = '' WHERE account = ANY ($1::uuid[])` }, [ids]);
    await tx.query({ text: 'DELETE FROM duty_week WHERE account = ANY ($1::uuid[])' }, [ids]);
    await tx.query({ text: 'DELETE FROM duty_test WHERE account = ANY ($1::uuid[])' }, [ids]);
    return ids.length;
  });
}

/** The secret address under which an account's calendar reads serves no more. Answers whether it had one. */
export async function endCalendarFeedIn(tx: Tx, account: string): Promise<boolean> {
  const { rowCount } = await tx.query({ text: 'DELETE FROM calendar_feed WHERE account = $1' }, [account]);
  return rowCount === 1;
}

/** Seals the secret of an account's second factor; null removes it. */
export async function setSecondFactor(db: Database, department: string, id: string, secret: string | null): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query({ text: `DELETE FROM keys.sealed_key WHERE owner_id = $1 AND kind = 'ACCOUNT'` }, [id]);
    const data = secret === null ? null : newDataKey(db.keys, id);
    if (data !== null) {
      await keepSealedKey(tx, 'ACCOUNT', { id, department, wrapped: data.wrapped });
    }
    await tx.query({ text: 'UPDATE account SET totp_sealed = $2, totp_period = NULL WHERE id = $1' }, [id, data && seal(data.key, id, secret)]);
  });
}

/** The secret of an account's second factor; null when it has none. */
export async function secondFactorOf(db: Database, { id, department }: Account): Promise<string | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ totp_sealed: Buffer; wrapped: Buffer }>(
      {
        text: 'SELECT a.totp_sealed, k.wrapped FROM account a JOIN keys.sealed_key k ON k.owner_id = a.id WHERE a.id = $1 AND a.totp_sealed IS NOT NULL',
      },
      [id],
    );
    return rows[0] === undefined ? null : String(unseal(unwrapDataKey(db.keys, id, rows[0].wrapped), id, rows[0].totp_sealed));
  });
}

/** Takes a code of an account's second factor; false for a wrong one, and for one that served already (RFC 6238, section 5.2). */
export async function takeSecondFactor(db: Database, account: Account, code: string, now: Instant): Promise<boolean> {
  const secret = await secondFactorOf(db, account);
  const period = secret === null ? null : totpPeriod(secret, code, now);
  if (period === null) return false;
  return inDepartment(db, account.department, async (tx) => {
    const { rowCount } = await tx.last({ text: 'UPDATE account SET totp_period = $2 WHERE id = $1 AND (totp_period IS NULL OR totp_period < $2)' }, [
      account.id,
      period,
    ]);
    return rowCount === 1;
  });
}

/** The directory ids an agent is tied to, in order. */
export async function tiesOf(db: Database, department: string, account: string): Promise<string[]> {
  return inDepartment(db, department, (tx) => tiesIn(tx, account));
}

async function tiesIn(tx: Tx, account: string): Promise<string[]> {
  const { rows } = await tx.query<{ directory_id: string }>(
    { text: 'SELECT directory_id FROM account_link WHERE account = $1 ORDER BY directory_id LIMIT 200' },
    [account],
  );
  return rows.map(({ directory_id }) => directory_id);
}

/** The directory ids an agent is tied to: cases that implicate one of them are hidden from the account. Replaces the list. */
export async function setTies(db: Database, department: string, account: string, directoryIds: readonly string[]): Promise<void> {
  await inDepartment(db, department, (tx) => setTiesIn(tx, department, account, directoryIds));
}

export async function setTiesIn(tx: Tx, department: string, account: string, directoryIds: readonly string[]): Promise<void> {
  await tx.query({ text: 'DELETE FROM account_link WHERE account = $1' }, [account]);
  await tx.query(
    { text: 'INSERT INTO account_link (account, department, directory_id) SELECT $1, $2, id FROM unnest($3::text[]) AS id ON CONFLICT DO NOTHING' },
    [account, department, directoryIds],
  );
}

/** Throws what a transaction that names an address failed of: `EmailTaken` where it has an account already. */
export function emailTaken(failure: unknown): never {
  if (failure instanceof Error && 'constraint' in failure && failure.constraint === 'account_email') throw new EmailTaken();
  throw failure;
}
