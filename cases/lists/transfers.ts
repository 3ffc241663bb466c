import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { Danger, Place } from '../../vocabulary/vocabulary.ts';
import type { Transfer } from '../model/state.ts';
import { isAnswered, isEnded, isLive, statusesThat } from '../model/transfer-status.ts';
import type { Gist } from '../running/gist.ts';
import { countedRows } from './counted.ts';
import { Narrowed } from './narrowed.ts';
import { type Page, type Window, window } from './page.ts';

export interface TransferListed {
  caseId: string;
  reference: string;
  transfer: Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status' | 'orderedAt' | 'handedOverAt'>;
  nextDue: Instant | null;
  /** By when its recipient must have answered. */
  limitAt: Instant | null;
  gist: Gist;
}

/** Where a transfer stands for its recipient: it must answer; it acts and will say what came of it; nothing is asked of it, yet or any more. */
export const desks = ['TO_DO', 'RUNNING', 'DONE'] as const;
export type DeskOf = (typeof desks)[number];

export interface TransferQuery extends Omit<Window, 'after'> {
  open?: boolean;
  desk?: DeskOf;
  /** A whole reference, in capitals. */
  reference?: string;
  /** At least so grave, among those that disclose it. */
  danger?: Danger;
  place?: Place;
  /** Followed by this account, or by none of these. */
  held?: { by: string } | { byNoneOf: readonly string[] };
}

const toDo = statusesThat((of) => isLive(of) && !isAnswered(of));
const running = statusesThat((of) => isLive(of) && isAnswered(of));

const holding = 'SELECT FROM transfer_holder h WHERE h.case_id = t.case_id AND h.transfer = t.id AND h.account = ANY (?::uuid[])';

/** What was transferred to an organisation and its doors do not hide: for its own accounts and keys. Of a desk, what is due first comes first; else the newest. A drill goes to nobody real. */
export async function transfersTo(db: Database, department: string, organisation: string, query: TransferQuery): Promise<Page<TransferListed>> {
  const { page, size, offset } = window(query);
  const asked = new Narrowed()
    .where('NOT t.exercise AND NOT t.conflict')
    .where('t.department = ?', department)
    .where('t.organisation = ?', organisation);
  if (query.desk === 'TO_DO') asked.where(`t.purpose = 'ACTION' AND t.status = ANY (?::text[])`, toDo);
  if (query.desk === 'RUNNING') asked.where(`t.purpose = 'ACTION' AND t.status = ANY (?::text[])`, running);
  if (query.desk === 'DONE') asked.where(`(t.purpose <> 'ACTION' OR t.status = ANY (?::text[]))`, statusesThat(isEnded));
  if (query.reference !== undefined) asked.where('t.reference = ?', query.reference);
  if (query.danger !== undefined) asked.where('t.danger >= ?', query.danger);
  if (query.place !== undefined) asked.where('t.place = ?', query.place);
  const { held } = query;
  if (held !== undefined && 'by' in held) asked.where(`EXISTS (${holding})`, [held.by]);
  if (held !== undefined && 'byNoneOf' in held) asked.where(`NOT EXISTS (${holding})`, held.byNoneOf);
  const first = query.desk === 'TO_DO' || query.desk === 'RUNNING' ? 't.limit_at NULLS LAST, ' : '';
  if (query.open) asked.where('t.status <> ALL (?::text[])', statusesThat(isEnded));
  return inDepartment(
    db,
    department,
    async (tx) => {
      // Asked first: the lists of nearly everybody are counted by an index alone.
      const { rows } = await tx.query<{ shut: boolean }>({ name: 'is-shut', text: 'SELECT is_shut($1) AS shut' }, [organisation]);
      if (rows[0]?.shut) asked.where('t.reads_anyway');
      const [total, found] = await Promise.all([
        countedRows(db, tx, 'transfer t', asked),
        tx.query<TransferColumns>(
          {
            text: `SELECT t.case_id, t.reference, t.id, t.role, t.purpose, t.mode, t.status, t.ordered_at, t.handed_over_at, t.next_due, t.limit_at, t.danger, t.place
                   FROM transfer t WHERE ${asked.text} ORDER BY ${first}t.ordered_at DESC, t.case_id, t.id LIMIT ${size} OFFSET ${offset}`,
          },
          asked.values,
        ),
      ]);
      return { rows: found.rows.map(readTransfer), total, page, size };
    },
    { organisation },
  );
}

/** A transfer that still runs, by who has it. */
export interface RunningTransfer {
  reference: string;
  organisation: string;
  contact: string;
  /** Whether its recipient reads it whatever becomes of its agreement. */
  readsAnyway: boolean;
}

const runningWith =
  'department = $1 AND NOT exercise AND status = ANY ($2::text[]) AND (organisation = ANY ($3::text[]) OR contact = ANY ($3::text[]))';

/** The transfers that still run with one of these bodies or contacts, newest first, at most 200; those of hidden cases are not among them. */
export async function runningTransfersOf(db: Database, department: string, ids: readonly string[]): Promise<RunningTransfer[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<RunningTransfer>(
      {
        text: `SELECT reference, organisation, contact, reads_anyway AS "readsAnyway" FROM transfer WHERE ${runningWith}
               ORDER BY ordered_at DESC, case_id, id LIMIT 200`,
      },
      [department, statusesThat(isLive), ids],
    );
    return rows;
  });
}

/** How many `runningTransfersOf` there are, those past its limit too. */
export async function countRunningTransfersOf(db: Database, department: string, ids: readonly string[]): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ count: number }>({ text: `SELECT count(*)::int AS count FROM transfer WHERE ${runningWith}` }, [
      department,
      statusesThat(isLive),
      ids,
    ]);
    return rows[0]?.count ?? 0;
  });
}

/** How many personal links of a body still open, and would not if its agreement no longer stood. */
export async function linksThatWouldShut(db: Database, department: string, organisation: string): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ links: number }>(
      {
        text: `SELECT count(*)::int AS links FROM transfer t JOIN partner_link l ON l.case_id = t.case_id AND l.transfer = t.id
               WHERE t.department = $1 AND t.organisation = $2 AND NOT t.exercise AND NOT t.conflict AND NOT t.reads_anyway
                 AND l.revoked_at IS NULL AND l.expires_at > now()`,
      },
      [department, organisation],
    );
    return rows[0]?.links ?? 0;
  });
}

export interface TransferColumns extends Pick<Transfer, 'id' | 'role' | 'purpose' | 'mode' | 'status'> {
  case_id: string;
  reference: string;
  ordered_at: Date;
  handed_over_at: Date | null;
  next_due: Date | null;
  limit_at: Date | null;
  danger: Danger | null;
  place: Place | null;
}

export function readTransfer({
  case_id,
  reference,
  ordered_at,
  handed_over_at,
  next_due,
  limit_at,
  danger,
  place,
  ...transfer
}: TransferColumns): TransferListed {
  return {
    caseId: case_id,
    reference,
    nextDue: next_due?.getTime() ?? null,
    limitAt: limit_at?.getTime() ?? null,
    gist: { danger, place },
    transfer: { ...transfer, orderedAt: ordered_at.getTime(), handedOverAt: handed_over_at?.getTime() ?? null },
  };
}
