import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { AlertRecord, CaseRecord } from './read-case.ts';

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
  return journal.flatMap((entry): Said[] => {
    const { kind, at, recordedAt, by, content } = entry;
    if (kind === 'NOTE' && by.kind === 'REPORTER' && by.id === alert.id)
      return [{ at, from: 'AUTHOR', ...written(content, 'text'), read: recordedAt <= (alert.deskRead ?? 0) }];
    if (entry.kind === 'AUTHOR_WRITTEN' && entry.because.alert === as)
      return [{ at, from: 'DESK', ...written(content, 'toAuthor'), read: recordedAt <= (alert.authorRead ?? 0) }];
    return [];
  });
}

/** What was sealed with an entry; empty once erased. */
function written(content: unknown, field: 'text' | 'toAuthor'): Pick<Said, 'text' | 'files'> {
  const { [field]: text, files } = (content ?? {}) as { text?: unknown; toAuthor?: unknown; files?: unknown };
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
