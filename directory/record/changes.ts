import type { Instant } from '../../calendar/span.ts';
import { activeOf } from '../../database/kept.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { type DirectoryEdit, type DirectoryPart, partsOf, samePart, type Unnumbered, withEdits } from '../edits.ts';
import { type PendingEdit, sortPending } from '../pending.ts';
import { parseDirectory } from '../schema.ts';
import { type ChangeAuthor, contactBodiesIn, type DirectoryChange, insertChanges, readHistory, readPending } from './change-rows.ts';
import { lockDirectory, writeRevision } from './revisions.ts';

/** Somebody signed in: what is pending is always an account's. */
export interface Editor {
  account: string;
  name: string;
}

const HISTORY = 200;

/** What is saved and not published yet, in order. */
export async function pendingChanges(db: Database, department: string): Promise<DirectoryChange[]> {
  return inDepartment(db, department, readPending);
}

/** What was published of a body, its contacts and its ties, the last first, at most 200. */
export async function historyOfBody(db: Database, department: string, body: string): Promise<DirectoryChange[]> {
  return inDepartment(db, department, (tx) => readHistory(tx, body, HISTORY));
}

/** The savings as the law of what is pending reads them. */
export const asPending = (changes: readonly DirectoryChange[]): PendingEdit[] =>
  changes.map(({ number, part, before, after, by }) => ({ number, part, before, after, by: by.account ?? '' }));

/** The directory as it would be with everything that is pending. */
export const withPending = (published: Unnumbered, changes: readonly DirectoryChange[]): Unnumbered => withEdits(published, changes);

/** The accounts that saved something of it, each once. */
export const authorsOf = (changes: readonly DirectoryChange[]): string[] => [...new Set(changes.flatMap(({ by }) => by.account ?? []))];

export interface Saving {
  edits: readonly DirectoryEdit[];
  why: string;
  by: Editor;
  /** Whether what is changed is still what was seen, asked of the draft under its lock. */
  unchanged?(draft: Unnumbered): boolean;
}

/**
 * Saves changes beside the published directory, where they wait. `changed`: what they are about is not what was seen any more, nothing is
 * written. What is there already is not written again: the same form sent twice is one saving.
 */
export async function saveChanges(db: Database, department: string, saving: Saving, now: Instant): Promise<{ saved: number } | { changed: true }> {
  return inDepartment(db, department, async (tx) => {
    const { published, changes } = await locked(tx, department);
    const draft = withPending(published, changes);
    if (saving.unchanged?.(draft) === false) return { changed: true };
    const there = partsOf(draft);
    const differences = saving.edits
      .map(({ part, after }) => ({ part, before: there.get(part) ?? null, after }))
      .filter(({ before, after }) => !samePart(before, after));
    // A part that is again what is published waits for nothing any more.
    const began = ({ part }: DirectoryEdit) => changes.find((one) => one.part === part);
    const back = differences.filter((one) => samePart(began(one)?.before ?? null, one.after) && began(one) !== undefined);
    const on = differences.filter((one) => !back.includes(one));
    const after = withEdits(draft, differences);
    await dropPending(
      tx,
      back.map(({ part }) => part),
    );
    await insertChanges(tx, department, on, { by: saving.by, why: saving.why, at: now, contactBodies: contactBodiesIn(draft, after) });
    return { saved: differences.length };
  });
}

/** Takes the last saving back, if it is still this one. False when another came meanwhile. */
export async function undoChanges(db: Database, department: string, batch: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { changes } = await locked(tx, department);
    if (changes.at(-1)?.batch !== batch) return false;
    await tx.query({ text: 'DELETE FROM directory_change WHERE department = this_department() AND batch = $1 AND revision IS NULL' }, [batch]);
    return true;
  });
}

/**
 * Settles a part that was published differently meanwhile: what is pending is dropped, or goes over what is published. Idempotent.
 */
