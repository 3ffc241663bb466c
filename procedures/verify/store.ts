import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { communesOf } from '../../directory/communes.ts';
import { currentDirectory, loadDirectory } from '../../directory/store.ts';
import type { Procedure } from '../procedure.ts';
import { activeVersions, loadProcedure, NotReady, publishProcedure } from '../store.ts';
import type { Proof } from './proof.ts';
import { verify } from './verify.ts';

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
  return verify(procedure, await currentDirectory(db, department), communesOf(department));
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
    {
      text: `INSERT INTO proof (department, slug, number, directory_revision, holds, result, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (department, slug, number, directory_revision) DO UPDATE SET holds = excluded.holds, result = excluded.result, at = excluded.at`,
    },
    [department, slug, number, proof.directory, proof.holds, JSON.stringify(proof), new Date(at)],
  );
}

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

/** The last proof kept of the version in force; null when none was made yet, or nothing is published. */
export async function proofInForce(db: Database, department: string): Promise<KeptProof | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ result: Proof; at: Date; current: boolean }>({
      name: 'proof-in-force',
      text: `SELECT p.result, p.at, p.directory_revision = d.directory_revision AS current
             FROM department d JOIN proof p ON p.department = d.code AND p.slug = d.procedure_slug AND p.number = d.procedure_number
             WHERE d.code = this_department() ORDER BY p.directory_revision DESC LIMIT 1`,
    });
    const [row] = rows;
    return row === undefined ? null : { proof: row.result, at: row.at.getTime(), current: row.current };
  });
}

/** The last proof kept of a version, for its page; null when there is none. */
export async function proofOf(db: Database, department: string, slug: string, number: number): Promise<KeptProof | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ result: Proof; at: Date; current: boolean }>(
      {
        text: `SELECT p.result, p.at, p.directory_revision = d.directory_revision AS current
               FROM proof p JOIN department d ON d.code = p.department
               WHERE p.slug = $1 AND p.number = $2 ORDER BY p.directory_revision DESC LIMIT 1`,
      },
      [slug, number],
    );
    const [row] = rows;
    return row === undefined ? null : { proof: row.result, at: row.at.getTime(), current: row.current };
  });
}

/**
 * Makes again the proof of the version in force when none was made with the newest directory; answers with it, or null when
 * there was nothing to do. A department that publishes nothing yet has nothing to prove. Idempotent.
 */
export async function renewProof(db: Database, department: string, now: Instant): Promise<Proof | null> {
  const stale = await inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ known: boolean }>({
      name: 'proof-is-current',
      text: `SELECT EXISTS (SELECT FROM proof p WHERE p.department = d.code AND p.slug = d.procedure_slug AND p.number = d.procedure_number
                            AND p.directory_revision = d.directory_revision) AS known
             FROM department d WHERE d.code = this_department()`,
    });
    if (rows[0]?.known !== false) return null;
    try {
      const { slug, number, revision } = await activeVersions(db, tx, department);
      return { procedure: await loadProcedure(db, tx, department, slug, number), directory: await loadDirectory(db, tx, department, revision) };
    } catch (failure) {
      if (failure instanceof NotReady) return null;
      throw failure;
    }
  });
  if (stale === null) return null;
  const proof = verify(stale.procedure, stale.directory, communesOf(department));
  await inDepartment(db, department, (tx) => keepProof(tx, department, stale.procedure, proof, now));
  return proof;
}
