import { createHash } from 'node:crypto';
import { canonical } from '../cases/journal.ts';
import type { ActiveVersions, Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import type { Procedure } from './procedure.ts';

/**
 * Publishes a version of a department's protocol and makes it the active one. Versions never change: publishing the same
 * content again does nothing, another content under a number already published throws `AlreadyPublished`.
 * Running cases finish under the version they began with. Check it (`verify`) before publishing.
 */
export async function publishProcedure(db: Database, department: string, procedure: Procedure, by: string): Promise<void> {
  const hash = createHash('sha256').update(canonical(procedure)).digest();
  await inDepartment(db, department, async (tx) => {
    await tx.query(
      {
        text: `INSERT INTO procedure_version (department, slug, number, content, hash, published_by)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      },
      [department, procedure.slug, procedure.number, JSON.stringify(procedure), hash, by],
    );
    const stored = await tx.query<{ hash: Buffer }>(
      { text: 'SELECT hash FROM procedure_version WHERE department = $1 AND slug = $2 AND number = $3' },
      [department, procedure.slug, procedure.number],
    );
    if (!stored.rows[0]?.hash.equals(hash)) throw new AlreadyPublished(procedure.slug, procedure.number);
    await tx.query({ text: 'UPDATE department SET procedure_slug = $2, procedure_number = $3 WHERE code = $1' }, [
      department,
      procedure.slug,
      procedure.number,
    ]);
  });
  db.published.active.delete(department);
}

/** A published version is immutable: a change needs the next number. */
export class AlreadyPublished extends Error {
  override name = 'AlreadyPublished';

  constructor(slug: string, number: number) {
    super(`La version ${number} du protocole « ${slug} » est déjà publiée avec un autre contenu : donnez-lui le numéro suivant.`);
  }
}

/** Reads a published version, from memory when it was read before. Throws when there is none. */
export async function loadProcedure(db: Database, tx: Tx, department: string, slug: string, number: number): Promise<Procedure> {
  const key = `${department}/${slug}@${number}`;
  const known = db.published.procedures.get(key);
  if (known !== undefined) return known;
  const { rows } = await tx.query<{ content: Procedure }>(
    { text: 'SELECT content FROM procedure_version WHERE department = $1 AND slug = $2 AND number = $3' },
    [department, slug, number],
  );
  if (rows[0] === undefined) throw new Error(`No procedure ${key} is published.`);
  db.published.procedures.set(key, rows[0].content);
  return rows[0].content;
}

/** Every published version of a department, newest first. */
export async function publishedProcedures(
  db: Database,
  department: string,
): Promise<{ slug: string; number: number; title: string; publishedAt: number; publishedBy: string }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ slug: string; number: number; title: string; published_at: Date; published_by: string }>({
      text: `SELECT slug, number, content ->> 'title' AS title, published_at, published_by
             FROM procedure_version ORDER BY published_at DESC, slug, number DESC LIMIT 200`,
    });
    return rows.map(({ published_at, published_by, ...version }) => ({
      ...version,
      publishedAt: published_at.getTime(),
      publishedBy: published_by,
    }));
  });
}

/** What a department works with now. Throws when it has not published a protocol and a directory yet. */
export async function activeVersions(db: Database, tx: Tx, department: string): Promise<ActiveVersions> {
  const { rows } = await tx.query<{ slug: string | null; number: number | null; revision: number | null }>(
    {
      name: 'active-versions',
      text: 'SELECT procedure_slug AS slug, procedure_number AS number, directory_revision AS revision FROM department WHERE code = $1',
    },
    [department],
  );
  const { slug = null, number = null, revision = null } = rows[0] ?? {};
  if (slug === null || number === null || revision === null) throw new NotReady(department);
  const active = { slug, number, revision };
  db.published.active.set(department, active);
  return active;
}

/** A department takes no alert before its protocol and its directory are published. */
export class NotReady extends Error {
  override name = 'NotReady';

  constructor(department: string) {
    super(`Le département ${department} n’a pas encore de protocole et d’annuaire publiés.`);
  }
}