export async function settleConflict(db: Database, department: string, part: DirectoryPart, keep: 'PUBLISHED' | 'PENDING'): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    const { published, changes } = await locked(tx, department);
    const [first] = changes.filter((one) => one.part === part);
    if (first === undefined) return;
    if (keep === 'PUBLISHED') await dropPending(tx, [part]);
    else
      await tx.query(
        { text: `UPDATE directory_change SET before = nullif($2::jsonb, 'null') WHERE department = this_department() AND number = $1` },
        [first.number, JSON.stringify(partsOf(published).get(part) ?? null)],
      );
  });
}

export interface Publishing {
  by: Editor;
  /** Whether what would be published is what was read. */
  seen(revision: number, numbers: readonly number[]): boolean;
  /** Keeps to these parts. */
  only?: readonly DirectoryPart[];
  /** Of these authors, those that count as the publisher. */
  handOf(tx: Tx, authors: readonly string[]): Promise<ReadonlySet<string>>;
}

export type ChangesPublished =
  | { revision: number }
  /** Something was saved, undone or published since it was read: it must be read again. */
  | { refused: 'CHANGED' }
  /** All of it waits for somebody else, or for a choice. */
  | { refused: 'NOTHING' }
  /** The directory would not be one: what is wrong, in French. */
  | { refused: 'WRONG'; problems: string[] };

/**
 * Publishes what this person may of what is pending, as the next revision: all of it or nothing. Sent twice, the second time finds it
 * changed.
 */
export async function publishChanges(
  db: Database,
  department: string,
  { by, seen, only, handOf }: Publishing,
  now: Instant,
): Promise<ChangesPublished> {
  const answer = await inDepartment(db, department, async (tx): Promise<ChangesPublished> => {
    const { published, changes } = await locked(tx, department);
    if (
      !seen(
        published.revision,
        changes.map(({ number }) => number),
      )
    )
      return { refused: 'CHANGED' };
    const asked = only === undefined ? changes : changes.filter(({ part }) => only.includes(part));
    const { ready } = sortPending(published, asPending(asked), await handOf(tx, authorsOf(asked)));
    if (ready.length === 0) return { refused: 'NOTHING' };
    const next = withEdits(published, ready);
    const problems = newProblems(published, next);
    if (problems.length > 0) return { refused: 'WRONG', problems };
    const revision = await writeRevision(tx, next, published, by.name);
    await markPublished(
      tx,
      ready.flatMap(({ numbers }) => numbers),
      revision,
      by,
      now,
    );
    return { revision };
  });
  activeOf(db).delete(department);
  return answer;
}

async function dropPending(tx: Tx, parts: readonly DirectoryPart[]): Promise<void> {
  await tx.query({ text: 'DELETE FROM directory_change WHERE department = this_department() AND part = ANY ($1::text[]) AND revision IS NULL' }, [
    parts,
  ]);
}

/** What is wrong with a directory that was not before: what came in long ago, by rules of then, holds nothing back. */
export function newProblems(before: Unnumbered, after: Unnumbered): string[] {
  const problemsOf = (directory: Unnumbered) => {
    const read = parseDirectory({ ...directory, revision: 1 });
    return 'problems' in read ? read.problems.map(({ message }) => message) : [];
  };
  const now = problemsOf(after);
  if (now.length === 0) return [];
  const old = new Set(problemsOf(before));
  return now.filter((message) => !old.has(message));
}

async function markPublished(tx: Tx, numbers: number[], revision: number, by: ChangeAuthor, now: Instant): Promise<void> {
  await tx.query(
    {
      text: `UPDATE directory_change SET revision = $2, publisher = $3, published_by = $4, published_at = $5
             WHERE department = this_department() AND number = ANY ($1::bigint[]) AND revision IS NULL`,
    },
    [numbers, revision, by.account, by.name, new Date(now)],
  );
}

async function locked(tx: Tx, department: string) {
  const published = await lockDirectory(tx, department);
  if (published === null) throw new Error(`No directory of ${department} is published.`);
  return { published, changes: await readPending(tx) };
}
