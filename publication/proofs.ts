import type { Instant } from '../calendar/span.ts';
import { named } from '../database/named.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import type { Unnumbered } from '../directory/edits.ts';
import { communesOf } from '../directory/record/communes.ts';
import { currentDirectory, loadDirectory } from '../directory/record/revisions.ts';
import { indexDirectory } from '../directory/resolve.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { loadProcedure, procedureInForce, publishProcedure } from '../procedures/record/published.ts';
import type { Proof } from '../proof/proof.ts';
import { verifyFrom } from '../proof/throughout.ts';

/** A protocol that fails is not published. `proof` says what fails, with a counterexample of each. */
export class NotProved extends Error {
  override name = 'NotProved';
  readonly proof: Proof;

  constructor(proof: Proof) {
    super(
      `Le protocole ${proof.procedure} n’est pas publié : ${proof.properties.filter(({ holds }) => !holds).length} propriétés ne sont pas tenues.`,
    );
    this.proof = proof;
  }
}

/** Proves a protocol, published or not, with the department's newest directory. Stores nothing. Throws when there is no directory. */
export async function proveToday(db: Database, department: string, procedure: Procedure): Promise<Proof> {
  return verifyFrom(Date.now(), procedure, await currentDirectory(db, department), communesOf(department));
}

/** Proves the protocol in force with a directory that is not published yet. Stores nothing; null where no protocol is in force. */
export async function proveWithDirectory(db: Database, department: string, directory: Unnumbered): Promise<Proof | null> {
  const procedure = await procedureInForce(db, department);
  return procedure && verifyFrom(Date.now(), procedure, indexDirectory({ ...directory, revision: 0 }), communesOf(department));
}

/** The proof without which a protocol is not published. Throws `NotProved`. */
export async function requireProof(db: Database, department: string, procedure: Procedure): Promise<Proof> {
  const proof = await proveToday(db, department, procedure);
  if (!proof.holds) throw new NotProved(proof);
  return proof;
}

/** Keeps a proof with its version. The same version and directory proved again replace it: a proof is a fact, not an event. */
export async function keepProof(
  tx: Tx,
  department: string,
  { slug, number }: Pick<Procedure, 'slug' | 'number'>,
  proof: Proof,
  at: Instant,
): Promise<void> {
  await tx.query(
    keepStatement({
      department,
      slug,
      number,
      directory: proof.directory,
      holds: proof.holds,
      result: JSON.stringify(proof),
      at: new Date(at),
    }),
  );
}

const keepStatement = named({
  text: `INSERT INTO proof (department, slug, number, directory_revision, holds, result, at)
         VALUES (:department, :slug, :number, :directory, :holds, :result, :at)
         ON CONFLICT (department, slug, number, directory_revision) DO UPDATE SET holds = excluded.holds, result = excluded.result, at = excluded.at`,
});

/** Publishes a protocol that is proved, with its proof; throws `NotProved` and publishes nothing otherwise. Idempotent as `publishProcedure`. */
export async function publishProved(db: Database, department: string, procedure: Procedure, by: string, now: Instant): Promise<Proof> {
  const proof = await requireProof(db, department, procedure);
  await publishProcedure(db, department, procedure, by);
  // A kill in between leaves the version without its proof: the worker makes it again.
  await inDepartment(db, department, (tx) => keepProof(tx, department, procedure, proof, now));
  return proof;
}

export interface KeptProof {
  proof: Proof;
  at: Instant;
  /** Whether the directory it was made with is still the newest. */
  current: boolean;
}

/** Versions that cases follow or will: the one in force, and those published for later. */
const held = `procedure_version v JOIN department d ON d.code = v.department
  AND ((v.slug = d.procedure_slug AND v.number = d.procedure_number) OR v.effective_at > now())`;

/** Proofs that no longer hold, of the version in force and of those to come: the last one kept of each. Empty when all is well. */
export async function failingProofs(db: Database, department: string): Promise<KeptProof[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<KeptRow>({
      name: 'failing-proofs',
      text: `SELECT p.result, p.at, p.directory_revision = d.directory_revision AS current
             FROM ${held} CROSS JOIN LATERAL (
               SELECT * FROM proof WHERE department = v.department AND slug = v.slug AND number = v.number ORDER BY directory_revision DESC LIMIT 1) p
             WHERE v.department = this_department() AND NOT p.holds ORDER BY v.slug, v.number LIMIT 10`,
    });
    return rows.map(kept);
  });
}

interface KeptRow {
  result: Proof;
  at: Date;
  current: boolean;
}

const kept = ({ result, at, current }: KeptRow): KeptProof => ({ proof: result, at: at.getTime(), current });

/** The last proof kept of a version, for its page; null when there is none. */
export async function proofOf(db: Database, department: string, slug: string, number: number): Promise<KeptProof | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<KeptRow>(
      {
        text: `SELECT p.result, p.at, p.directory_revision = d.directory_revision AS current
               FROM proof p JOIN department d ON d.code = p.department
               WHERE p.slug = $1 AND p.number = $2 ORDER BY p.directory_revision DESC LIMIT 1`,
      },
      [slug, number],
    );
    return rows.map(kept)[0] ?? null;
  });
}

/**
 * Proves again the version in force and those to come, where that was not done with the newest directory; answers with the proofs
 * made. A department that has not published both yet has nothing to prove. Idempotent.
 */
export async function renewProofs(db: Database, department: string, now: Instant): Promise<Proof[]> {
  const stale = await inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ slug: string; number: number; revision: number }>({
      name: 'stale-proofs',
      text: `SELECT v.slug, v.number, d.directory_revision AS revision FROM ${held}
             WHERE v.department = this_department() AND d.directory_revision IS NOT NULL AND NOT EXISTS (
               SELECT FROM proof p WHERE p.department = v.department AND p.slug = v.slug AND p.number = v.number
                                     AND p.directory_revision = d.directory_revision)
             ORDER BY v.slug, v.number LIMIT 10`,
    });
    const found = [];
    for (const { slug, number, revision } of rows) {
      const procedure = await loadProcedure(db, tx, department, slug, number);
      found.push({ procedure, directory: await loadDirectory(db, tx, department, revision) });
    }
    return found;
  });
  const proofs = stale.map(({ procedure, directory }) => ({ procedure, proof: verifyFrom(now, procedure, directory, communesOf(department)) }));
  for (const { procedure, proof } of proofs) await inDepartment(db, department, (tx) => keepProof(tx, department, procedure, proof, now));
  return proofs.map(({ proof }) => proof);
}
