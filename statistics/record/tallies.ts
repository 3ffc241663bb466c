import { type EntryRow, readStoredEntry } from '../../cases/record/stored.ts';
import { tallyOf } from '../../cases/tally/fold.ts';
import type { Tally } from '../../cases/tally/tally.ts';
import { asActor } from '../../database/actor.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';

/** Cases folded in one transaction. */
const batch = 250;

/**
 * Makes the tallies of a department from the journals: those that are lacking (cases recorded before tallies were), or all again.
 * Answers with how many it made. Idempotent; cases are locked by the batch, so nobody's step is lost meanwhile.
 */
export function makeTallies(db: Database, department: string, again = false): Promise<number> {
  // Whoever asks, all cases are counted.
  return asActor({ as: 'COMMAND' }, async () => {
    let made = 0;
    for (let after: string | undefined; ; ) {
      const done: readonly string[] = await inDepartment(db, department, (tx) => makeSome(tx, department, again, after));
      made += done.length;
      after = done.at(-1);
      if (after === undefined) break;
    }
    await inDepartment(db, department, (tx) =>
      tx.query({ text: 'UPDATE department SET tallied = true WHERE code = $1 AND NOT tallied' }, [department]),
    );
    return made;
  });
}

/** The next cases, by id; answers with them. */
async function makeSome(tx: Tx, department: string, again: boolean, after = '00000000-0000-0000-0000-000000000000'): Promise<string[]> {
  const { rows } = await tx.query<{ id: string; exercise: boolean }>(
    {
      text: `SELECT id, exercise FROM case_file c
             WHERE department = $1 AND id > $2::uuid AND ($3::boolean OR NOT EXISTS (SELECT FROM case_tally t WHERE t.case_id = c.id))
             ORDER BY id LIMIT $4 FOR NO KEY UPDATE`,
    },
    [department, after, again, batch],
  );
  if (rows.length === 0) return [];
  const made = await talliesFromJournals(
    tx,
    rows.map(({ id }) => id),
  );
  const kept = rows.map(({ id, exercise }) => ({ id, exercise, ...made.get(id) }));
  await tx.query(
    {
      text: `INSERT INTO case_tally (case_id, department, exercise, counted, lines)
             SELECT t.id, $1, t.exercise, t.counted, t.lines FROM jsonb_to_recordset($2::jsonb) AS t(id uuid, exercise boolean, counted jsonb, lines jsonb)
             ON CONFLICT (case_id) DO UPDATE SET counted = excluded.counted, lines = excluded.lines`,
    },
    [department, JSON.stringify(kept)],
  );
  return rows.map(({ id }) => id);
}

/** The tallies of cases, as their journals say. */
export async function talliesFromJournals(tx: Tx, cases: readonly string[]): Promise<Map<string, Tally>> {
  const { rows } = await tx.query<EntryRow & { case_id: string }>(
    {
      text: `SELECT case_id, kind, at, actor_kind, actor_id, codes FROM journal_entry WHERE case_id = ANY ($1::uuid[]) ORDER BY case_id, seq`,
    },
    [cases],
  );
  return new Map([...Map.groupBy(rows, ({ case_id }) => case_id)].map(([id, journal]) => [id, tallyOf(journal.map(readStoredEntry))]));
}
