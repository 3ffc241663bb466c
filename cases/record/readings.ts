import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { readingReasonOf } from '../before/reading.ts';
import type { Actor } from '../model/events.ts';
import type { ReadingReason } from '../model/reading.ts';

/** One reading of a case. */
export interface Reading {
  at: Instant;
  actor: Actor;
  /** Null where what was noted says nothing that is known. */
  why: ReadingReason | null;
}

/** Who read a case and why, newest first, at most 500. */
export async function readingsOf(db: Database, department: string, caseId: string): Promise<Reading[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ at: Date; actor_kind: Actor['kind']; actor_id: string | null; why: string }>(
      { text: 'SELECT at, actor_kind, actor_id, why FROM access_log WHERE department = $1 AND case_id = $2 ORDER BY at DESC, id DESC LIMIT 500' },
      [department, caseId],
    );
    return rows.map(({ at, actor_kind, actor_id, why }) => ({
      at: at.getTime(),
      actor: { kind: actor_kind, id: actor_id },
      why: readingReasonOf(why),
    }));
  });
}
