import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { DoubtKind } from '../../directory/campaigns/doubts.ts';

const LOOKED_AT = 200;
const MOST_READ = 20_000;

/**
 * What in the last 200 transfers of each of these bodies made somebody doubt that it is reached, in order of time: what did not come through, what it
 * refused as not its own, what it left unanswered past a limit. What did not leave for want of an agreement says nothing of an address. Drills and cases hidden from whoever asks are not among them. It names no case.
 */
export async function doubtsOf(
  db: Database,
  department: string,
  bodies: readonly string[],
): Promise<{ organisation: string; kind: DoubtKind; at: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ organisation: string; kind: DoubtKind; at: Instant }>(
      {
        text: `SELECT * FROM (SELECT t.organisation, (line ->> 'at')::float8 AS at,
                      CASE line ->> 'kind' WHEN 'REFUSED' THEN 'NOT_COMPETENT' WHEN 'LIMIT_MISSED' THEN 'SILENT' ELSE 'FAILED' END AS kind
               FROM unnest($2::text[]) AS body(id)
               CROSS JOIN LATERAL (SELECT organisation, case_id, id FROM transfer WHERE department = $1 AND organisation = body.id AND NOT exercise AND NOT conflict
                     ORDER BY ordered_at DESC, case_id, id LIMIT ${LOOKED_AT}) t
               JOIN case_tally c ON c.case_id = t.case_id, jsonb_array_elements(c.lines) line
               WHERE line ->> 'transfer' = t.id
                 AND ((line ->> 'kind' IN ('UNDELIVERABLE', 'CHANNEL_CHANGED', 'LIMIT_MISSED') AND line ->> 'lapsed' IS NULL)
                      OR (line ->> 'kind' = 'REFUSED' AND line ->> 'reason' = 'HORS_COMPETENCE'))
               ORDER BY 2 DESC LIMIT ${MOST_READ}) newest ORDER BY at`,
      },
      [department, bodies],
    );
    return rows;
  });
}
