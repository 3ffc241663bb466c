import { secondPerson } from '../accounts/ways.ts';
import type { Instant } from '../calendar/span.ts';
import { activeOf } from '../database/kept.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { hashOf, publishIn } from '../procedures/record/published.ts';
import type { Proof } from '../proof/proof.ts';
import { canonical } from '../vocabulary/canonical.ts';
import type { ProtocolDraft } from './drafts.ts';
import { keepProof, requireProof } from './proofs.ts';

export interface Publisher {
  account: string;
  name: string;
}

export type Published =
  | { published: Pick<Procedure, 'slug' | 'number'> }
  /** The same person asked for it: somebody else must publish. */
  | { refused: 'SAME_PERSON' }
  /** One of the two made or reset the other's account lately. */
  | { refused: 'ONE_HAND' }
  /** It changed, was withdrawn or published since whoever publishes read it. */
  | { refused: 'CHANGED' };

/**
 * Publishes a draft exactly as its publication was asked for: another person than the one who asked, with its proof, in one
 * transaction; the draft ends with it. Throws `NotProved` when the proof finds something. Published twice, the second time finds
 * no draft (`CHANGED`).
 */
export async function publishDraft(
  db: Database,
  department: string,
  draft: Pick<ProtocolDraft, 'id' | 'version' | 'content'>,
  by: Publisher,
  preparerName: (account: string) => string,
  now: Instant,
): Promise<Published> {
  const proof = await requireProof(db, department, await numbered(db, department, draft.content));
  const answer = await inDepartment(db, department, async (tx): Promise<Published> => {
    // One publication after the other: each takes the next number.
    await tx.query({ text: 'SELECT 1 FROM department WHERE code = $1 FOR UPDATE' }, [department]);
    const { rows } = await tx.query<{ content: Procedure; proposed_by: string; proposed_effect: Date | null }>(
      {
        text: 'SELECT content, proposed_by, proposed_effect FROM procedure_draft WHERE id = $1 AND version = $2 AND proposed_by IS NOT NULL FOR UPDATE',
      },
      [draft.id, draft.version],
    );
    const [asked] = rows;
    if (asked === undefined || canonical(asked.content) !== canonical(draft.content)) return { refused: 'CHANGED' };
    const refused = await secondPerson(tx, asked.proposed_by, by.account, now);
    if (refused !== null) return { refused };
    const procedure = { ...asked.content, ...(await nextVersion(tx, department)) };
    const effect = asked.proposed_effect?.getTime();
    await publishIn(tx, department, procedure, {
      by: by.name,
      publisher: by.account,
      preparer: { account: asked.proposed_by, name: preparerName(asked.proposed_by) },
      ...(effect !== undefined && effect > now && { effectiveAt: effect }),
    });
    await keepProof(tx, department, procedure, { ...proof, procedure: `${procedure.slug}@${procedure.number}` } satisfies Proof, now);
    await tx.query({ text: 'DELETE FROM procedure_draft WHERE id = $1' }, [draft.id]);
    return { published: { slug: procedure.slug, number: procedure.number } };
  });
  activeOf(db).delete(department);
  return answer;
}

/** A draft as it would be published now: under the department's own name, with the next number. */
async function numbered(db: Database, department: string, content: Procedure): Promise<Procedure> {
  return inDepartment(db, department, async (tx) => ({ ...content, ...(await nextVersion(tx, department)) }));
}

async function nextVersion(tx: Tx, department: string): Promise<Pick<Procedure, 'slug' | 'number'>> {
  const { rows } = await tx.query<{ slug: string; number: number }>(
    {
      text: `SELECT d.procedure_slug AS slug, coalesce(max(v.number), 0) + 1 AS number
             FROM department d LEFT JOIN procedure_version v ON v.department = d.code AND v.slug = d.procedure_slug
             WHERE d.code = $1 AND d.procedure_slug IS NOT NULL GROUP BY d.procedure_slug`,
    },
    [department],
  );
  return rows[0] ?? { slug: 'departement', number: 1 };
}

/** One published version, with what it says of itself; null when there is none. `signed` is false when its content was altered. */
export async function readVersion(
  db: Database,
  department: string,
  slug: string,
  number: number,
): Promise<{ procedure: Procedure; signed: boolean } | null> {
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) return null;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ content: Procedure; hash: Buffer }>(
      { text: 'SELECT content, hash FROM procedure_version WHERE department = $1 AND slug = $2 AND number = $3' },
      [department, slug, number],
    );
    return rows[0] === undefined ? null : { procedure: rows[0].content, signed: hashOf(rows[0].content).equals(rows[0].hash) };
  });
}
