import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { named } from '../database/named.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { fingerprint, type ProtocolPart, same } from './edits.ts';

/** Savings kept behind the last one: as many can be undone. */
const KEPT = 200;

export interface DraftListed {
  id: string;
  title: string;
  /** What it was begun from, in French. */
  origin: string;
  /** Counts the savings. */
  version: number;
  changedAt: Instant;
  /** Accounts. */
  createdBy: string;
  changedBy: string;
  /** Who asked for its publication, exactly as it is, and for when; null since the last change. */
  proposed: { by: string; at: Instant; effect: Instant | null } | null;
}

export interface ProtocolDraft extends DraftListed {
  content: Procedure;
}

/** One saving of the past, newest first in lists. */
export interface DraftEdit {
  number: number;
  at: Instant;
  by: string;
  what: string;
}

/** Begins a draft and answers with its id. */
export async function createDraft(
  db: Database,
  department: string,
  { content, origin, by }: { content: Procedure; origin: string; by: string },
  now: Instant,
): Promise<string> {
  const id = randomUUIDv7();
  await inDepartment(db, department, (tx) =>
    tx.last(createStatement({ id, department, content: JSON.stringify(content), origin, now: new Date(now), by })),
  );
  return id;
}

const createStatement = named({
  text: `INSERT INTO procedure_draft (id, department, content, origin, created_at, created_by, changed_at, changed_by)
         VALUES (:id, :department, :content, :origin, :now, :by, :now, :by)`,
});

const editStatement = named({
  text: `INSERT INTO procedure_draft_edit (draft, department, number, at, by, what, part, autosaved, before)
         VALUES (:draft, :department, :number, :at, :by, :what, :part, :auto, :before)`,
});

/** The drafts of a department, the last changed first, at most 100. */
export async function listDrafts(db: Database, department: string): Promise<DraftListed[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<DraftRow>({
      text: `SELECT ${listed} FROM procedure_draft ORDER BY changed_at DESC, id LIMIT 100`,
    });
    return rows.map(readListed);
  });
}

/** A draft with what is written in it; null when this department has none of this id. */
export async function readProtocolDraft(db: Database, department: string, id: string): Promise<ProtocolDraft | null> {
  if (!uuid.test(id)) return null;
  return inDepartment(db, department, (tx) => draftOf(tx, id, ''));
}

export interface Save {
  /** What of the protocol it changes, and how it is said in the history. */
  part: ProtocolPart;
  what: string;
  /** The fingerprint of the part as whoever changes it saw it. */
  seen: string;
  /** Saved by the page while somebody types: such savings in a row are undone as one. */
  auto: boolean;
  by: string;
  edit(content: Procedure): Procedure;
}

/** `conflict`: somebody else changed this very part meanwhile; nothing was written, and this is what is there now. */
export type Saved = { draft: ProtocolDraft } | { conflict: ProtocolDraft } | { missing: true };

/**
 * Applies an edit to what is there now, whoever wrote it, unless the part it is about is no longer as it was seen. Another
 * part that changed meanwhile is kept. The same saving twice changes nothing the second time.
 */
export async function saveEdit(db: Database, department: string, id: string, save: Save, now: Instant): Promise<Saved> {
  if (!uuid.test(id)) return { missing: true };
  return inDepartment(db, department, async (tx): Promise<Saved> => {
    const before = await draftOf(tx, id, 'FOR UPDATE');
    if (before === null) return { missing: true };
    const content = save.edit(before.content);
    const unchanged = same(content, before.content);
    // Whoever sends again what is there already, a form twice for instance, is answered as the first time.
    if (unchanged) {
      if (!save.auto)
        await tx.query({ text: 'UPDATE procedure_draft_edit SET autosaved = false WHERE draft = $1 AND number = $2' }, [id, before.version - 1]);
      return { draft: before };
    }
    // A page that saves by itself may have sent more before it was answered: it is not in conflict with itself.
    const own = await isOwnAutosave(tx, id, before.version - 1, save);
    if (!own && fingerprint(before.content, save.part) !== save.seen) return { conflict: before };
    const continues = own && save.auto;
    if (continues) {
      await tx.query({ text: 'UPDATE procedure_draft_edit SET number = $2, at = $3 WHERE draft = $1 AND number = $2 - 1' }, [
        id,
        before.version,
        new Date(now),
      ]);
    } else {
      await tx.query(
        editStatement({
          draft: id,
          department,
          number: before.version,
          at: new Date(now),
          by: save.by,
          what: save.what,
          part: save.part,
          auto: save.auto,
          before: JSON.stringify(before.content),
        }),
      );
      await tx.query({ text: 'DELETE FROM procedure_draft_edit WHERE draft = $1 AND number <= $2' }, [id, before.version - KEPT]);
    }
    return { draft: await write(tx, before, content, before.version + 1, save.by, now) };
  });
}

