import { type Database, inDepartment } from '../../database/pool.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import { activeVersions, loadProcedure } from '../../procedures/record/published.ts';
import type { Run, Setting } from './invent.ts';

/** What a run is about, read from the department as it is. */
export async function settingOf(db: Database, run: Run, agents: readonly string[]): Promise<Setting> {
  return inDepartment(db, run.department, async (tx) => {
    const versions = await activeVersions(db, tx, run.department);
    const procedure = await loadProcedure(db, tx, run.department, versions.slug, versions.number);
    const directory = await loadDirectory(db, tx, run.department, versions.revision);
    return { db, run, agents, versions, world: { procedure, directory } };
  });
}
