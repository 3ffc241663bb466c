import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { Transfer } from '../model/state.ts';
import { isEnded, statusesThat } from '../model/transfer-status.ts';
import { type Page, window } from './page.ts';

export interface TransferListed {
  caseId: string;
  reference: string;
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status' | 'orderedAt' | 'handedOverAt'>;
  nextDue: Instant | null;
}

/** What was transferred to an organisation, newest first: for its own accounts and keys. A drill goes to nobody real. */
export async function transfersTo(
  db: Database,
  department: string,
  organisation: string,
  query: { open?: boolean; page?: number; size?: number },
): Promise<Page<TransferListed>> {
  const { page, size, offset } = window(query);
  const from = `FROM transfer t
    WHERE NOT t.exercise AND NOT t.conflict AND t.department = $1 AND t.organisation = $2 AND NOT ($3 AND t.status = ANY ($4::text[]))`;
  const values = [department, organisation, query.open ?? false, statusesThat(isEnded)];
  return inDepartment(
    db,
    department,
    async (tx) => {
      const [counted, found] = await Promise.all([
        tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total ${from}` }, values),
        tx.query<TransferColumns>(
          {
            text: `SELECT t.case_id, t.reference, t.id, t.role, t.purpose, t.mode, t.status, t.ordered_at, t.handed_over_at, t.next_due
                   ${from} ORDER BY t.ordered_at DESC, t.case_id, t.id LIMIT $5 OFFSET $6`,
          },
          [...values, size, offset],
        ),
      ]);
      return { rows: found.rows.map(readTransfer), total: counted.rows[0]?.total ?? 0, page, size };
    },
    { organisation },
  );
}

export interface TransferColumns extends Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status'> {
  case_id: string;
  reference: string;
  ordered_at: Date;
  handed_over_at: Date | null;
  next_due: Date | null;
}

export function readTransfer({ case_id, reference, ordered_at, handed_over_at, next_due, ...transfer }: TransferColumns): TransferListed {
  return {
    caseId: case_id,
    reference,
    nextDue: next_due?.getTime() ?? null,
    transfer: { ...transfer, orderedAt: ordered_at.getTime(), handedOverAt: handed_over_at?.getTime() ?? null },
  };
}
