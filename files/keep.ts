import { createHash, randomUUID } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { named } from '../database/named.ts';
import type { Database, Tx } from '../database/pool.ts';
import { keyedHashes, seal, sealBytes } from '../database/sealing.ts';
import type { Examined, FileKind, FileOwner } from './file.ts';

/** What a case's or a draft's files are kept with: `source` is the alert ("a1") or the act that brought them. */
export interface Keeping {
  department: string;
  owner: FileOwner;
  key: Buffer;
  source: string;
  addedAt: Instant;
}

/** What is sealed of a file beside its bytes. */
export interface FileLabel {
  name: string;
  type: string;
  kind: FileKind;
}

/**
 * Writes files inside the caller's transaction, each content once for its owner; listed once for each source. The same
 * files under the same source twice change nothing.
 */
export async function keepFiles(db: Database, tx: Tx, keeping: Keeping, files: readonly Examined[]): Promise<void> {
  const { department, owner, key, source, addedAt } = keeping;
  const [caseId, draft] = 'case' in owner ? [owner.case, null] : [null, owner.draft];
  for (const { name, type, kind, bytes, verdict } of files) {
    // Ids without a time in them: when a draft's files came is nobody's business.
    const [body, id] = [randomUUID(), randomUUID()];
    const label: FileLabel = { name, type, kind };
    await tx.query(
      keepStatement({
        body,
        department,
        caseId,
        draft,
        digest: digestsOf(db, department, bytes)[0],
        digests: digestsOf(db, department, bytes),
        keyGeneration: db.keys.index.active,
        size: bytes.length,
        verdict,
        bytes: sealBytes(key, body, bytes),
        id,
        source,
        addedAt: new Date(addedAt),
        label: seal(key, id, label),
      }),
    );
  }
}

const keepStatement = named({
  name: 'keep-file',
  text: `WITH added AS (
           INSERT INTO attachment_body (id, department, case_id, draft, digest, size, verdict, sealed, key_generation)
           SELECT :body, :department, :caseId::uuid, :draft::uuid, :digest, :size, :verdict, :bytes::bytea, :keyGeneration
           WHERE NOT EXISTS (SELECT FROM attachment_body WHERE owner = coalesce(:caseId::uuid, :draft::uuid) AND digest = ANY (:digests::bytea[]))
           ON CONFLICT (owner, digest) DO NOTHING RETURNING id
         ), body AS (
           SELECT id FROM added UNION ALL SELECT id FROM attachment_body WHERE owner = coalesce(:caseId::uuid, :draft::uuid) AND digest = ANY (:digests::bytea[])
         )
         INSERT INTO attachment (id, department, case_id, body, source, position, added_at, sealed)
         SELECT :id, :department, :caseId, body.id, :source,
                (SELECT count(*) FROM attachment a JOIN attachment_body b ON b.id = a.body WHERE b.owner = coalesce(:caseId, :draft)),
                :addedAt, :label
         FROM body ON CONFLICT (body, source) DO NOTHING`,
});

/** What the journal keeps of files, sealed with the entry that brought them: the chain then answers for their bytes too. */
export function fingerprints(files: readonly Examined[]): { name: string; sha256: string }[] {
  return files.map(({ name, bytes }) => ({ name, sha256: createHash('sha256').update(bytes).digest('hex') }));
}

/** How the same content is found again in a department, and nowhere else: under each generation, the active one first. */
export function digestsOf(db: Database, department: string, bytes: Buffer): Buffer[] {
  return keyedHashes(db.keys, `file/${department}`, createHash('sha256').update(bytes).digest('hex'));
}
