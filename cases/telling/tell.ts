import { randomUUID } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../../database/sealing.ts';
import { bodyName, establishmentName } from '../../directory/names.ts';
import { communeName } from '../../directory/record/communes.ts';
import { establishmentsOfNumbers } from '../../directory/record/establishments.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import type { KeptFile } from '../../files/file.ts';
import { loadProcedure } from '../../procedures/record/published.ts';
import { endsInConflict } from '../model/open-to.ts';
import type { Transfer } from '../model/state.ts';
import { isLeft, statusesThat } from '../model/transfer-status.ts';
import { uuid } from '../record/access.ts';
import { applyIn } from '../record/apply.ts';
import { type CaseRecord, openRecord } from '../record/read-case.ts';
import type { World } from '../running/turn.ts';
import { compose } from '../told/compose.ts';
import { type Dossier, isHeld, type ToldFile } from '../told/dossier.ts';
import { leaving } from '../told/leaving.ts';
import { questionsOf } from '../told/questions.ts';
import { tellsNothing } from '../told/quiet.ts';
import { type Copies, type Copy, cleaned, documentBytes, keepCopy, type MadeDocument, newestDocuments, originalOf, originalPlace } from './copies.ts';

/** A dossier, its files as the room of files knows them. */
type OpenedFileLine = ToldFile & Pick<KeptFile, 'kind' | 'verdict'>;
export type OpenedDossier = Omit<Dossier, 'files' | 'originals'> & { files: OpenedFileLine[]; originals?: OpenedFileLine[] };

/** What is sealed of a version: what is read, and where the copies of what it holds are. */
export interface SealedTold {
  dossier: OpenedDossier;
  copies: Copies;
}

/** Bytes of the files that leave, freed of what they hide, by id. */
type Clean = Map<string, Buffer | null>;

/**
 * Writes what each live transfer of a case may be told now, where that differs from what it was told last. Nothing is composed while the
 * journal has no more than the last time. Whoever calls at once with another waits, and finds it done. `now` is real time.
 */
export async function tellRecipients(db: Database, department: string, caseId: string, now: Instant): Promise<void> {
  if (!uuid.test(caseId)) return;
  const telling: Telling = { department, caseId, now, clean: new Map(), woken: false };
  // Files are cleaned outside of the transaction that locks the case: pictures take their time.
  for (let done = false; !done; ) {
    const originals = await inDepartment(db, department, (tx) => tellIn(db, tx, telling));
    for (const [id, original] of originals) telling.clean.set(id, await original());
    done = originals.size === 0;
  }
  if (telling.woken) db.nudge();
}

interface Telling {
  department: string;
  caseId: string;
  now: Instant;
  clean: Clean;
  /** Set where the case is woken: its text waits for a person. */
  woken: boolean;
}

type Originals = Map<string, () => Promise<Buffer | null>>;

