import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '../../database/pool.ts';
import { sealBytes, unsealBytes } from '../../database/sealing.ts';
import { cleanCopy } from '../../files/clean-copy.ts';
import type { Examined, KeptFile } from '../../files/file.ts';
import { documentPlace } from './document-place.ts';

/** Where a copy is, and the key that only what was told holds. `null`: it cannot be freed of what it hides, and is given to nobody. */
export interface Copy {
  id: string;
  key: string;
  size: number;
}

/** Copies by what they are of: the id of a file of the case, an original's place, or a document's. */
export type Copies = Readonly<Record<string, Copy | null>>;

/** A file as it may leave: its bytes without place, device, author, comments' authors or thumbnail; null where they cannot be taken out. */
export async function cleaned(
  tx: Tx,
  caseKey: Buffer,
  { id, name, type, kind, verdict }: Pick<KeptFile, 'id' | 'name' | 'type' | 'kind' | 'verdict'>,
): Promise<() => Promise<Buffer | null>> {
  const original = await originalOf(tx, caseKey, id);
  return async () => {
    const bytes = original();
    if (bytes === null || verdict === 'INFECTED') return null;
    const file: Examined = { name, type, kind, verdict, bytes };
    return cleanCopy(file);
  };
}

/** A file as it came, opened when it is asked for; null where it is not there. */
export async function originalOf(tx: Tx, caseKey: Buffer, id: string): Promise<() => Buffer | null> {
  const { rows } = await tx.query<{ body: string; sealed: Buffer }>(
    { name: 'told-original', text: 'SELECT b.id AS body, b.sealed FROM attachment a JOIN attachment_body b ON b.id = a.body WHERE a.id = $1' },
    [id],
  );
  const [row] = rows;
  return () => (row === undefined ? null : unsealBytes(caseKey, row.body, row.sealed));
}

/** What an original is kept as beside the copy of the same file: they are not the same bytes. */
export const originalPlace = (id: string): string => `original:${id}`;

/** Keeps a copy for what is told, under a key of its own. */
export async function keepCopy(tx: Tx, department: string, caseId: string, bytes: Buffer): Promise<Copy> {
  const id = randomUUID();
  const key = randomBytes(32);
  await tx.query({ name: 'keep-copy', text: 'INSERT INTO told_file (id, department, case_id, sealed) VALUES ($1, $2, $3, $4)' }, [
    id,
    department,
    caseId,
    sealBytes(key, id, bytes),
  ]);
  return { id, key: key.toString('base64'), size: bytes.length };
}

/** Opens a copy; null where this reader has none such. */
export async function openCopy(tx: Tx, { id, key }: Copy): Promise<Buffer | null> {
  const { rows } = await tx.query<{ sealed: Buffer }>({ name: 'open-copy', text: 'SELECT sealed FROM told_file WHERE id = $1' }, [id]);
  return rows[0] === undefined ? null : unsealBytes(Buffer.from(key, 'base64'), id, rows[0].sealed);
}

export interface MadeDocument {
  version: number;
  madeAt: number;
  fingerprint: string;
  place: string;
}

/** The newest document that a person made for each transfer of a case. */
export async function newestDocuments(tx: Tx, caseId: string): Promise<Map<string, MadeDocument>> {
  const { rows } = await tx.query<{ transfer: string; version: number; made_at: Date; fingerprint: Buffer }>(
    {
      name: 'newest-documents',
      text: `SELECT DISTINCT ON (transfer) transfer, version, made_at, fingerprint FROM case_document WHERE case_id = $1 ORDER BY transfer, version DESC`,
    },
    [caseId],
  );
  return new Map(
    rows.map(({ transfer, version, made_at, fingerprint }) => [
      transfer,
      { version, madeAt: made_at.getTime(), fingerprint: fingerprint.toString('hex'), place: documentPlace(caseId, transfer, version) },
    ]),
  );
}

/** The bytes of a document that a person made. */
export async function documentBytes(tx: Tx, caseKey: Buffer, caseId: string, transfer: string, { version, place }: MadeDocument): Promise<Buffer> {
  const { rows } = await tx.query<{ sealed: Buffer }>(
    { text: 'SELECT sealed FROM case_document WHERE case_id = $1 AND transfer = $2 AND version = $3' },
    [caseId, transfer, version],
  );
  if (rows[0] === undefined) throw new Error('A document that was listed is not there.');
  return unsealBytes(caseKey, place, rows[0].sealed);
}
