import { exerciseAddress } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import { loadProcedure } from '../../procedures/record/published.ts';
import type { CaseState } from '../model/state.ts';
import type { World } from '../running/turn.ts';
import { readStoredState } from './stored.ts';

/** What a mail about a case is written from: codes and the directory, nothing sealed. */
export interface MailMatter {
  reference: string;
  state: CaseState;
  /** The case's clock is this much ahead of real time, in milliseconds. */
  clockOffset: number;
  demonstration: boolean;
  /** Of a drill: where its messages go, whoever they are for; `to` is null when the department said no address. */
  exercise: { to: string | null } | null;
  department: { code: string; name: string };
  world: World;
}

/** Reads a case as a mail needs it; null when there is none. */
export async function readMailMatter(db: Database, department: string, caseId: string): Promise<MailMatter | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{
      reference: string;
      state: unknown;
      clock_offset: string;
      demonstration: boolean;
      exercise: boolean;
      exercise_email: string | null;
      name: string;
      slug: string;
      number: number;
      revision: number;
    }>(
      {
        name: 'mail-subject',
        text: `SELECT c.reference, c.state, extract(epoch FROM c.clock_offset) * 1000 AS clock_offset,
                      d.mode = 'demonstration' AS demonstration, c.exercise, d.exercise_email, d.name,
                      c.procedure_slug AS slug, c.procedure_number AS number, d.directory_revision AS revision
               FROM case_file c JOIN department d ON d.code = c.department WHERE c.id = $1`,
      },
      [caseId],
    );
    const [row] = rows;
    if (row === undefined) return null;
    return {
      reference: row.reference,
      state: readStoredState(row.state),
      clockOffset: Number(row.clock_offset),
      demonstration: row.demonstration,
      exercise: row.exercise ? { to: exerciseAddress({ ...row, code: department }) } : null,
      department: { code: department, name: row.name },
      world: {
        procedure: await loadProcedure(db, tx, department, row.slug, row.number),
        directory: await loadDirectory(db, tx, department, row.revision),
      },
    };
  });
}