/** Answers with the files that must be cleaned first; none: all is written. */
async function tellIn(db: Database, tx: Tx, telling: Telling): Promise<Originals> {
  const { department, caseId, now } = telling;
  const nothing: Originals = new Map();
  if (!(await hasMoreToTell(tx, caseId))) return nothing;
  const lock = tx.query({ name: 'tell-lock', text: 'SELECT 1 FROM case_file WHERE id = $1 FOR NO KEY UPDATE' }, [caseId]);
  const [more] = await Promise.all([hasMoreToTell(tx, caseId), lock]);
  if (!more) return nothing;
  const [record, key, before, documents] = await Promise.all([
    openRecord(db, tx, department, caseId),
    sealedKeyOf(db, tx, 'CASE', caseId),
    currentTold(db, tx, caseId),
    newestDocuments(tx, caseId),
  ]);
  if (record === null || key === null) return nothing;
  const world = await worldOfRecord(db, tx, record);
  const { finess } = record.state.facts;
  const named = finess === undefined ? world : { ...world, directory: { ...world.directory, listed: await establishmentsOfNumbers(tx, [finess]) } };
  const copies: Record<string, Copy | null> = Object.assign({}, ...[...before.values()].map(({ told }) => told.copies));
  const live = record.state.transfers.filter(
    (transfer) => !isLeft(transfer) && !transfer.conflict && !record.journal.some((entry) => entry.transfer === transfer.id && endsInConflict(entry)),
  );
  const files = new Map(live.map((transfer) => [transfer.id, leaving(record, transfer, record.files)]));

  const toClean: Originals = new Map();
  for (const file of new Set([...files.values()].flat())) {
    const bytes = telling.clean.get(file.id);
    if (file.id in copies || file.verdict === 'INFECTED') continue;
    if (bytes === undefined) toClean.set(file.id, await cleaned(tx, key, file));
    else copies[file.id] = bytes === null ? null : await keepCopy(tx, department, caseId, bytes);
  }
  if (toClean.size > 0) return toClean;

  let held = false;
  for (const transfer of live) {
    const document = documents.get(transfer.id);
    if (document !== undefined && !(document.place in copies))
      copies[document.place] = await keepCopy(tx, department, caseId, await documentBytes(tx, key, caseId, transfer.id, document));
    const originals = record.files.filter(({ id, verdict }) => verdict !== 'INFECTED' && transfer.originals?.includes(id));
    for (const { id } of originals.filter((file) => !(originalPlace(file.id) in copies))) {
      const bytes = (await originalOf(tx, key, id))();
      copies[originalPlace(id)] = bytes && (await keepCopy(tx, department, caseId, bytes));
    }
    const told = toldNow(record, named, transfer, { files: files.get(transfer.id) ?? [], originals, copies, document });
    const written = await write(db, tx, telling, { record, transfer, told, before: before.get(transfer.id) });
    held ||= written && isHeld(told.dossier);
  }
  if (held) {
    const applied = await applyIn(db, tx, department, caseId, { kind: 'TextHeld', at: now, by: { kind: 'CLOCK', id: null } }, {});
    telling.woken = 'woken' in applied && applied.woken;
  }
  return nothing;
}

/** Whether the journal of a case has more, that could be told, than what was told was made from. */
export async function hasMoreToTell(tx: Tx, caseId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      name: 'told-behind',
      text: `SELECT 1 FROM case_file c JOIN transfer t ON t.case_id = c.id LEFT JOIN told d ON d.case_id = t.case_id AND d.transfer = t.id AND d.current
             WHERE c.id = $1 AND NOT t.conflict AND t.status <> ALL ($2::text[]) AND (d.id IS NULL OR d.through < c.journal_count AND EXISTS (
               SELECT FROM journal_entry e WHERE e.case_id = c.id AND e.seq > d.through AND e.kind <> ALL ($3::text[]))) LIMIT 1`,
    },
    [caseId, statusesThat(isLeft), tellsNothing],
  );
  return rowCount !== 0;
}

async function worldOfRecord(db: Database, tx: Tx, { department, procedure: { slug, number } }: CaseRecord): Promise<World> {
  const { rows } = await tx.query<{ revision: number }>({
    name: 'directory-of-now',
    text: 'SELECT directory_revision AS revision FROM department WHERE code = this_department()',
  });
  return {
    procedure: await loadProcedure(db, tx, department, slug, number),
    directory: await loadDirectory(db, tx, department, rows[0]?.revision ?? 0),
  };
}

interface CurrentTold {
  id: string;
  version: number;
  told: SealedTold;
}

async function currentTold(db: Database, tx: Tx, caseId: string): Promise<Map<string, CurrentTold>> {
  const { rows } = await tx.query<{ id: string; transfer: string; version: number; sealed: Buffer; wrapped: Buffer }>(
    {
      name: 'current-told',
      text: `SELECT d.id, d.transfer, d.version, d.sealed, k.wrapped FROM told d JOIN keys.sealed_key k ON k.owner_id = d.id AND k.kind = 'TOLD'
             WHERE d.case_id = $1 AND d.current`,
    },
    [caseId],
  );
  return new Map(rows.map(({ id, transfer, version, sealed, wrapped }) => [transfer, { id, version, told: openTold(db, id, wrapped, sealed) }]));
}

