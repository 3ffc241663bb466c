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

/**
 * Gives a transfer to somebody of its organisation; null: to nobody. Answers whether that changed something: given twice, it is given once.
 * 'CHANGED', and nothing given, where who follows it is no longer who `expected` saw, asked of what is there once nobody else can give it.
 */
export async function holdTransfer(
  db: Database,
  department: string,
  { caseId, transfer, organisation }: Held,
  account: string | null,
  expected: (now: string | null) => boolean = () => true,
): Promise<boolean | 'CHANGED'> {
  return inDepartment(db, department, async (tx) => {
    // One at a time gives a transfer, the first time too.
    await tx.query({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' }, [`${caseId}/${transfer}/holder`]);
    const held = await tx.query<{ account: string }>({ text: 'SELECT account FROM transfer_holder WHERE case_id = $1 AND transfer = $2' }, [
      caseId,
      transfer,
    ]);
    const now = held.rows[0]?.account ?? null;
    if (now === account) return false;
    if (!expected(now)) return 'CHANGED';
    const { rowCount } =
      account === null
        ? await tx.query({ text: 'DELETE FROM transfer_holder WHERE case_id = $1 AND transfer = $2' }, [caseId, transfer])
        : await tx.query(
            {
              text: `INSERT INTO transfer_holder (department, case_id, transfer, organisation, account) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (case_id, transfer) DO UPDATE SET account = excluded.account`,
            },
            [department, caseId, transfer, organisation, account],
          );
    return rowCount === 1;
  });
}
