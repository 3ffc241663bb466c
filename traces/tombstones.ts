import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { HOUR } from '../calendar/milliseconds.ts';
import { named } from '../database/named.ts';
import type { Tx } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';

/** Every transaction that began before has committed, or failed, and every hour is closed: nothing comes to what was signed until then. */
const graceAfterStay = 2 * HOUR;

/** What remains of a destroyed journal. */
export interface Buried {
  entries: number;
  head: Buffer;
}

/** What the journals that stayed hold until an instant. */
interface Stayed {
  number: number;
  destroyedAt: Date;
  /** Entries recorded until then are what is digested. */
  until: Date;
  entries: number;
  digest: Buffer;
  /** Of all destructions so far. */
  tombstones: number;
}

const tombstoneText = (department: string, number: number, month: string, { entries, head }: Buried): Buffer =>
  Buffer.from(['guichet tombstone 1', department, number, month, entries, head.toString('hex'), ''].join('\n'));

const stayedText = (department: string, { number, destroyedAt, until, entries, digest, tombstones }: Stayed): Buffer =>
  Buffer.from(
    [
      'guichet journals stayed 1',
      department,
      number,
      destroyedAt.toISOString(),
      until.toISOString(),
      entries,
      digest.toString('hex'),
      tombstones,
      '',
    ].join('\n'),
  );

const insertTombstone = named({
  name: 'bury-journal',
  text: `INSERT INTO tombstone (department, number, entries, head, month, signature, key_generation)
         VALUES (:department, :number, :entries, :head, :month, :signature, :generation)`,
});
const insertStayed = named({
  name: 'journals-stayed',
  text: `INSERT INTO journal_stayed (department, number, destroyed_at, until, entries, digest, tombstones, signature, key_generation)
         VALUES (:department, :number, :destroyedAt, :until, :entries, :digest, :tombstones, :signature, :generation)`,
});

/**
 * Puts up a signed tombstone for each journal that was destroyed, and signs what the journals that stay hold: one snapshot with the destruction, once its rows are
 * gone, in which the journals and the hours were verified before. Reads every entry that stays. `month`: the first day of the month.
 */
export async function bury(
  tx: Tx,
  department: string,
  journals: readonly Buried[],
  about: { month: string; now: number; signing: SigningRing },
): Promise<void> {
  const { month, now, signing } = about;
  const { generation, privateKey } = signing.signer();
  const signed = (text: Buffer): Buffer => sign(null, text, privateKey);
  const { rows } = await tx.query<{ tombstones: number; stayed: number }>({
    text: `SELECT (SELECT coalesce(max(number), 0) FROM tombstone) AS tombstones, (SELECT coalesce(max(number), 0) FROM journal_stayed) AS stayed`,
  });
  const { tombstones = 0, stayed = 0 } = rows[0] ?? {};
  for (const [index, journal] of journals.entries()) {
    const number = tombstones + 1 + index;
    await tx.query(
      insertTombstone({ department, number, month, ...journal, signature: signed(tombstoneText(department, number, month, journal)), generation }),
    );
  }
  const until = new Date(now - graceAfterStay);
  const proof = {
    number: stayed + 1,
    destroyedAt: new Date(now),
    until,
    ...(await entriesUntil(tx, department, until)),
    tombstones: tombstones + journals.length,
  };
  await tx.query(insertStayed({ department, ...proof, signature: signed(stayedText(department, proof)), generation }));
}

/** How many entries were recorded before an instant, and their digest: a month at a time, each over the one before. */
async function entriesUntil(tx: Tx, department: string, until: Date): Promise<Pick<Stayed, 'entries' | 'digest'>> {
  const { rows } = await tx.query<{ count: number; digest: Buffer }>(
    {
      text: `SELECT count(*)::int AS count,
                    sha256(convert_to(string_agg(concat_ws('|', case_id, seq, (extract(epoch FROM recorded_at) * 1000000)::bigint, encode(hash, 'hex')), E'\\n'
                                                 ORDER BY case_id, seq), 'UTF8')) AS digest
             FROM journal_entry WHERE department = $1 AND recorded_at < $2
             GROUP BY date_trunc('month', recorded_at, 'UTC') ORDER BY date_trunc('month', recorded_at, 'UTC')`,
    },
    [department, until],
  );
  const digest = createHash('sha256');
  for (const month of rows) digest.update(month.digest);
  return { entries: rows.reduce((all, { count }) => all + count, 0), digest: digest.digest() };
}

/** The last destruction: what was signed of days that were over then, and of hours until a while before, counted what it took. Null: nothing was destroyed. */
export async function lastDestruction(tx: Tx): Promise<{ destroyedAt: Date; until: Date } | null> {
  const { rows } = await tx.query<{ destroyedAt: Date; until: Date }>({
    text: 'SELECT destroyed_at AS "destroyedAt", until FROM journal_stayed ORDER BY number DESC LIMIT 1',
  });
  return rows[0] ?? null;
}

interface Signature {
  signature: Buffer;
  generation: number;
}

/**
 * Verifies what destructions left: every tombstone is there and signed, each statement of what stayed is, and the newest is what the journals hold. Answers
 * with how many tombstones there are; one French sentence per fault.
 */
export async function verifyTombstones(tx: Tx, department: string, signing: SigningRing): Promise<{ tombstones: number; flaws: string[] }> {
  const tombstones = await tx.query<Buried & Signature & { number: number; month: string }>({
    text: `SELECT number, entries, head, to_char(month, 'YYYY-MM-DD') AS month, signature, key_generation AS generation FROM tombstone ORDER BY number`,
  });
  const statements = await tx.query<Stayed & Signature>({
    text: `SELECT number, destroyed_at AS "destroyedAt", until, entries, digest, tombstones, signature, key_generation AS generation FROM journal_stayed ORDER BY number`,
  });
  const flaws: string[] = [];
  const check = (what: string, text: Buffer, { signature, generation }: Signature) => {
    const key: KeyObject | null = signing.publicKey(generation);
    if (key === null) flaws.push(`${what} : signée avec la génération ${generation}, dont la clé publique n’est pas donnée ici.`);
    else if (!verify(null, text, key, signature)) flaws.push(`${what} : la signature n’est pas celle de ce guichet.`);
  };
  for (const [index, one] of tombstones.rows.entries()) {
    if (one.number !== index + 1) flaws.push(`Dossiers détruits : la trace ${index + 1} manque, la suivante est la ${one.number}.`);
    check(`Trace ${one.number} d’un dossier détruit`, tombstoneText(department, one.number, one.month, one), one);
  }
  for (const [index, one] of statements.rows.entries()) {
    if (one.number !== index + 1) flaws.push(`Destructions : la racine ${index + 1} manque, la suivante est la ${one.number}.`);
    check(`Racine ${one.number} après une destruction`, stayedText(department, one), one);
  }
  const last = statements.rows.at(-1);
  if ((last?.tombstones ?? 0) !== tombstones.rows.length)
    flaws.push(`Dossiers détruits : ${last?.tombstones ?? 0} traces ont été signées, il y en a ${tombstones.rows.length}.`);
  if (last !== undefined) {
    const now = await entriesUntil(tx, department, last.until);
    if (now.entries !== last.entries) flaws.push(`Après la dernière destruction, ${last.entries} entrées restaient, il y en a ${now.entries}.`);
    else if (!now.digest.equals(last.digest)) flaws.push('Les entrées qui restaient après la dernière destruction ont été modifiées.');
  }
  return { tombstones: tombstones.rows.length, flaws };
}