export const openTold = (db: Database, id: string, wrapped: Buffer, sealed: Buffer): SealedTold =>
  unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed) as SealedTold;

interface Holding {
  files: readonly KeptFile[];
  originals: readonly KeptFile[];
  copies: Copies;
  document: MadeDocument | undefined;
}

/** What a transfer may be told, with the copies it holds and no other. */
function toldNow(
  record: CaseRecord,
  { procedure, directory }: World,
  transfer: Transfer,
  { files, originals, copies, document }: Holding,
): SealedTold {
  const names = {
    organisation: (id: string) => bodyName(directory, id),
    establishment: (finess: string) => establishmentName(directory, finess),
    commune: communeName,
  };
  const beside = { questions: questionsOf(record, transfer, procedure), files, originals };
  const { fileNames, originalNames, ...composed } = compose(record, transfer, names, beside);
  const held = [...files.map(({ id }) => id), ...originals.map(({ id }) => originalPlace(id)), ...(document === undefined ? [] : [document.place])];
  const lines = (of: readonly KeptFile[], namedAs: typeof fileNames, place: (id: string) => string) =>
    of.map((file, index) => toldFile(file, namedAs[index] ?? { name: '', nameHeld: true }, copies[place(file.id)] ?? null));
  return {
    dossier: {
      ...composed,
      files: lines(files, fileNames, (id) => id),
      ...(originals.length > 0 && { originals: lines(originals, originalNames, originalPlace) }),
      document: document === undefined ? null : { version: document.version, madeAt: document.madeAt, fingerprint: document.fingerprint },
    },
    copies: Object.fromEntries(held.map((of) => [of, copies[of] ?? null])),
  };
}

function toldFile(
  { id, type, kind, verdict, size, alert, addedAt }: KeptFile,
  { name, nameHeld }: Pick<ToldFile, 'name' | 'nameHeld'>,
  copy: Copy | null,
): OpenedDossier['files'][number] {
  return { id, name, nameHeld, type, kind, verdict, size: copy?.size ?? size, alert, addedAt, given: copy !== null };
}

/** Writes a version where what may be told is not what was, and answers whether it did; else notes how far the journal was read. */
async function write(
  db: Database,
  tx: Tx,
  { department, caseId, now }: Telling,
  { record, transfer, told, before }: { record: CaseRecord; transfer: Transfer; told: SealedTold; before: CurrentTold | undefined },
): Promise<boolean> {
  const through = record.proof.count;
  if (before !== undefined && JSON.stringify(before.told.dossier) === JSON.stringify(told.dossier)) {
    await tx.query({ name: 'told-through', text: 'UPDATE told SET through = $2 WHERE id = $1' }, [before.id, through]);
    return false;
  }
  if (before !== undefined) await tx.query({ name: 'told-before', text: 'UPDATE told SET current = false WHERE id = $1' }, [before.id]);
  const id = randomUUID();
  const { key, wrapped } = newDataKey(db.keys, id);
  await tx.query(
    writeTold({
      id,
      department,
      caseId,
      transfer: transfer.id,
      version: (before?.version ?? 0) + 1,
      organisation: transfer.organisation,
      toldAt: new Date(now + record.clockOffset),
      through,
      files: Object.values(told.copies).flatMap((copy) => copy?.id ?? []),
      sealed: seal(key, id, told),
      wrapped,
    }),
  );
  return true;
}

const writeTold = named({
  name: 'write-told',
  text: `WITH key AS (INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT :id::uuid, :department, 'TOLD', :wrapped::bytea)
         INSERT INTO told (id, department, case_id, transfer, version, organisation, told_at, through, files, sealed)
         VALUES (:id::uuid, :department, :caseId, :transfer, :version, :organisation, :toldAt, :through, :files::uuid[], :sealed)`,
});
