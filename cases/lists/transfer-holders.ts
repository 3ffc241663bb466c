import { type Database, inDepartment } from '../../database/pool.ts';

/** A transfer of an organisation's own. */
interface Held {
  caseId: string;
  transfer: string;
  organisation: string;
}

/** Which account of the organisation follows each of these transfers, by `case.transfer`; those that nobody follows are not there. */
export async function transferHoldersOf(
  db: Database,
  department: string,
  organisation: string,
  transfers: readonly Omit<Held, 'organisation'>[],
): Promise<Map<string, string>> {
  if (transfers.length === 0) return new Map();
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows } = await tx.last<{ id: string; account: string }>(
        {
          name: 'holders-of',
          text: `SELECT h.case_id || '.' || h.transfer AS id, h.account FROM transfer_holder h
                 JOIN unnest($1::uuid[], $2::text[]) AS asked(case_id, transfer) ON h.case_id = asked.case_id AND h.transfer = asked.transfer`,
        },
        [transfers.map(({ caseId }) => caseId), transfers.map(({ transfer }) => transfer)],
      );
      return new Map(rows.map(({ id, account }) => [id, account]));
    },
    { organisation },
  );
}

/** Gives a transfer to somebody of its organisation; null: to nobody. Answers whether that changed something: given twice, it is given once. */
export async function holdTransfer(
  db: Database,
  department: string,
  { caseId, transfer, organisation }: Held,
  account: string | null,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } =
      account === null
        ? await tx.last({ text: 'DELETE FROM transfer_holder WHERE case_id = $1 AND transfer = $2' }, [caseId, transfer])
        : await tx.last(
            {
              text: `INSERT INTO transfer_holder (department, case_id, transfer, organisation, account) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (case_id, transfer) DO UPDATE SET account = excluded.account WHERE transfer_holder.account <> excluded.account`,
            },
            [department, caseId, transfer, organisation, account],
          );
    return rowCount === 1;
  });
}
