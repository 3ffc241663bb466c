import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { Actor } from '../cases/model/events.ts';
import { logAccess } from '../cases/record/access.ts';
import { type Applied, applyIn } from '../cases/record/apply.ts';
import { documentPlace } from '../cases/telling/document-place.ts';
import { named } from '../database/named.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { sealedKeyOf } from '../database/sealed-keys.ts';
import { seal, sealBytes, unseal, unsealBytes, unwrapDataKey } from '../database/sealing.ts';
import type { DocumentData } from './documents.ts';

/** One transfer of one case: what a document is written for. */
export interface DocumentSubject {
  department: string;
  caseId: string;
  transfer: string;
}

/** What is being written for a transfer; one for the whole desk. */
export interface DocumentDraft {
  status: 'WRITING' | 'READING';
  /** Numbers the savings. */
  revision: number;
  changedBy: string;
  /** Who asked for a second reading. */
  proposedBy: string | null;
  content: WrittenDocument;
}

/** Model → its sections by id. `note`: why the second reader sent it back. */
export interface WrittenDocument {
  model: string;
  sections: Record<string, string>;
  note?: string;
}

export interface DocumentVersion {
  version: number;
  madeAt: Instant;
  madeBy: string;
  approvedBy: string | null;
  /** SHA-256 in hexadecimal, as recorded when it was made. */
  fingerprint: string;
}

export const fingerprintOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export async function readDocumentDraft(db: Database, { department, caseId, transfer }: DocumentSubject): Promise<DocumentDraft | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<DocumentDraft, 'content'> & { sealed: Buffer; wrapped: Buffer }>(
      {
        text: `SELECT d.status, d.revision, d.changed_by AS "changedBy", d.proposed_by AS "proposedBy", d.sealed, k.wrapped
               FROM document_draft d JOIN keys.sealed_key k ON k.owner_id = d.case_id WHERE d.case_id = $1 AND d.transfer = $2`,
      },
      [caseId, transfer],
    );
    if (rows[0] === undefined) return null;
    const { sealed, wrapped, ...draft } = rows[0];
    return { ...draft, content: unseal(unwrapDataKey(db.keys, caseId, wrapped), draftRow(caseId, transfer), sealed) as WrittenDocument };
  });
}

/**
 * Keeps what was written so far. `revision` is what the page was opened with and `page` its own random id: a page saves
 * again over itself; over somebody else's saving it answers null and keeps nothing. A change takes a request for a second
 * reading back. Answers the new revision.
 */
export async function saveDocumentDraft(
  db: Database,
  { department, caseId, transfer }: DocumentSubject,
  { content, revision, page, by }: { content: WrittenDocument; revision: number; page: string; by: string },
): Promise<number | null> {
  return inDepartment(db, department, async (tx) => {
    const sealed = seal(await keyOf(db, tx, caseId), draftRow(caseId, transfer), content);
    const { rows } = await tx.last<{ revision: number }>(saveStatement({ caseId, transfer, department, revision, page, by, sealed }));
    return rows[0]?.revision ?? null;
  });
}

const saveStatement = named({
  text: `INSERT INTO document_draft AS kept (case_id, transfer, department, status, revision, page, changed_by, sealed)
         SELECT :caseId, :transfer, :department, 'WRITING', 1, :page, :by, :sealed
         WHERE :revision = 0 OR EXISTS (SELECT FROM document_draft WHERE case_id = :caseId AND transfer = :transfer)
         ON CONFLICT (case_id, transfer) DO UPDATE SET status = 'WRITING', revision = kept.revision + 1, page = excluded.page,
           changed_by = excluded.changed_by, proposed_by = NULL, sealed = excluded.sealed
         WHERE kept.revision = :revision OR kept.page = excluded.page
         RETURNING revision`,
});

/** Forgets what was being written: nobody has it to read again any more. Idempotent. */
export async function dropDraft(db: Database, subject: DocumentSubject, { at, by }: Pick<DocumentAct, 'at' | 'by'>): Promise<void> {
  const { department, caseId, transfer } = subject;
  await inDepartment(db, department, async (tx) => {
    await tx.query({ text: 'SELECT 1 FROM case_file WHERE id = $1 FOR NO KEY UPDATE' }, [caseId]);
    await tx.query({ text: 'DELETE FROM document_draft WHERE case_id = $1 AND transfer = $2' }, [caseId, transfer]);
    for (const task of await openReadings(tx, subject)) await applyIn(db, tx, department, caseId, { kind: 'TaskDone', task, at, by }, {});
  });
}

export interface DocumentAct {
  by: Actor & { id: string };
  at: Instant;
  /** Makes a form sent twice one act. */
  eventId: string;
  /** What the person saw. */
  revision: number;
}

/** `sayable`: what a person is told, in French. */
interface Refused {
  refused: { sayable: string };
}
export type Done = { done: true } | Refused;

const changed: Refused = { refused: { sayable: 'Le document a changé depuis que cette page est ouverte\u00a0: relisez-le, puis recommencez.' } };

