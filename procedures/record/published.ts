import { createHash } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { type ActiveVersions, activeOf, keptFor } from '../../database/kept.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Procedure } from '../procedure.ts';

/** Who published a version, who prepared it, and from when it holds. */
export interface Publication {
  /** As pages say it: a name, or "ligne de commande". */
  by: string;
  /** The account that published, where it was one. */
  publisher?: string;
  /** Who prepared it: another person than the one who publishes. */
  preparer?: { account: string; name: string };
  /** The instant from which cases begin under it; at once when absent. */
  effectiveAt?: Instant;
}

/**
 * Publishes a version of a department's protocol, in force at once or from a later instant. Versions never change: publishing
 * the same content again does nothing new, another content under a number already published throws `AlreadyPublished`.
 * Running cases finish under the version they began with. Check it (`verify`) before publishing.
 */
export async function publishProcedure(db: Database, department: string, procedure: Procedure, publication: string | Publication): Promise<void> {
  const said = typeof publication === 'string' ? { by: publication } : publication;
  await inDepartment(db, department, (tx) => publishIn(tx, department, procedure, said));
  activeOf(db).delete(department);
}

/** `publishProcedure` inside a transaction of the caller, who forgets the active version after it. */
export async function publishIn(tx: Tx, department: string, procedure: Procedure, publication: Publication): Promise<void> {
  const hash = hashOf(procedure);
  const { slug, number } = procedure;
  const { by, publisher = null, preparer, effectiveAt } = publication;
  const effect = effectiveAt === undefined ? null : new Date(effectiveAt);
  await tx.query(
    keepVersion({
      department,
      slug,
      number,
      content: JSON.stringify(procedure),
      hash,
      by,
      publisher,
      preparer: preparer?.account ?? null,
      preparedBy: preparer?.name ?? null,
      effect,
    }),
  );
  const stored = await tx.query<{ hash: Buffer }>(
    { text: 'SELECT hash FROM procedure_version WHERE department = $1 AND slug = $2 AND number = $3' },
    [department, slug, number],
  );
  if (!stored.rows[0]?.hash.equals(hash)) throw new AlreadyPublished(slug, number);
  if (effect === null) {
    await tx.query({ text: 'UPDATE department SET procedure_slug = $2, procedure_number = $3 WHERE code = $1' }, [department, slug, number]);
  } else {
    await tx.query({ text: 'UPDATE department SET procedure_next_at = least(procedure_next_at, $2) WHERE code = $1' }, [department, effect]);
  }
}

const keepVersion = named({
  text: `INSERT INTO procedure_version (department, slug, number, content, hash, published_by, publisher, preparer, prepared_by, effective_at)
         VALUES (:department, :slug, :number, :content, :hash, :by, :publisher, :preparer, :preparedBy, :effect) ON CONFLICT DO NOTHING`,
});

/** What signs a version: the SHA-256 of its canonical JSON. */
export function hashOf(procedure: Procedure): Buffer {
  return createHash('sha256').update(canonical(procedure)).digest();
}

/** A published version is immutable: a change needs the next number. */
export class AlreadyPublished extends Error {
  override name = 'AlreadyPublished';

  constructor(slug: string, number: number) {
    super(`La version ${number} du protocole « ${slug} » est déjà publiée avec un autre contenu : donnez-lui le numéro suivant.`);
  }
}

/** Versions already read: they never change. */
const proceduresOf = keptFor(() => new Map<string, Procedure>());

/** Reads a published version, from memory when it was read before. Throws when there is none. */
export async function loadProcedure(db: Database, tx: Tx, department: string, slug: string, number: number): Promise<Procedure> {
  const key = `${department}/${slug}@${number}`;
  const known = proceduresOf(db).get(key);
  if (known !== undefined) return known;
  const { rows } = await tx.query<{ content: Procedure }>(
    { text: 'SELECT content FROM procedure_version WHERE department = $1 AND slug = $2 AND number = $3' },
    [department, slug, number],
  );
  if (rows[0] === undefined) throw new Error(`No procedure ${key} is published.`);
  proceduresOf(db).set(key, rows[0].content);
  return rows[0].content;
}

