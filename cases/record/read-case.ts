import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { unseal, unwrapDataKey } from '../../database/sealing.ts';
import type { KeptFile } from '../../files/file.ts';
import { filesOf } from '../../files/listing.ts';
import type { Channel } from '../../vocabulary/vocabulary.ts';
import type { AlertContent } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';
import type { CaseState } from '../model/state.ts';
import { logAccess, uuid } from './access.ts';
import type { Recorded } from './journal.ts';
import { verifyChain } from './journal.ts';
import { type EntryRow, readStoredEntry, readStoredState } from './stored.ts';

export interface CaseRecord {
  id: string;
  reference: string;
  department: string;
  exercise: boolean;
  /** Milliseconds added to real time: an exercise's own clock. */
  clockOffset: number;
  procedure: { slug: string; number: number };
  state: CaseState;
  alerts: AlertRecord[];
  /** Alerts of the cases that were merged here, also since separated: who wrote them is told to nobody either. */
  joined: Pick<AlertRecord, 'localId' | 'content'>[];
  /** What came with the alerts or was added; opening one is a reading of its own. */
  files: KeptFile[];
  /** Oldest first. `content` is what was sealed with the entry; null when there was nothing, or it was erased. */
  journal: (Recorded & { content: unknown })[];
  proof: {
    count: number;
    head: Buffer;
    /** A French sentence when the journal does not hold. */
    flaw: string | null;
    /** When the department's journals were last signed. */
    signedAt: Instant | null;
  };
}

export interface AlertRecord {
  id: string;
  /** `a1`, as in the state. */
  localId: string;
  channel: Channel;
  receivedAt: Instant;
  /** Until when each side has read what the other wrote; null when it never did. */
  authorRead: Instant | null;
  deskRead: Instant | null;
  /** Null once erased. */
  content: AlertContent | null;
}

/**
 * Reads a case with everything that was sealed, and logs who read it and why, in the same transaction. Null when there is
 * none for whoever acts: another department's, one that implicates somebody they are tied to, one stepped back from. For the desk and its
 * machines: a recipient reads what it was told (told.ts), and nothing of this.
 */
export async function readCase(db: Database, department: string, reader: Actor, caseId: string, why: ReadingReason): Promise<CaseRecord | null> {
  if (!uuid.test(caseId)) return null;
  return inDepartment(
    db,
    department,
    async (tx) => {
      const record = await openRecord(db, tx, department, caseId);
      if (record !== null) await logAccess(tx, department, reader, caseId, 'CASE', why);
      return record;
    },
    { snapshot: true },
  );
}

/** A case with everything that was sealed, in the caller's transaction, who logs why; null when there is none for whoever acts. */
export async function openRecord(db: Database, tx: Tx, department: string, caseId: string): Promise<CaseRecord | null> {
  const [file, alerts, entries, files] = await Promise.all([
    fileOf(tx, caseId),
    alertsOf(tx, caseId),
    readJournal(tx, caseId),
    filesOf(tx, { case: caseId }),
  ]);
  if (file === null) return null;
  const key = file.wrapped && unwrapDataKey(db.keys, caseId, file.wrapped);
  const journal = entries.map((entry) => ({
    ...entry,
    content: key === null || entry.sealed === null ? null : unseal(key, `${caseId}/${entry.seq}`, entry.sealed),
  }));
  const head = { count: file.journal_count, hash: file.journal_head };
  const state = readStoredState(file.state);
  return {
    id: caseId,
    department,
    reference: file.reference,
    exercise: file.exercise,
    clockOffset: Number(file.clock_offset),
    procedure: { slug: file.procedure_slug, number: file.procedure_number },
    state,
    joined: await joinedAlerts(db, tx, state),
    journal,
    alerts: alerts.map(({ seq, ...alert }) => ({ ...alert, content: (journal[seq - 1]?.content ?? null) as AlertContent | null })),
    files: files(key),
    proof: {
      count: head.count,
      head: head.hash,
      flaw: verifyChain(db.keys.journal, caseId, entries, head),
      signedAt: file.signed_at?.getTime() ?? null,
    },
  };
}

/** The id of the case with this reference, however its letters are typed; null when the department has none. Not a reading: nothing is shown. */
export async function caseIdOf(db: Database, department: string, reference: string): Promise<string | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string }>({ name: 'case-id-of', text: 'SELECT id FROM case_file WHERE reference = $1' }, [
      reference.trim().toUpperCase(),
    ]);
    return rows[0]?.id ?? null;
  });
}

