import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { unseal, unsealBytes, unwrapDataKey } from '../../database/sealing.ts';
import type { Examined, OpenedFile, ScanVerdict } from '../../files/file.ts';
import { digestsOf, type FileLabel, fingerprints, keepFiles } from '../../files/keep.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';
import { logAccess, uuid } from './access.ts';
import { type Applied, type ApplyOptions, applyIn } from './apply.ts';

/** Files that come with an event of a case. */
interface WithFiles {
  event: CaseEvent;
  eventId: string;
  files: readonly Examined[];
  /** What was written with them; '' says their names. */
  text: string;
  expected?: ApplyOptions['expected'];
}

/**
 * An event with files: they are kept with it, or with the note that stands for it where it had been done already; not where it is refused. The
 * same `eventId` twice is once. `event.at` is real time.
 */
export async function applyWithFiles(db: Database, department: string, caseId: string, sent: WithFiles): Promise<Applied> {
  const applied = await inDepartment(db, department, (tx) => applyWithFilesIn(db, tx, department, caseId, sent));
  if ('woken' in applied && applied.woken) db.nudge();
  return applied;
}

async function applyWithFilesIn(
  db: Database,
  tx: Tx,
  department: string,
  caseId: string,
  { event, eventId, files, text, expected }: WithFiles,
): Promise<Applied> {
  const options = { eventId, content: { text: text || filesAdded(files), files: fingerprints(files) }, ...(expected && { expected }) };
  const applied = await applyIn(db, tx, department, caseId, event, options);
  const key = 'refused' in applied ? null : await sealedKeyOf(db, tx, 'CASE', caseId);
  if (key !== null) await keepFiles(db, tx, { department, owner: { case: caseId }, key, source: eventId, addedAt: event.at }, files);
  return applied;
}

type Added = [caseId: string, by: Actor, files: readonly Examined[], eventId: string, at: Instant, said?: string];

/**
 * Adds files to a running case, with a note in its journal. The same `eventId` twice is one addition. Refused as any event
 * of the case is. `by` is whoever adds them; `at` real time; `said` what was written with them.
 */
export async function addFiles(db: Database, department: string, ...added: Added): Promise<Applied> {
  const applied = await inDepartment(db, department, (tx) => addFilesIn(db, tx, department, ...added));
  if ('woken' in applied && applied.woken) db.nudge();
  return applied;
}

/** `addFiles` inside a transaction of the caller, who nudges after it. */
export async function addFilesIn(db: Database, tx: Tx, department: string, ...[caseId, by, files, eventId, at, said = '']: Added): Promise<Applied> {
  return applyWithFilesIn(db, tx, department, caseId, { event: { kind: 'NoteAdded', at, by }, eventId, files, text: said });
}

/** What is written of files that came without a word. */
const filesAdded = (files: readonly Pick<Examined, 'name'>[]): string => `Pièces ajoutées\u00a0: ${files.map(({ name }) => name).join(', ')}.`;

/**
 * Opens a file of a case as it came, and logs who read it, in the same transaction: for the desk and its machines. Null when there is none
 * for whoever acts. A recipient reads the copies it was told of (read-told.ts).
 */
export async function readFile(db: Database, department: string, reader: Actor, caseId: string, fileId: string): Promise<OpenedFile | null> {
  if (!uuid.test(caseId) || !uuid.test(fileId)) return null;
  const text = `SELECT a.sealed AS label, b.id AS body, b.verdict, b.sealed, k.wrapped
                FROM attachment a JOIN attachment_body b ON b.id = a.body JOIN case_file c ON c.id = b.case_id
                JOIN keys.sealed_key k ON k.owner_id = c.id WHERE c.id = $1 AND a.id = $2`;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ label: Buffer; body: string; verdict: ScanVerdict; sealed: Buffer; wrapped: Buffer }>({ text }, [
      caseId,
      fileId,
    ]);
    if (rows[0] === undefined) return null;
    const { label, body, verdict, sealed, wrapped } = rows[0];
    const key = unwrapDataKey(db.keys, caseId, wrapped);
    const { name, type, kind } = unseal(key, fileId, label) as FileLabel;
    await logFileReading(tx, { department, caseId }, reader, { id: fileId, kind });
    return { name, type, kind, verdict, bytes: verdict === 'INFECTED' ? null : unsealBytes(key, body, sealed) };
  });
}

/**
 * Notes in the caller's transaction that a file was opened. A sound or a film is logged once an hour, without its minutes: a player asks
 * again and again, and listening is not timed.
 */
export async function logFileReading(
  tx: Tx,
  { department, caseId }: { department: string; caseId: string },
  reader: Actor,
  { id, kind }: { id: string; kind: string },
): Promise<void> {
  if (kind === 'AUDIO' || kind === 'VIDEO') await tx.query({ text: logListening }, [department, reader.kind, reader.id, caseId, id, why]);
  else await logAccess(tx, department, reader, caseId, `FILE:${id}`, why);
}

const why: ReadingReason = 'FILE';
const logListening = `
  INSERT INTO access_log (department, at, actor_kind, actor_id, case_id, what, why)
  VALUES ($1, date_trunc('hour', now(), 'UTC'), $2, $3, $4, 'HEARD:' || $5, $6) ON CONFLICT DO NOTHING`;

/** The cases that hold one of these files already, the newest first, at most 5: those that whoever acts may see. Nothing of theirs is opened. */
export async function casesHolding(
  db: Database,
  department: string,
  files: readonly Pick<Examined, 'bytes'>[],
): Promise<{ caseId: string; reference: string; openedAt: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; reference: string; opened_at: Date }>(
      {
        text: `SELECT c.id AS "caseId", c.reference, c.opened_at FROM case_file c
               WHERE c.id IN (SELECT b.case_id FROM attachment_body b WHERE b.department = $2 AND b.digest = ANY ($1::bytea[]))
               ORDER BY c.opened_at DESC, c.id LIMIT 5`,
      },
      [files.flatMap(({ bytes }) => digestsOf(db, department, bytes)), department],
    );
    return rows.map(({ opened_at, ...found }) => ({ ...found, openedAt: opened_at.getTime() }));
  });
}

/** Joins a file of a case to what recipients read; refused as any event is, null where the case has no such file. Once is for good. */
export async function releaseFile(db: Database, department: string, caseId: string, by: Actor, file: string, at: Instant): Promise<Applied | null> {
  if (!uuid.test(file)) return null;
  const applied = await inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query({ text: 'SELECT 1 FROM attachment WHERE id = $1 AND case_id = $2' }, [file, caseId]);
    if (rowCount === 0) return null;
    return applyIn(db, tx, department, caseId, { kind: 'FileReleased', file, at, by }, { eventId: `release:${file}` });
  });
  if (applied !== null && 'woken' in applied && applied.woken) db.nudge();
  return applied;
}
