import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { OpenedFile } from '../../files/file.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';
import { logAccess, uuid } from '../record/access.ts';
import { logFileReading } from '../record/files.ts';
import { openCopy, originalPlace } from './copies.ts';
import { documentPlace } from './document-place.ts';
import { type OpenedDossier, openTold, type SealedTold } from './tell.ts';

/** A version of what a recipient was told. */
export interface ReadTold {
  version: number;
  /** In the case's own time. */
  toldAt: Instant;
  dossier: OpenedDossier;
}

/** One transfer of one case, and the body it is addressed to. */
export interface OwnTransfer {
  department: string;
  caseId: string;
  transfer: string;
  organisation: string;
}

/** What a recipient was told last, by its own role: no row of another is there. Logged; null where there is nothing for it to read. */
export function readTold(db: Database, own: OwnTransfer, reader: Actor, why: ReadingReason): Promise<ReadTold | null> {
  return asRecipient(db, own, async (tx, { version, toldAt, dossier }) => {
    await logAccess(tx, own.department, reader, own.caseId, 'CASE', why);
    return { version, toldAt, dossier };
  });
}

/** Opens a file that a recipient was told of, and logs it as any file's reading is. `bytes` is null where it is given to nobody. */
export function readToldFile(db: Database, own: OwnTransfer, reader: Actor, fileId: string): Promise<OpenedFile | null> {
  return asRecipient(db, own, async (tx, { dossier, copies }) => {
    const file = dossier.files.find(({ id }) => id === fileId);
    const copy = copies[fileId];
    if (file === undefined || (copy == null && file.verdict !== 'INFECTED')) return null;
    await logFileReading(tx, own, reader, file);
    const { name, type, kind, verdict } = file;
    return { name, type, kind, verdict, bytes: copy == null ? null : await openCopy(tx, copy) };
  });
}

/** Opens a file that the desk gave this recipient as it came, and logs it. */
export function readToldOriginal(db: Database, own: OwnTransfer, reader: Actor, fileId: string): Promise<OpenedFile | null> {
  return asRecipient(db, own, async (tx, { dossier, copies }) => {
    const file = dossier.originals?.find(({ id }) => id === fileId);
    const copy = copies[originalPlace(fileId)];
    if (file === undefined || copy == null) return null;
    await logAccess(tx, own.department, reader, own.caseId, `ORIGINAL:${fileId}`, 'ORIGINAL');
    const { name, type, kind, verdict } = file;
    return { name, type, kind, verdict, bytes: await openCopy(tx, copy) };
  });
}

/** Opens the document that a person made for this transfer; null where nobody did. Logged. */
export function readToldDocument(db: Database, own: OwnTransfer, reader: Actor): Promise<{ version: number; pdf: Buffer } | null> {
  const { department, caseId, transfer } = own;
  return asRecipient(db, own, async (tx, { dossier: { document }, copies }) => {
    const copy = document && copies[documentPlace(caseId, transfer, document.version)];
    const pdf = copy == null ? null : await openCopy(tx, copy);
    if (document === null || pdf === null) return null;
    await logAccess(tx, department, reader, caseId, `DOCUMENT:${transfer}:${document.version}`, 'DOCUMENT');
    return { version: document.version, pdf };
  });
}

/** Runs `work` with what a recipient was told last, in its own role; null where there is nothing for it. */
async function asRecipient<T>(
  db: Database,
  { department, caseId, transfer, organisation }: OwnTransfer,
  work: (tx: Tx, told: SealedTold & { version: number; toldAt: Instant }) => Promise<T | null>,
): Promise<T | null> {
  if (!uuid.test(caseId)) return null;
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows } = await tx.query<ToldRow>({ name: 'read-told', text: `${toldRows} AND d.transfer = $2 AND d.current` }, [caseId, transfer]);
      const [row] = rows;
      return row === undefined
        ? null
        : work(tx, { ...openTold(db, row.id, row.wrapped, row.sealed), version: row.version, toldAt: row.told_at.getTime() });
    },
    { organisation },
  );
}

interface ToldRow {
  id: string;
  version: number;
  told_at: Date;
  sealed: Buffer;
  wrapped: Buffer;
}

const toldRows = `SELECT d.id, d.version, d.told_at, d.sealed, k.wrapped FROM told d JOIN keys.sealed_key k ON k.owner_id = d.id AND k.kind = 'TOLD'
                  WHERE d.case_id = $1`;

/** When each transfer of a case was told something else, newest first: nothing is opened. For the desk. */
export async function toldVersions(
  db: Database,
  department: string,
  caseId: string,
): Promise<{ transfer: string; version: number; toldAt: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ transfer: string; version: number; told_at: Date }>(
      {
        name: 'told-versions',
        text: 'SELECT transfer, version, told_at FROM told WHERE case_id = $1 ORDER BY told_at DESC, transfer, version DESC LIMIT 500',
      },
      [caseId],
    );
    return rows.map(({ told_at, ...told }) => ({ ...told, toldAt: told_at.getTime() }));
  });
}

/** Opens a version of what a recipient was told, for the desk, and logs it. */
export async function openToldVersion(
  db: Database,
  { department, caseId, transfer }: Omit<OwnTransfer, 'organisation'>,
  version: number,
  reader: Actor,
): Promise<ReadTold | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<ToldRow>({ text: `${toldRows} AND d.transfer = $2 AND d.version = $3` }, [caseId, transfer, version]);
    const [row] = rows;
    if (row === undefined) return null;
    await logAccess(tx, department, reader, caseId, `TOLD:${transfer}:${version}`, 'CASE_PAGE');
    return { version, toldAt: row.told_at.getTime(), dossier: openTold(db, row.id, row.wrapped, row.sealed).dossier };
  });
}
