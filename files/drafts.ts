import type { Instant } from '../calendar/span.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { sealedKeyOf } from '../database/sealed-keys.ts';
import { unseal, unsealBytes } from '../database/sealing.ts';
import type { Examined, KeptFile, ScanVerdict } from './file.ts';
import { type FileLabel, keepFiles } from './keep.ts';
import { filesOf } from './listing.ts';

/*
 * Files of what somebody is still writing: sealed with the draft's key, and gone with the draft. When it becomes an alert
 * they are opened once (`openDraftFiles`) and kept again with the case. The caller has checked whose draft it is.
 */

const hour = 3_600_000;

/** Adds files to a draft that is kept already. The same content twice is one file. */
export async function keepDraftFiles(db: Database, department: string, draft: string, files: readonly Examined[], now: Instant): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    const key = await sealedKeyOf(db, tx, 'DRAFT', draft);
    if (key === null) throw new Error('Files are kept with a draft that is there.');
    await keepFiles(db, tx, { department, owner: { draft }, key, source: 'draft', addedAt: now - (now % hour) }, files);
  });
}

/** What a draft holds, in the order it came. */
export async function draftFiles(db: Database, department: string, draft: string): Promise<KeptFile[]> {
  return inDepartment(db, department, async (tx) => {
    const [named, key] = await Promise.all([filesOf(tx, { draft }), sealedKeyOf(db, tx, 'DRAFT', draft)]);
    return named(key);
  });
}

/** Takes a file out of a draft. Idempotent. */
export async function dropDraftFile(db: Database, department: string, draft: string, file: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'DELETE FROM attachment_body b USING attachment a WHERE a.body = b.id AND b.draft = $1 AND a.id::text = $2' }, [draft, file]),
  );
}

/** Takes every file out of a draft that became an alert. Idempotent. */
export async function dropDraftFiles(db: Database, department: string, draft: string): Promise<void> {
  await inDepartment(db, department, (tx) => tx.last({ text: 'DELETE FROM attachment_body WHERE draft = $1' }, [draft]));
}

/** The files of a draft with their bytes, to go with the alert it becomes. */
export async function openDraftFiles(db: Database, department: string, draft: string): Promise<Examined[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ id: string; label: Buffer; body: string; sealed: Buffer; verdict: ScanVerdict }>(
      {
        text: `SELECT a.id, a.sealed AS label, b.id AS body, b.sealed, b.verdict FROM attachment_body b JOIN attachment a ON a.body = b.id
               WHERE b.draft = $1 ORDER BY a.position, a.id`,
      },
      [draft],
    );
    const key = rows.length === 0 ? null : await sealedKeyOf(db, tx, 'DRAFT', draft);
    if (key === null) return [];
    return rows.map(({ id, label, body, sealed, verdict }) => ({
      ...(unseal(key, id, label) as FileLabel),
      verdict,
      bytes: unsealBytes(key, body, sealed),
    }));
  });
}
