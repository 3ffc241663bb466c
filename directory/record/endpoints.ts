import { randomBytes, randomUUID } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { keepSealedKey, sealedKeyOf } from '../../database/sealed-keys.ts';
import { newDataKey, seal, unseal } from '../../database/sealing.ts';

/** A contact whose machine is called. */
export interface MachineOf {
  department: string;
  contact: string;
}

/** How it stands with a machine at one address. */
export interface EndpointStanding {
  madeAt: Instant;
  /** Whether the secret before still signs beside the newest. */
  both: boolean;
  /** When it last answered as it must; null: it never did at this address. */
  verifiedAt: Instant | null;
  /** Since when no call gets through, and the code of the last. */
  failing: { since: Instant; code: string } | null;
}

interface Row {
  id: string;
  sealed: Buffer;
  made_at: Date;
  two_valid: boolean;
  url: string | null;
  verified_at: Date | null;
  failing_since: Date | null;
  failure: string | null;
}

/** As the "Standard Webhooks" specification writes one. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** How it stands with the machine of a contact, called at `url`; null where it was never given a secret. */
export async function endpointStanding(db: Database, of: MachineOf, url: string): Promise<EndpointStanding | null> {
  const row = await inDepartment(db, of.department, (tx) => rowOf(tx, of));
  if (row === null) return null;
  const { made_at, two_valid, verified_at, failing_since, failure } = row;
  const isKnown = row.url === url;
  return {
    madeAt: made_at.getTime(),
    both: two_valid,
    verifiedAt: isKnown && verified_at !== null ? verified_at.getTime() : null,
    failing: isKnown && failing_since !== null && failure !== null ? { since: failing_since.getTime(), code: failure } : null,
  };
}

/** The secrets that sign a call, the newest first; none where none was made. */
export async function endpointSecrets(db: Database, of: MachineOf): Promise<string[]> {
  return inDepartment(db, of.department, async (tx) => {
    const row = await rowOf(tx, of);
    return row === null ? [] : secretsIn(db, tx, row);
  });
}

/**
 * Makes a secret and answers with it, this once: it is kept sealed. The one before goes on signing beside it, until `keepNewest`; the one before that
 * signs no more. `expected`: when the last was made, as whoever asks saw it; null is answered where another was made since.
 */
export async function makeEndpointSecret(db: Database, of: MachineOf, expected: Instant | null, now: Instant): Promise<string | null> {
  const secret = newSecret();
  return inDepartment(db, of.department, async (tx) => {
    const id = randomUUID();
    const { key, wrapped } = newDataKey(db.keys, id);
    const first = expected === null ? await tx.query(insert({ ...of, id, sealed: seal(key, id, [secret]), madeAt: new Date(now) })) : null;
    if (first?.rowCount === 1) {
      await keepSealedKey(tx, 'ENDPOINT', { id, department: of.department, wrapped });
      return secret;
    }
    const row = await rowOf(tx, of, true);
    if (row === null || row.made_at.getTime() !== expected) return null;
    const [newest] = await secretsIn(db, tx, row);
    await tx.query(
      renew({ id: row.id, sealed: await sealedIn(db, tx, row, newest === undefined ? [secret] : [secret, newest]), madeAt: new Date(now) }),
    );
    return secret;
  });
}

/** The secret before signs no more. Idempotent. */
export async function keepNewest(db: Database, of: MachineOf): Promise<void> {
  await inDepartment(db, of.department, async (tx) => {
    const row = await rowOf(tx, of, true);
    if (row === null || !row.two_valid) return;
    const [newest = ''] = await secretsIn(db, tx, row);
    await tx.query({ text: 'UPDATE endpoint SET sealed = $2, two_valid = false WHERE id = $1' }, [row.id, await sealedIn(db, tx, row, [newest])]);
  });
}

/** Notes how a call at `url` went: `failure` is its code, null where it was taken. What was known of another address is forgotten. */
export async function noteCall(
  db: Database,
  of: MachineOf,
  { url, at, failure }: { url: string; at: Instant; failure: string | null },
): Promise<void> {
  const call = { ...of, url, at: new Date(at) };
  await inDepartment(db, of.department, (tx) => tx.last(failure === null ? noteTaken(call) : noteFailed({ ...call, failure })));
}

const columns = 'id, sealed, made_at, two_valid, url, verified_at, failing_since, failure';

async function rowOf(tx: Tx, { department, contact }: MachineOf, lock = false): Promise<Row | null> {
  const text = `SELECT ${columns} FROM endpoint WHERE department = $1 AND contact = $2${lock ? ' FOR UPDATE' : ''}`;
  const { rows } = await tx.query<Row>({ name: lock ? 'lock-endpoint' : 'endpoint-of', text }, [department, contact]);
  return rows[0] ?? null;
}

async function keyOf(db: Database, tx: Tx, { id }: Row): Promise<Buffer> {
  const key = await sealedKeyOf(db, tx, 'ENDPOINT', id);
  if (key === null) throw new Error('The key of a machine’s secret is missing.');
  return key;
}

const secretsIn = async (db: Database, tx: Tx, row: Row): Promise<string[]> => unseal(await keyOf(db, tx, row), row.id, row.sealed) as string[];

const sealedIn = async (db: Database, tx: Tx, row: Row, secrets: string[]): Promise<Buffer> => seal(await keyOf(db, tx, row), row.id, secrets);

const insert = named({
  text: `INSERT INTO endpoint (id, department, contact, sealed, made_at) VALUES (:id, :department, :contact, :sealed, :madeAt)
         ON CONFLICT (department, contact) DO NOTHING`,
});
const renew = named({ text: 'UPDATE endpoint SET sealed = :sealed, two_valid = true, made_at = :madeAt WHERE id = :id' });
const noteTaken = named({
  text: `UPDATE endpoint SET url = :url, verified_at = :at, failing_since = NULL, failure = NULL WHERE department = :department AND contact = :contact`,
});
const noteFailed = named({
  text: `UPDATE endpoint SET url = :url, failure = :failure,
                verified_at = CASE WHEN url = :url THEN verified_at END,
                failing_since = CASE WHEN url = :url THEN coalesce(failing_since, :at) ELSE :at END
         WHERE department = :department AND contact = :contact`,
});