/** Asks another agent to read the draft again before it is made: a task of the desk, by `dueAt`. */
export async function askForReading(db: Database, subject: DocumentSubject, act: DocumentAct, dueAt: Instant): Promise<Done> {
  return inOneStep(db, subject, act, async (tx) => {
    const { rowCount } = await tx.query(
      { text: `UPDATE document_draft SET status = 'READING', proposed_by = $4 WHERE case_id = $1 AND transfer = $2 AND revision = $3` },
      [subject.caseId, subject.transfer, act.revision, act.by.id],
    );
    if (rowCount === 0) return changed;
    if ((await openReadings(tx, subject)).length > 0) return { done: true };
    return applyIn(
      db,
      tx,
      subject.department,
      subject.caseId,
      { kind: 'TaskOrdered', task: 'SECOND_READING', dueAt, transfer: subject.transfer, at: act.at, by: act.by },
      { eventId: act.eventId },
    );
  });
}

/** The second reader sends the draft back with a note. The task stays open: the document is still to be made. */
export async function sendBack(db: Database, subject: DocumentSubject, act: DocumentAct, note: string): Promise<Done> {
  return inOneStep(db, subject, act, async (tx) => {
    const draft = await readingDraft(db, tx, subject, act);
    if ('refused' in draft) return draft;
    await tx.query(
      { text: `UPDATE document_draft SET status = 'WRITING', revision = revision + 1, sealed = $3 WHERE case_id = $1 AND transfer = $2` },
      [
        subject.caseId,
        subject.transfer,
        seal(await keyOf(db, tx, subject.caseId), draftRow(subject.caseId, subject.transfer), { ...draft.content, note }),
      ],
    );
    return applyIn(
      db,
      tx,
      subject.department,
      subject.caseId,
      { kind: 'NoteAdded', at: act.at, by: act.by },
      { eventId: act.eventId, content: { text: `Document à corriger\u00a0: ${note}` } },
    );
  });
}

/** A document ready to be kept: printed for that `version`, from what was `written` as it was `shown`. */
export interface Printed {
  version: number;
  pdf: Buffer;
  written: WrittenDocument;
  shown: DocumentData['report'];
}

/**
 * Keeps a version for ever: its bytes sealed, its fingerprint in the journal. `reading`: the protocol asks for a second
 * reader, who is `act.by` and never who wrote it. Refused when the draft or the number of the version has changed meanwhile.
 */
export async function keepVersion(
  db: Database,
  subject: DocumentSubject,
  act: DocumentAct,
  { version, pdf, written, shown }: Printed,
  reading: boolean,
): Promise<Done> {
  const { department, caseId, transfer } = subject;
  return inOneStep(db, subject, act, async (tx) => {
    if ((await newestNumber(tx, subject)) + 1 !== version) return changed;
    const proposed = reading ? await readingDraft(db, tx, subject, act) : null;
    if (proposed !== null && 'refused' in proposed) return proposed;
    const { rowCount } = await tx.query({ text: 'DELETE FROM document_draft WHERE case_id = $1 AND transfer = $2 AND revision = $3' }, [
      caseId,
      transfer,
      act.revision,
    ]);
    if (rowCount === 0) return changed;
    const fingerprint = fingerprintOf(pdf);
    const { at, by } = act;
    const made = await applyIn(
      db,
      tx,
      department,
      caseId,
      { kind: 'DocumentMade', transfer, version, fingerprint, at, by },
      { eventId: act.eventId },
    );
    if ('refused' in made) return made;
    const key = await keyOf(db, tx, caseId);
    const row = documentPlace(caseId, transfer, version);
    await tx.query(
      versionStatement({
        caseId,
        transfer,
        version,
        department,
        madeAt: new Date(at),
        madeBy: proposed?.proposedBy ?? by.id,
        approvedBy: proposed === null ? null : by.id,
        fingerprint: Buffer.from(fingerprint, 'hex'),
        sealed: sealBytes(key, row, pdf),
        source: seal(key, `${row}/source`, { written, shown } satisfies Source),
      }),
    );
    for (const task of await openReadings(tx, subject)) await applyIn(db, tx, department, caseId, { kind: 'TaskDone', task, at, by }, {});
    return { done: true };
  });
}

const versionStatement = named({
  text: `INSERT INTO case_document (case_id, transfer, version, department, made_at, made_by, approved_by, fingerprint, sealed, source)
         VALUES (:caseId, :transfer, :version, :department, :madeAt, :madeBy, :approvedBy, :fingerprint, :sealed, :source)`,
});

/** The versions made for a transfer, newest first. */
export async function versionsOf(db: Database, { department, caseId, transfer }: DocumentSubject): Promise<DocumentVersion[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<VersionRow>({ text: `${versionColumns} WHERE case_id = $1 AND transfer = $2 ORDER BY version DESC LIMIT 100` }, [
      caseId,
      transfer,
    ]);
    return rows.map(readVersionRow);
  });
}

export interface OpenedVersion extends DocumentVersion {
  pdf: Buffer;
  /** Of the bytes as they are now. */
  recomputed: string;
  written: WrittenDocument;
  shown: DocumentData['report'];
}

type Source = Pick<OpenedVersion, 'written' | 'shown'>;

