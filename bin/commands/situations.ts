import { situationsFor } from '../../rehearsal/situations/library.ts';
import { runSituations } from '../../rehearsal/situations/situations.ts';
import { directoryIn, procedureNamed } from './simulate.ts';

export interface SituationsOptions {
  department: string;
  procedure?: string;
  directory?: string;
}

/** `guichet situations`: the shipped situations run on a protocol; exit code 1 when one is not as expected. Needs no running service. */
export function printSituations({ department, procedure, directory: folder }: SituationsOptions): void {
  const directory = directoryIn(folder, department);
  const { situations, absent } = situationsFor(directory);
  const results = runSituations(procedureNamed(procedure), directory, situations);
  const failing = results.filter(({ differences }) => differences.length > 0);
  console.log(
    [
      ...failing.flatMap(({ situation: { title }, differences }) => [`AUTREMENT ${title}`, ...differences.map((one) => `    • ${one}`)]),
      ...absent.map(({ title, why }) => `sans objet ${title} : ${why}`),
      `${results.length - failing.length} situations sur ${results.length} donnent ce qui est attendu.`,
    ].join('\n'),
  );
  if (failing.length > 0) process.exitCode = 1;
}
