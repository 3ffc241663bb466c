import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { type OpenTo, openTo } from '../model/open-to.ts';
import type { Transfer } from '../model/state.ts';

/** What a transfer still opens to its recipient. `NOTHING` too where there is no such transfer of this body. `now` is real time. */
export async function openedTo(
  db: Database,
  department: string,
  of: { caseId: string; transfer: string; organisation: string },
  now: Instant,
): Promise<OpenTo> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<
      Pick<Transfer, 'status' | 'purpose'> & {
        conflict: boolean;
        shut: boolean;
        closed_at: Date | null;
        readable_days: number | null;
        clock_offset: number;
      }
    >(
      {
        name: 'opened-to',
        text: `SELECT t.status, t.purpose, t.conflict, NOT t.reads_anyway AND is_shut(t.organisation) AS shut, t.readable_days, c.closed_at, (extract(epoch FROM c.clock_offset) * 1000)::float8 AS clock_offset FROM transfer t JOIN case_file c ON c.id = t.case_id
               WHERE t.case_id = $1 AND t.id = $2 AND t.organisation = $3`,
      },
      [of.caseId, of.transfer, of.organisation],
    );
    const [row] = rows;
    if (row === undefined) return 'NOTHING';
    const { conflict, shut, closed_at, readable_days, clock_offset } = row;
    const ended = { closedAt: closed_at?.getTime() ?? null, ...(readable_days !== null && { readableDays: readable_days }) };
    return openTo(row, { conflict, shut, ...ended }, now + clock_offset);
  });
}