export interface PublishedVersion {
  slug: string;
  number: number;
  title: string;
  publishedAt: Instant;
  publishedBy: string;
  /** Absent for one that was published from the command line. */
  preparedBy: string | null;
  /** From when cases begin under it, unless another version was published meanwhile. */
  effectiveAt: Instant;
  /** SHA-256, in hexadecimal. */
  hash: string;
}

/** Every published version of a department, newest first, at most 200. */
export async function publishedProcedures(db: Database, department: string): Promise<PublishedVersion[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<
      Omit<PublishedVersion, 'publishedAt' | 'effectiveAt' | 'hash'> & { published_at: Date; effective_at: Date; hash: Buffer }
    >({
      text: `SELECT slug, number, content ->> 'title' AS title, published_at, published_by AS "publishedBy", prepared_by AS "preparedBy",
                    coalesce(effective_at, published_at) AS effective_at, hash
             FROM procedure_version ORDER BY published_at DESC, slug, number DESC LIMIT 200`,
    });
    return rows.map(({ published_at, effective_at, hash, ...version }) => ({
      ...version,
      publishedAt: published_at.getTime(),
      effectiveAt: effective_at.getTime(),
      hash: hash.toString('hex'),
    }));
  });
}

/** Versions whose content is no longer what their hash signed, as French sentences. */
export async function falsifiedVersions(db: Database, department: string): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ content: Procedure; hash: Buffer; slug: string; number: number }>(
      { text: 'SELECT slug, number, content, hash FROM procedure_version WHERE department = $1 ORDER BY slug, number LIMIT 1000' },
      [department],
    );
    return rows
      .filter(({ content, hash }) => !hashOf(content).equals(hash))
      .map(({ slug, number }) => `La version ${slug}@${number} du protocole n’est plus celle qui a été signée.`);
  });
}

/**
 * What a department works with now. A version published for later comes into force here, the first time somebody asks after its
 * instant: of those whose time has come, the one published last. Throws when the department has not published a protocol and a
 * directory yet.
 */
export async function activeVersions(db: Database, tx: Tx, department: string): Promise<ActiveVersions> {
  const { rows } = await tx.query<{ slug: string | null; number: number | null; revision: number | null; waits: boolean }>(
    {
      name: 'active-versions',
      text: `SELECT procedure_slug AS slug, procedure_number AS number, directory_revision AS revision, procedure_next_at <= now() AS waits
             FROM department WHERE code = $1`,
    },
    [department],
  );
  if (rows[0]?.waits) {
    await tx.query({ name: 'come-into-force', text: comeIntoForce }, [department]);
    return activeVersions(db, tx, department);
  }
  const { slug = null, number = null, revision = null } = rows[0] ?? {};
  if (slug === null || number === null || revision === null) throw new NotReady(department);
  const active = { slug, number, revision };
  activeOf(db).set(department, active);
  return active;
}

/** The protocol that a department works with now; null before it has published one and a directory. */
export async function procedureInForce(db: Database, department: string): Promise<Procedure | null> {
  return inDepartment(db, department, async (tx) => {
    const { slug, number } = await activeVersions(db, tx, department);
    return loadProcedure(db, tx, department, slug, number);
  }).catch((failure: unknown) => {
    if (failure instanceof NotReady) return null;
    throw failure;
  });
}

const comeIntoForce = `
  UPDATE department d SET
    (procedure_slug, procedure_number) = (
      SELECT slug, number FROM procedure_version WHERE department = d.code AND coalesce(effective_at, published_at) <= now()
      ORDER BY published_at DESC, number DESC LIMIT 1),
    procedure_next_at = (SELECT min(effective_at) FROM procedure_version WHERE department = d.code AND effective_at > now())
  WHERE d.code = $1 AND d.procedure_next_at <= now()`;

/** A department takes no alert before its protocol and its directory are published. */
export class NotReady extends Error {
  override name = 'NotReady';

  constructor(department: string) {
    super(`Le département ${department} n’a pas encore de protocole et d’annuaire publiés.`);
  }
}
