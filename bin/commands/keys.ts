import { type ApiKey, createApiKey } from '../../api/sessions/store.ts';
import { currentDirectory } from '../../directory/store.ts';
import { Problem } from '../../runtime/problem.ts';
import { withDatabase } from '../database.ts';
import { knownDepartment } from './publish.ts';

const kinds = ['desk', 'platform', 'institution', 'partner'] as const satisfies ApiKey['kind'][];

/** `guichet keys create`: a key for a machine, printed once; only its keyed hash is kept. */
export async function createKey(options: { department: string; kind: string; organisation?: string }): Promise<void> {
  const kind = kinds.find((one) => one === options.kind);
  if (kind === undefined) throw new Problem(`--kind : « ${options.kind} » n’existe pas ; choisissez ${kinds.join(', ')}.`);
  const { department, organisation = null } = options;
  const bound = kind === 'institution' || kind === 'partner';
  if (bound && organisation === null)
    throw new Problem(`--organisation : une clé « ${kind} » agit pour un organisme de l’annuaire ; donnez son identifiant.`);
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    if (organisation !== null && !(await currentDirectory(db, department)).organisationById.has(organisation)) {
      throw new Problem(`--organisation : « ${organisation} » n’est pas dans l’annuaire du département ${department}.`);
    }
    const { key } = await createApiKey(db, { department, kind, organisation });
    console.log(key);
    console.error('Gardez cette clé maintenant : elle ne sera plus montrée.');
  });
}
