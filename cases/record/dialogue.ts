import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { unseal } from '../../database/sealing.ts';
import type { Entry } from '../model/entries.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';
import { logAccess } from './access.ts';
import type { AlertRecord, CaseRecord } from './read-case.ts';
import { type EntryRow, readStoredEntry, readStoredState } from './stored.ts';

/** One thing said between an author and the desk. */
export interface Said {
  at: Instant;
  from: 'AUTHOR' | 'DESK';
  text: string;
  /** Names of the files that came with it. */
  files: string[];
  /** Whether the side it is for has read it. */
  read: boolean;
}

/** What a dialogue is made of an entry. */
type Dialogued = Entry & Pick<CaseRecord['journal'][number], 'recordedAt' | 'eventId' | 'content'>;

/**
 * What one author and the desk said to each other, oldest first: nothing of any other author's. `names` is how the case that is
 * read knows the alert: by other ids than its own where it came with a merged case, more than once where they were separated between.
 */
export function dialogue({ journal }: { journal: readonly Dialogued[] }, alert: ReadOf, names: readonly string[] = [alert.localId]): Said[] {
  const made = madeSureOf(journal);
  return journal.flatMap((entry): Said[] => {
    const { kind, at, recordedAt, by, content } = entry;
    if (kind === 'NOTE' && by.kind === 'REPORTER' && (by.id === alert.id || (by.id === null && made.get(mailOf(content))?.author === alert.id)))
      return [{ at, from: 'AUTHOR', ...written(content, by.id === null ? 'own' : 'text'), read: recordedAt <= (alert.deskRead ?? 0) }];
    if (entry.kind === 'DECLARATION_AMENDED' && names.includes(entry.because.alert))
      return [{ at, from: 'AUTHOR', ...written(content, 'text'), read: recordedAt <= (alert.deskRead ?? 0) }];
    if (entry.kind === 'AUTHOR_WRITTEN' && names.includes(entry.because.alert))
      return [{ at, from: 'DESK', ...written(content, 'toAuthor'), read: recordedAt <= (alert.authorRead ?? 0) }];
    return [];
  });
}

/**
 * `dialogue` of an alert in its own case and in each that it ever was merged into: what was said there stays said where they were separated
 * since. Of these cases, only what the two said to each other is opened. The reading is logged once, as of its own case.
 */
export async function dialogueOn(
  db: Database,
  department: string,
  reader: Actor,
  why: ReadingReason,
  { caseId, alertId }: { caseId: string; alertId: string },
): Promise<Said[]> {
  return inDepartment(
    db,
    department,
    async (tx) => {
      const alert = await readOf(tx, caseId, alertId);
      if (alert === null) return [];
      await logAccess(tx, department, reader, caseId, why === 'OWN_DECLARATION' ? 'DECLARATION' : 'AUTHOR', why);
      const said: Said[] = [];
      const had = new Set<string>();
      for (const place of await placesOf(tx, caseId, alert.localId)) {
        const journal = await saidIn(db, tx, place, alert.id);
        // What was said to whoever received it in either case is written in both.
        said.push(...dialogue({ journal: journal.filter(({ eventId }) => eventId === null || !had.has(eventId)) }, alert, place.names));
        for (const { eventId } of journal) if (eventId !== null) had.add(eventId);
      }
      return said.toSorted((one, other) => one.at - other.at);
    },
    { snapshot: true },
  );
}

/** `dialogue` of an alert of a case that is read: with what was said in the others it ever was in, where there are any. */
export async function saidWith(db: Database, record: CaseRecord, alert: AlertRecord, reader: Actor, why: ReadingReason): Promise<Said[]> {
  if (!record.journal.some(({ kind }) => kind === 'CASE_MERGED')) return dialogue(record, alert);
  return dialogueOn(db, record.department, reader, why, { caseId: record.id, alertId: alert.id });
}

type ReadOf = Pick<AlertRecord, 'id' | 'localId' | 'authorRead' | 'deskRead'>;

