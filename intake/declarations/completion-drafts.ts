import type { Instant } from '../../calendar/span.ts';
import type { DeclarationPart } from '../../cases/model/events.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { seal, unseal } from '../../database/sealing.ts';

/** A part of a declaration as people of the institution wrote it so far: its answers by field, and who wrote last. */
export interface CompletionDraft {
  answers: Record<string, string>;
  by: string;
  at: Instant;
}

type Of = { declaration: string; part: DeclarationPart };

/** What was written so far; null where nothing was, or the declaration was erased. */
export async function completionDraft(db: Database, department: string, of: Of): Promise<CompletionDraft | null> {
  return inDepartment(db, department, (tx) => readDraft(db, tx, of));
}

/** What came of keeping: done; somebody kept another, or sent the part, meanwhile; or the declaration was erased. */
export type CompletionKept = 'KEPT' | 'CHANGED' | 'SENT' | 'ERASED';

/**
 * Keeps what somebody wrote over what was there, unless it is no longer what they had before them (`expected` says so, of what is there under its
 * lock) or the part was sent: nothing is kept then, and nothing lost. The same kept twice is kept once.
 */
export async function keepCompletionDraft(
  db: Database,
  department: string,
  of: Of,
  { expected, ...draft }: CompletionDraft & { expected: DraftSeen },
): Promise<CompletionKept> {
  return inDepartment(db, department, async (tx) => {
    const place = await lockedPlace(db, tx, of);
    const key = await sealedKeyOf(db, tx, 'DECLARATION', of.declaration);
    if (key === null) return 'ERASED';
    if (place.isSent) return 'SENT';
    if (!expected(place.draft)) return 'CHANGED';
    const { at, answers, by } = draft;
    await tx.query(
      {
        text: `INSERT INTO completion_draft (declaration, part, department, at, sealed) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (declaration, part) DO UPDATE SET at = excluded.at, sealed = excluded.sealed`,
      },
      [of.declaration, of.part, department, new Date(at), seal(key, placeOf(of), { answers, by })],
    );
    return 'KEPT';
  });
}

/**
 * Drops, in the transaction that sends the part, what was written of it: answers false, and drops nothing, where that is not what its sender had
 * before them. Of a part that was sent already, nothing is asked.
 */
export async function dropCompletionDraft(db: Database, tx: Tx, of: Of, expected: DraftSeen): Promise<boolean> {
  const { isSent, draft } = await lockedPlace(db, tx, of);
  if (isSent) return true;
  if (!expected(draft)) return false;
  await tx.query({ text: 'DELETE FROM completion_draft WHERE declaration = $1 AND part = $2' }, [of.declaration, of.part]);
  return true;
}

/** Whether a draft is what somebody had before them; null: none. */
export type DraftSeen = (now: CompletionDraft | null) => boolean;

/** What is there of a part. One at a time writes, or sends, a part, the first draft of it too. */
async function lockedPlace(db: Database, tx: Tx, of: Of): Promise<{ isSent: boolean; draft: CompletionDraft | null }> {
  await tx.query({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' }, [placeOf(of)]);
  const { rowCount } = await tx.query({ text: 'SELECT 1 FROM declaration_part WHERE declaration = $1 AND part = $2' }, [of.declaration, of.part]);
  return { isSent: rowCount === 1, draft: await readDraft(db, tx, of) };
}

const placeOf = ({ declaration, part }: Of): string => `${declaration}/${part}/draft`;

async function readDraft(db: Database, tx: Tx, of: Of): Promise<CompletionDraft | null> {
  const { rows } = await tx.query<{ at: Date; sealed: Buffer }>(
    { text: 'SELECT at, sealed FROM completion_draft WHERE declaration = $1 AND part = $2' },
    [of.declaration, of.part],
  );
  const key = rows[0] === undefined ? null : await sealedKeyOf(db, tx, 'DECLARATION', of.declaration);
  if (rows[0] === undefined || key === null) return null;
  return { ...(unseal(key, placeOf(of), rows[0].sealed) as Pick<CompletionDraft, 'answers' | 'by'>), at: rows[0].at.getTime() };
}
