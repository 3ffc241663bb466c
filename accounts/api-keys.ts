import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { DateTime } from 'luxon';
import { dayIn } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { crockford } from '../database/codes.ts';
import { named } from '../database/named.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { keyedHash, keyedHashes } from '../database/sealing.ts';
import { type KeyKind, type KeyScope, may } from './rights.ts';

/** A machine that calls: what it may do is said by its kind, less what its scopes leave out. */
export interface ApiKey {
  id: string;
  department: string;
  kind: KeyKind;
  /** Directory id, for institutions and partners. */
  organisation: string | null;
  scopes: readonly KeyScope[];
}

export interface NewApiKey extends Omit<ApiKey, 'id'> {
  /** Which system holds it, for whoever must replace it: no name of a person. */
  label: string;
  /** ISO date, the last day on which it works. */
  expiresOn: string;
}

export interface ApiKeyListed extends Omit<NewApiKey, 'expiresOn'> {
  id: string;
  /** How the key begins: enough to know it by, and no secret. */
  prefix: string;
  /** Null for keys made before keys had an end. */
  expiresOn: string | null;
  createdOn: string;
  /** ISO date; never an hour. */
  lastUsedOn: string | null;
  revokedOn: string | null;
}

/** A key as it is found by its text, revoked and expired ones too: ask `standingOf` before anything is done with it. */
export interface FoundApiKey extends ApiKey, Pick<ApiKeyListed, 'expiresOn' | 'lastUsedOn'> {
  revoked: boolean;
}

export type KeyStanding = 'VALID' | 'REVOKED' | 'EXPIRED';

/** From this long before its end, a key's end is announced. */
const warnedDays = 30;
/** A new key works for no longer than this. */
export const longestKeyYears = 2;

const keyShape = /^guichet_[0-9A-HJKMNP-TV-Z]{32}$/;
const purpose = 'api key';

/** Whether a kind of key acts for one body of the directory, which must then be given. */
export function actsForOrganisation(kind: KeyKind): boolean {
  return may({ kind }, 'declaration.make') || may({ kind }, 'transfer.receive');
}

/** Makes an API key and answers with its text: only its keyed hash is stored, so it cannot be shown again. */
export async function createApiKey(db: Database, { department, ...said }: NewApiKey): Promise<{ id: string; key: string }> {
  const id = randomUUIDv7();
  const key = `guichet_${crockford(randomBytes(20))}`;
  const { kind, organisation, scopes, label, expiresOn } = said;
  const values = { id, department, kind, organisation, scopes: [...scopes], label, expiresOn, prefix: key.slice(0, 12) };
  await inDepartment(db, department, (tx) => tx.last(insertKey({ ...values, hmac: keyedHash(db.keys, purpose, key) })));
  return { id, key };
}

const insertKey = named({
  text: `INSERT INTO api_key (id, department, kind, organisation, scopes, label, expires_on, prefix, hmac)
         VALUES (:id, :department, :kind, :organisation, :scopes, :label, :expiresOn, :prefix, :hmac)`,
});

/** The key of this text; null when there is none. */
export async function findApiKey(db: Database, key: string): Promise<FoundApiKey | null> {
  if (!keyShape.test(key)) return null;
  const [now, ...before] = keyedHashes(db.keys, purpose, key);
  for (const hmac of [now, ...before]) {
    const { rows } = await db.pool.query<FoundApiKey>({
      name: 'find-api-key',
      text: `SELECT id, department, kind, organisation, scopes, to_char(expires_on, 'YYYY-MM-DD') AS "expiresOn", revoked,
                    to_char(last_used_on, 'YYYY-MM-DD') AS "lastUsedOn"
             FROM doors.find_api_key($1)`,
      values: [hmac],
    });
    if (rows[0] === undefined) continue;
    // Only whoever holds the key can say what it is under a newer generation.
    if (hmac !== now) await storeUnder(db, rows[0], now);
    return rows[0];
  }
  return null;
}

async function storeUnder(db: Database, { id, department }: ApiKey, hmac: Buffer | undefined): Promise<void> {
  await inDepartment(db, department, (tx) => tx.last({ text: 'UPDATE api_key SET hmac = $2 WHERE id = $1' }, [id, hmac]));
}

/** Notes the day a key was last used, as its department counts days: once a day. */
export async function keyUsed(
  db: Database,
  { id, department, lastUsedOn }: Pick<FoundApiKey, 'id' | 'department' | 'lastUsedOn'>,
  now: Instant,
): Promise<void> {
  const day = dayIn(now, territoryOf(department).zone);
  if (day === lastUsedOn) return;
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE api_key SET last_used_on = $2 WHERE id = $1 AND last_used_on IS DISTINCT FROM $2::date' }, [id, day]),
  );
}

/** Whether a key may still be used: through its last day, as its department counts days. */
export function standingOf({ department, expiresOn, revoked }: Pick<FoundApiKey, 'department' | 'expiresOn' | 'revoked'>, now: Instant): KeyStanding {
  if (revoked) return 'REVOKED';
  return expiresOn !== null && now >= endOfKey(department, expiresOn) ? 'EXPIRED' : 'VALID';
}

/** Whether a key that still works ends within the month. */
export function endsSoon({ department, expiresOn, revokedOn }: Pick<ApiKeyListed, 'department' | 'expiresOn' | 'revokedOn'>, now: Instant): boolean {
  if (expiresOn === null || revokedOn !== null) return false;
  const end = endOfKey(department, expiresOn);
  return now < end && now >= end - warnedDays * 86_400_000;
}

/** When a key of this last day stops: as its department's day ends. */
export function endOfKey(department: string, day: string): Instant {
  return DateTime.fromISO(day, { zone: territoryOf(department).zone })
    .plus({ days: 1 })
    .toMillis();
}

/** What is wrong with a last day that somebody gives a new key, in French; null when nothing is. */
export function wrongExpiry(department: string, day: string, now: Instant): string | null {
  const { zone } = territoryOf(department);
  if (now >= endOfKey(department, day)) return 'Donnez un dernier jour à venir.';
  const last = DateTime.fromMillis(now, { zone }).plus({ years: longestKeyYears });
  return DateTime.fromISO(day, { zone }) > last ? `Une clé dure au plus ${longestKeyYears} ans : donnez un jour plus proche.` : null;
}

/** The keys of a department, those that work first, then the newest; at most 500. */
export async function listApiKeys(db: Database, department: string): Promise<ApiKeyListed[]> {
  return inDepartment(
    db,
    department,
    async (tx) => (await tx.last<ApiKeyListed>({ text: `${selectKey} ORDER BY (revoked_at IS NOT NULL), id DESC LIMIT 500` })).rows,
  );
}

const day = (column: string, as: string) => `to_char(${column}, 'YYYY-MM-DD') AS "${as}"`;
const selectKey = `
  SELECT id, department, kind, organisation, scopes, label, prefix, ${day('expires_on', 'expiresOn')}, ${day('created_at', 'createdOn')},
         ${day('last_used_on', 'lastUsedOn')}, ${day('revoked_at', 'revokedOn')}
  FROM api_key`;

/** One key of a department; null when it has none of this id. */
export async function apiKeyById(db: Database, department: string, id: string): Promise<ApiKeyListed | null> {
  return inDepartment(
    db,
    department,
    async (tx) => (await tx.last<ApiKeyListed>({ text: `${selectKey} WHERE id::text = $1` }, [id])).rows[0] ?? null,
  );
}

/** Revokes a key, by id; false where it was revoked already. */
export async function revokeApiKey(db: Database, department: string, id: string): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL' }, [id]),
  );
  return rowCount === 1;
}