async function readOf(tx: Tx, caseId: string, alertId: string): Promise<ReadOf | null> {
  const { rows } = await tx.query<{ id: string; localId: string; author_read: Date | null; desk_read: Date | null }>(
    { name: 'dialogue-alert', text: 'SELECT id, local_id AS "localId", author_read, desk_read FROM alert WHERE id = $2 AND case_id = $1' },
    [caseId, alertId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { id: row.id, localId: row.localId, authorRead: row.author_read?.getTime() ?? null, deskRead: row.desk_read?.getTime() ?? null };
}

/** A case that an alert was ever in, and its names there. */
interface Place {
  caseId: string;
  names: string[];
}

/** The cases that an alert was ever in, its own first. */
async function placesOf(tx: Tx, caseId: string, alert: string): Promise<Place[]> {
  const places: Place[] = [{ caseId, names: [alert] }];
  for (const place of places) {
    const { rows } = await tx.query<EntryRow>(
      {
        name: 'merged-into',
        text: `SELECT kind, at, actor_kind, actor_id, codes FROM journal_entry WHERE case_id = $1 AND kind = 'CASE_MERGED' ORDER BY seq LIMIT 20`,
      },
      [place.caseId],
    );
    for (const entry of rows.map(readStoredEntry)) {
      const into = entry.kind === 'CASE_MERGED' ? entry.because.into : null;
      if (into === null || places.some((known) => known.caseId === into)) continue;
      const kept = await tx.query<{ state: unknown }>({ name: 'dialogue-state', text: 'SELECT state FROM case_file WHERE id = $1' }, [into]);
      const alerts = kept.rows[0] === undefined ? [] : readStoredState(kept.rows[0].state).alerts;
      const names = alerts.filter(({ from }) => from?.case === caseId && from.alert === alert).map(({ id }) => id);
      if (names.length > 0) places.push({ caseId: into, names });
    }
  }
  return places;
}

/** Of a case's journal, what may be of the dialogue of this alert; opened only where it is. */
async function saidIn(db: Database, tx: Tx, place: Place, author: string): Promise<Dialogued[]> {
  const key = await sealedKeyOf(db, tx, 'CASE', place.caseId);
  const { rows } = await tx.query<EntryRow & { seq: number; recorded_at: Date; sealed: Buffer | null; event_id: string | null }>(
    {
      name: 'dialogue-entries',
      text: `SELECT seq, kind, at, recorded_at, actor_kind, actor_id, codes, sealed, event_id FROM journal_entry
             WHERE case_id = $1 AND (kind IN ('DECLARATION_AMENDED', 'AUTHOR_WRITTEN')
                                     OR kind = 'NOTE' AND (actor_kind = 'REPORTER' AND (actor_id IS NULL OR actor_id = $2) OR event_id LIKE 'sender:%'))
             ORDER BY seq`,
    },
    [place.caseId, author],
  );
  return rows.flatMap((row): Dialogued[] => {
    const entry = readStoredEntry(row);
    if ((entry.kind === 'DECLARATION_AMENDED' || entry.kind === 'AUTHOR_WRITTEN') && !place.names.includes(entry.because.alert)) return [];
    const content = key === null || row.sealed === null ? null : unseal(key, `${place.caseId}/${row.seq}`, row.sealed);
    return [{ ...entry, recordedAt: row.recorded_at.getTime(), eventId: row.event_id, content }];
  });
}

/** That a member of the desk made sure who wrote a mail: when, and the alert whose author that is. */
interface MadeSure {
  at: Instant;
  author: string | null;
}

/** The mails of a case that prove nothing by themselves and whose sender a member of the desk made sure of, by their ids. */
export function madeSureOf(journal: readonly Dialogued[]): ReadonlyMap<unknown, MadeSure> {
  const mails = new Map<unknown, MadeSure>();
  for (const { kind, at, by, content } of journal) {
    const { sender } = (content ?? {}) as { sender?: { sure: boolean; author: string | null } };
    if (kind !== 'NOTE' || by.kind === 'REPORTER' || sender === undefined) continue;
    if (sender.sure) mails.set(mailOf(content), { at, author: sender.author });
    else mails.delete(mailOf(content));
  }
  return mails;
}

const mailOf = (content: unknown): unknown => (content as { mail?: unknown } | null)?.mail;

/** What was sealed with an entry; empty once erased. */
function written(content: unknown, field: 'text' | 'own' | 'toAuthor'): Pick<Said, 'text' | 'files'> {
  const { [field]: text, files } = (content ?? {}) as { text?: unknown; own?: unknown; toAuthor?: unknown; files?: unknown };
  const named = Array.isArray(files) ? (files as { name?: unknown }[]).map(({ name }) => String(name)) : [];
  return { text: typeof text === 'string' ? text : '', files: named };
}

const columns = { AUTHOR: 'author_read', DESK: 'desk_read' } as const;

/** Notes that one side has read what the other wrote until now. Never goes back; twice changes nothing. */
export async function markRead(db: Database, department: string, alertId: string, side: 'AUTHOR' | 'DESK', at: Instant): Promise<void> {
  const column = columns[side];
  await inDepartment(db, department, (tx) =>
    tx.last({ name: `mark-${column}`, text: `UPDATE alert SET ${column} = greatest(${column}, $2) WHERE id = $1` }, [alertId, new Date(at)]),
  );
}