/** Takes the last saving back, if it is still this one. Null when another came meanwhile, or there is nothing to undo. */
export async function undo(db: Database, department: string, id: string, number: number, by: string, now: Instant): Promise<ProtocolDraft | null> {
  if (!uuid.test(id)) return null;
  return inDepartment(db, department, async (tx) => {
    const draft = await draftOf(tx, id, 'FOR UPDATE');
    if (draft === null || draft.version - 1 !== number) return null;
    const { rows } = await tx.query<{ before: Procedure }>(
      { text: 'DELETE FROM procedure_draft_edit WHERE draft = $1 AND number = $2 RETURNING before' },
      [id, number],
    );
    return rows[0] === undefined ? null : write(tx, draft, rows[0].before, number, by, now);
  });
}

/** What can still be undone, newest first. */
export async function editsOf(db: Database, department: string, id: string): Promise<DraftEdit[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<DraftEdit, 'at'> & { at: Date }>(
      { text: `SELECT number, at, by, what FROM procedure_draft_edit WHERE draft = $1 ORDER BY number DESC LIMIT ${KEPT}` },
      [id],
    );
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  });
}

/** Forgets a draft and its history; false where there was none. */
export async function deleteProtocolDraft(db: Database, department: string, id: string): Promise<boolean> {
  if (!uuid.test(id)) return false;
  const { rowCount } = await inDepartment(db, department, (tx) => tx.last({ text: 'DELETE FROM procedure_draft WHERE id = $1' }, [id]));
  return rowCount === 1;
}

/** Asks for the publication of a draft exactly as it is at this version. False when it changed meanwhile. */
export async function propose(
  db: Database,
  department: string,
  { id, version }: Pick<ProtocolDraft, 'id' | 'version'>,
  { by, effect }: { by: string; effect: Instant | null },
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.last(
      { text: 'UPDATE procedure_draft SET proposed_by = $3, proposed_at = $4, proposed_effect = $5 WHERE id = $1 AND version = $2' },
      [id, version, by, new Date(now), effect === null ? null : new Date(effect)],
    );
    return rowCount === 1;
  });
}

/** Takes a request for publication back; false where there was none. */
export async function withdraw(db: Database, department: string, id: string): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE procedure_draft SET proposed_by = NULL, proposed_at = NULL, proposed_effect = NULL WHERE id = $1 AND proposed_at IS NOT NULL`,
      },
      [id],
    ),
  );
  return rowCount === 1;
}

interface DraftRow {
  id: string;
  title: string;
  origin: string;
  version: number;
  changed_at: Date;
  created_by: string;
  changed_by: string;
  proposed_by: string | null;
  proposed_at: Date | null;
  proposed_effect: Date | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const listed = `id, content ->> 'title' AS title, origin, version, changed_at, created_by, changed_by, proposed_by, proposed_at, proposed_effect`;

function readListed(row: DraftRow): DraftListed {
  const { id, title, origin, version, changed_at, created_by, changed_by, proposed_by, proposed_at, proposed_effect } = row;
  const proposed =
    proposed_by === null || proposed_at === null ? null : { by: proposed_by, at: proposed_at.getTime(), effect: proposed_effect?.getTime() ?? null };
  return { id, title, origin, version, changedAt: changed_at.getTime(), createdBy: created_by, changedBy: changed_by, proposed };
}

async function draftOf(tx: Tx, id: string, lock: '' | 'FOR UPDATE'): Promise<ProtocolDraft | null> {
  const { rows } = await tx.query<DraftRow & { content: Procedure }>(
    { text: `SELECT ${listed}, content FROM procedure_draft WHERE id = $1 ${lock}` },
    [id],
  );
  return rows[0] === undefined ? null : { ...readListed(rows[0]), content: rows[0].content };
}

async function isOwnAutosave(tx: Tx, id: string, number: number, { by, part }: Save): Promise<boolean> {
  const { rowCount } = await tx.query(
    { text: 'SELECT 1 FROM procedure_draft_edit WHERE draft = $1 AND number = $2 AND autosaved AND by = $3 AND part = $4' },
    [id, number, by, part],
  );
  return rowCount === 1;
}

/** Any change takes back a request for publication: what was asked for is no longer what is there. */
async function write(tx: Tx, draft: ProtocolDraft, content: Procedure, version: number, by: string, now: Instant): Promise<ProtocolDraft> {
  await tx.query(
    {
      text: `UPDATE procedure_draft SET content = $2, version = $3, changed_at = $4, changed_by = $5,
             proposed_by = NULL, proposed_at = NULL, proposed_effect = NULL WHERE id = $1`,
    },
    [draft.id, JSON.stringify(content), version, new Date(now), by],
  );
  return { ...draft, content, title: content.title, version, changedAt: now, changedBy: by, proposed: null };
}
