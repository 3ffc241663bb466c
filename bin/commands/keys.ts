import { createApiKey } from '../../accounts/accounts.ts';
import { keyKinds, may } from '../../accounts/rights.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { setEstablishments } from '../../intake/declarations/establishments.ts';
import { Problem } from '../../settings/problem.ts';
import { withDatabase } from './database.ts';
import { knownDepartment } from './publish.ts';

/** `guichet keys create`: a key for a machine, printed once; only its keyed hash is kept. */
export async function createKey(options: { department: string; kind: string; organisation?: string; establishment?: string[] }): Promise<void> {
  const kind = keyKinds.find((one) => one === options.kind);
  if (kind === undefined) throw new Problem(`--kind : « ${options.kind} » n’existe pas ; choisissez ${keyKinds.join(', ')}.`);
  const { department, organisation = null, establishment = [] } = options;
  const declares = may({ kind }, 'declaration.make');
  const bound = declares || may({ kind }, 'transfer.receive');
  if (bound && organisation === null)
    throw new Problem(`--organisation : une clé « ${kind} » agit pour un organisme de l’annuaire ; donnez son identifiant.`);
  if (establishment.length > 0 && !declares) throw new Problem('--establishment : seule une clé « institution » déclare pour des établissements.');
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const { organisationById } = await currentDirectory(db, department);
    for (const [option, id] of [['--organisation', organisation] as const, ...establishment.map((one) => ['--establishment', one] as const)]) {
      if (id !== null && !organisationById.has(id))
        throw new Problem(`${option} : « ${id} » n’est pas dans l’annuaire du département ${department}.`);
    }
    const { id, key } = await createApiKey(db, { department, kind, organisation });
    if (establishment.length > 0) await setEstablishments(db, department, id, establishment);
    console.log(key);
    console.error('Gardez cette clé maintenant : elle ne sera plus montrée.');
  });
}