/** The state of a case without anything sealed, for whoever holds a link or a code to it. Not a reading of the case: codes only. */
export async function caseState(
  db: Database,
  department: string,
  caseId: string,
): Promise<{ reference: string; state: CaseState; exercise: boolean; clockOffset: number; procedure: { slug: string; number: number } } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ reference: string; state: unknown; exercise: boolean; clock_offset: string; slug: string; number: number }>(
      {
        name: 'case-state',
        text: `SELECT reference, state, exercise, extract(epoch FROM clock_offset) * 1000 AS clock_offset, procedure_slug AS slug, procedure_number AS number
               FROM case_file WHERE id = $1`,
      },
      [caseId],
    );
    if (rows[0] === undefined) return null;
    const { reference, state, exercise, clock_offset, slug, number } = rows[0];
    return { reference, state: readStoredState(state), exercise, clockOffset: Number(clock_offset), procedure: { slug, number } };
  });
}

/** A case's journal, in the order of its numbers. */
export async function readJournal(tx: Tx, caseId: string): Promise<Recorded[]> {
  const { rows } = await tx.query<
    EntryRow & { seq: number; recorded_at: Date; sealed: Buffer | null; event_id: string | null; hash: Buffer; key_generation: number }
  >(
    {
      name: 'read-journal',
      text: `SELECT seq, kind, at, recorded_at, actor_kind, actor_id, codes, sealed, event_id, hash, key_generation FROM journal_entry WHERE case_id = $1 ORDER BY seq`,
    },
    [caseId],
  );
  return rows.map((row) => ({
    ...readStoredEntry(row),
    stored: row.codes,
    seq: row.seq,
    recordedAt: row.recorded_at.getTime(),
    sealed: row.sealed,
    eventId: row.event_id,
    hash: row.hash,
    keyGeneration: row.key_generation,
  }));
}

interface FileRow {
  reference: string;
  exercise: boolean;
  clock_offset: string;
  procedure_slug: string;
  procedure_number: number;
  state: unknown;
  journal_count: number;
  journal_head: Buffer;
  wrapped: Buffer | null;
  signed_at: Date | null;
}

async function fileOf(tx: Tx, caseId: string): Promise<FileRow | null> {
  const { rows } = await tx.query<FileRow>(
    {
      name: 'read-case',
      text: `SELECT c.reference, c.exercise, extract(epoch FROM c.clock_offset) * 1000 AS clock_offset, c.procedure_slug, c.procedure_number,
                    c.state, c.journal_count, c.journal_head, k.wrapped,
                    (SELECT signed_at FROM journal_root ORDER BY day DESC LIMIT 1) AS signed_at
             FROM case_file c LEFT JOIN keys.sealed_key k ON k.owner_id = c.id WHERE c.id = $1`,
    },
    [caseId],
  );
  return rows[0] ?? null;
}

async function joinedAlerts(db: Database, tx: Tx, { alerts }: CaseState): Promise<CaseRecord['joined']> {
  const joined = alerts.flatMap(({ id, from }) => (from === undefined ? [] : [{ id, from }]));
  if (joined.length === 0) return [];
  const { rows } = await tx.query<{ case: string; alert: string; seq: number; sealed: Buffer | null; wrapped: Buffer }>(
    {
      name: 'joined-alerts',
      text: `SELECT a.case_id AS "case", a.local_id AS alert, e.seq, e.sealed, k.wrapped
             FROM alert a JOIN journal_entry e ON e.case_id = a.case_id AND e.seq = a.seq JOIN keys.sealed_key k ON k.owner_id = a.case_id AND k.kind = 'CASE'
             WHERE a.case_id = ANY ($1::uuid[])`,
    },
    [[...new Set(joined.map(({ from }) => from.case))]],
  );
  return joined.map(({ id, from }) => {
    const row = rows.find((one) => one.case === from.case && one.alert === from.alert);
    const sealed = row?.sealed ?? null;
    const content =
      row === undefined || sealed === null ? null : unseal(unwrapDataKey(db.keys, row.case, row.wrapped), `${row.case}/${row.seq}`, sealed);
    return { localId: id, content: content as AlertContent | null };
  });
}

async function alertsOf(tx: Tx, caseId: string) {
  const { rows } = await tx.query<{
    id: string;
    localId: string;
    channel: Channel;
    received_at: Date;
    author_read: Date | null;
    desk_read: Date | null;
    seq: number;
  }>(
    {
      name: 'alerts-of',
      text: `SELECT id, local_id AS "localId", channel, received_at, author_read, desk_read, seq FROM alert WHERE case_id = $1 ORDER BY seq`,
    },
    [caseId],
  );
  return rows.map(({ received_at, author_read, desk_read, ...alert }) => ({
    ...alert,
    receivedAt: received_at.getTime(),
    authorRead: author_read?.getTime() ?? null,
    deskRead: desk_read?.getTime() ?? null,
  }));
}