/** Opens a version (the newest when no number is asked) and logs who read it. Null when there is none. A recipient reads the copy it was told. */
export async function openVersion(
  db: Database,
  { department, caseId, transfer }: DocumentSubject,
  reader: Actor,
  version: number | null,
): Promise<OpenedVersion | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<VersionRow & { sealed: Buffer; source: Buffer }>(
      {
        text: `${versionColumns.replace('FROM', ', sealed, source FROM')}
                 WHERE case_id = $1 AND transfer = $2 AND ($3::int IS NULL OR version = $3) ORDER BY version DESC LIMIT 1`,
      },
      [caseId, transfer, version],
    );
    if (rows[0] === undefined) return null;
    const { sealed, source, ...row } = rows[0];
    const key = await keyOf(db, tx, caseId);
    const place = documentPlace(caseId, transfer, row.version);
    const pdf = unsealBytes(key, place, sealed);
    await logAccess(tx, department, reader, caseId, `DOCUMENT:${transfer}:${row.version}`, 'DOCUMENT');
    return { ...readVersionRow(row), pdf, recomputed: fingerprintOf(pdf), ...(unseal(key, `${place}/source`, source) as Source) };
  });
}

interface VersionRow {
  version: number;
  made_at: Date;
  made_by: string;
  approved_by: string | null;
  fingerprint: Buffer;
}

const versionColumns = 'SELECT version, made_at, made_by, approved_by, fingerprint FROM case_document';

const readVersionRow = (row: VersionRow): DocumentVersion => ({
  version: row.version,
  madeAt: row.made_at.getTime(),
  madeBy: row.made_by,
  approvedBy: row.approved_by,
  fingerprint: row.fingerprint.toString('hex'),
});

const draftRow = (caseId: string, transfer: string): string => `${caseId}/${transfer}/draft`;

async function keyOf(db: Database, tx: Tx, caseId: string): Promise<Buffer> {
  const key = await sealedKeyOf(db, tx, 'CASE', caseId);
  if (key === null) throw new Error('The case was erased: nothing of it can be opened.');
  return key;
}

async function newestNumber(tx: Tx, { caseId, transfer }: DocumentSubject): Promise<number> {
  const { rows } = await tx.query<{ newest: number }>(
    { text: 'SELECT coalesce(max(version), 0)::int AS newest FROM case_document WHERE case_id = $1 AND transfer = $2' },
    [caseId, transfer],
  );
  return rows[0]?.newest ?? 0;
}

async function openReadings(tx: Tx, { caseId, transfer }: DocumentSubject): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    { text: `SELECT id FROM task WHERE case_id = $1 AND transfer = $2 AND kind = 'SECOND_READING' AND status = 'OPEN' ORDER BY id LIMIT 20` },
    [caseId, transfer],
  );
  return rows.map(({ id }) => id);
}

/** The draft that waits for a second reader, for whoever may be it: not its own author. */
async function readingDraft(
  db: Database,
  tx: Tx,
  { caseId, transfer }: DocumentSubject,
  { by, revision }: DocumentAct,
): Promise<{ proposedBy: string; content: WrittenDocument } | Refused> {
  const { rows } = await tx.query<{ proposedBy: string; changedBy: string; sealed: Buffer }>(
    {
      text: `SELECT proposed_by AS "proposedBy", changed_by AS "changedBy", sealed FROM document_draft
             WHERE case_id = $1 AND transfer = $2 AND revision = $3 AND status = 'READING' FOR UPDATE`,
    },
    [caseId, transfer, revision],
  );
  const [row] = rows;
  if (row === undefined) return changed;
  if (row.proposedBy === by.id || row.changedBy === by.id) {
    return { refused: { sayable: 'Ce document est le vôtre\u00a0: une autre personne du guichet doit le relire.' } };
  }
  return { proposedBy: row.proposedBy, content: unseal(await keyOf(db, tx, caseId), draftRow(caseId, transfer), row.sealed) as WrittenDocument };
}

/** One act on a case's document: serialised per case, done once, and nothing of it kept when it is refused. */
async function inOneStep(
  db: Database,
  { department, caseId }: DocumentSubject,
  act: DocumentAct,
  work: (tx: Tx) => Promise<Done | Applied>,
): Promise<Done> {
  const refused = Symbol('refused');
  let woken = false;
  const outcome = await inDepartment(db, department, async (tx): Promise<Done> => {
    await tx.query({ text: 'SELECT 1 FROM case_file WHERE id = $1 FOR NO KEY UPDATE' }, [caseId]);
    const { rowCount } = await tx.query({ text: 'SELECT 1 FROM journal_entry WHERE case_id = $1 AND event_id = $2' }, [caseId, act.eventId]);
    if (rowCount !== 0) return { done: true };
    const done = await work(tx);
    if ('refused' in done) throw Object.assign(new Error('refused'), { [refused]: done });
    woken = 'woken' in done && done.woken;
    return { done: true };
  }).catch((failure: unknown) => {
    const found = (failure as { [refused]?: Done })[refused];
    if (found === undefined) throw failure;
    return found;
  });
  if (woken) db.nudge();
  return outcome;
}
