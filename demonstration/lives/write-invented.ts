import { accountsThatMay } from '../../accounts/accounts.ts';
import { writeLivedCases } from '../../cases/record/write-lived.ts';
import { listDepartments } from '../../database/departments.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { Problem } from '../../settings/problem.ts';
import { inventCases, type Setting } from './invent.ts';

const redrawsAtMost = 20;

/** The agents who live invented cases. Throws a Problem where none may be written: no such department, a real one, nobody in it. */
export async function agentsOfDemonstration(db: Database, code: string): Promise<string[]> {
  const found = (await listDepartments(db)).find((department) => department.code === code);
  if (found === undefined) throw new Problem(`Le département ${code} n’est pas dans cette base : lancez « npm start » une fois.`);
  if (found.mode !== 'demonstration') throw new Problem(`Le département ${code} est un vrai département : aucun dossier inventé n’y est écrit.`);
  const agents = (await accountsThatMay(db, code, 'desk.enter')).filter(({ kind }) => kind === 'AGENT').map(({ id }) => id);
  if (agents.length === 0) throw new Problem(`Le département ${code} n’a pas d’agent : ouvrez un compte d’abord.`);
  return agents;
}

/**
 * Invents the cases [from, to) of a run and writes them, all or none. A reference that another case of the department has is drawn again,
 * with the others.
 */
export async function writeInvented(setting: Setting, from: number, to: number): Promise<void> {
  const { db, run } = setting;
  for (let redraw = 0; ; redraw += 1) {
    try {
      await inDepartment(db, run.department, (tx) => writeLivedCases(db, tx, inventCases(setting, from, to, redraw)));
      return;
    } catch (failure) {
      const taken = failure instanceof Error && 'constraint' in failure && failure.constraint === 'case_file_reference_key';
      if (!taken || redraw >= redrawsAtMost) throw failure;
    }
  }
}
