import type { Period } from '../../calendar/period.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { Problem } from '../../settings/problem.ts';
import type { ExportedCase } from '../compared/state-export.ts';

/** Cases of one table. */
const atMost = 20_000;

/** The cases opened in a period that whoever asks may open, oldest first, merged ones and exercises left out: their states, nothing that is sealed. */
export async function exportedCases(db: Database, department: string, { from, until }: Period): Promise<ExportedCase[]> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ reference: string; state: unknown }>(
      {
        name: 'exported-cases',
        text: `SELECT reference, state FROM case_file
               WHERE department = $1 AND NOT exercise AND opened_at >= $2 AND opened_at < $3 AND status <> 'MERGED' ORDER BY opened_at, id LIMIT $4`,
      },
      [department, new Date(from), new Date(until), atMost + 1],
    ),
  );
  if (rows.length > atMost)
    throw new Problem(`Plus de ${new Intl.NumberFormat('fr-FR').format(atMost)} dossiers : demandez une période plus courte.`);
  return rows.map(({ reference, state }) => ({ reference, state: readStoredState(state) }));
}
