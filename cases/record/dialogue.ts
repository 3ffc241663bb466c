import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';
import { runningCase } from './merging.ts';
import { type AlertRecord, type CaseRecord, readCase } from './read-case.ts';

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

/**
 * What one author and the desk said to each other, oldest first: nothing of any other author's. `as` is how the case that is
 * read knows the alert: another id than its own where the alert came with a merged case.
 */
export function dialogue({ journal }: Pick<CaseRecord, 'journal'>, alert: AlertRecord, as: string = alert.localId): Said[] {
  const made = madeSureOf(journal);
  return journal.flatMap((entry): Said[] => {
    const { kind, at, recordedAt, by, content } = entry;
    if (kind === 'NOTE' && by.kind === 'REPORTER' && (by.id === alert.id || (by.id === null && made.get(mailOf(content))?.author === alert.id)))
      return [{ at, from: 'AUTHOR', ...written(content, by.id === null ? 'own' : 'text'), read: recordedAt <= (alert.deskRead ?? 0) }];
    if (entry.kind === 'DECLARATION_AMENDED' && entry.because.alert === as)
      return [{ at, from: 'AUTHOR', ...written(content, 'text'), read: recordedAt <= (alert.deskRead ?? 0) }];
    if (entry.kind === 'AUTHOR_WRITTEN' && entry.because.alert === as)
      return [{ at, from: 'DESK', ...written(content, 'toAuthor'), read: recordedAt <= (alert.authorRead ?? 0) }];
    return [];
  });
}

/** `dialogue` of an alert in its own case and in the one that goes on with it. Each reading is logged. */
export async function dialogueOn(
  db: Database,
  department: string,
  reader: Actor,
  why: ReadingReason,
  { caseId, alertId }: { caseId: string; alertId: string },
): Promise<Said[]> {
  const record = await readCase(db, department, reader, caseId, why);
  const alert = record?.alerts.find(({ id }) => id === alertId);
  if (record === null || alert === undefined) return [];
  const running = await runningCase(db, department, caseId, alert.localId);
  const into = running.caseId === caseId ? null : await readCase(db, department, reader, running.caseId, why);
  const there = into === null ? [] : dialogue(into, alert, running.alert);
  return [...dialogue(record, alert), ...there].toSorted((one, other) => one.at - other.at);
}

/** That a member of the desk made sure who wrote a mail: when, and the alert whose author that is. */
interface MadeSure {
  at: Instant;
  author: string | null;
}

/** The mails of a case that prove nothing by themselves and whose sender a member of the desk made sure of, by their ids. */
export function madeSureOf(journal: CaseRecord['journal']): ReadonlyMap<unknown, MadeSure> {
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
