import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { DoubtKind } from '../../directory/campaigns/doubts.ts';

const LOOKED_AT = 200;

/**
 * What in its last 200 transfers made somebody doubt that a body is reached, in order of time: what did not come through, what it refused as not its
 * own, what it left unanswered past a limit. Drills and cases hidden from whoever asks are not among them. It names no case.
 */
export async function doubtsOf(db: Database, department: string, body: string): Promise<{ kind: DoubtKind; at: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ kind: DoubtKind; at: Instant }>(
      {
        text: `SELECT CASE line ->> 'kind' WHEN 'REFUSED' THEN 'NOT_COMPETENT' WHEN 'LIMIT_MISSED' THEN 'SILENT' ELSE 'FAILED' END AS kind,
                      (line ->> 'at')::float8 AS at
               FROM (SELECT case_id, id FROM transfer WHERE department = $1 AND organisation = $2 AND NOT exercise
                     ORDER BY ordered_at DESC, case_id, id LIMIT ${LOOKED_AT}) t
               JOIN case_tally c ON c.case_id = t.case_id, jsonb_array_elements(c.lines) line
               WHERE line ->> 'transfer' = t.id
                 AND (line ->> 'kind' IN ('UNDELIVERABLE', 'CHANNEL_CHANGED', 'LIMIT_MISSED')
                      OR (line ->> 'kind' = 'REFUSED' AND line ->> 'reason' = 'HORS_COMPETENCE'))
               ORDER BY 2`,
      },
      [department, body],
    );
    return rows;
  });
}
