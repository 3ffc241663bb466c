import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Organisation } from '../../directory/directory.ts';
import type { IndexedDirectory } from '../../directory/resolve.ts';

/** Who declares: an account, or an API key. */
export interface Declarer {
  id: string;
  department: string;
  organisation: string | null;
}

/** The directory ids a holder declares for: its own organisation first, then those given to it, at most 500. */
export async function establishmentsOf(db: Database, holder: Declarer): Promise<string[]> {
  return inDepartment(db, holder.department, (tx) => establishmentsIn(tx, holder));
}

export async function establishmentsIn(tx: Tx, { id, department, organisation }: Declarer): Promise<string[]> {
  const { rows } = await tx.query<{ organisation: string }>(
    {
      name: 'establishments-of',
      text: 'SELECT organisation FROM account_establishment WHERE department = $1 AND holder = $2 ORDER BY organisation LIMIT 500',
    },
    [department, id],
  );
  return [...new Set([organisation ?? [], rows.map((row) => row.organisation)].flat())];
}

/** Gives a holder other establishments than its own organisation. Replaces the list. */
export async function setEstablishments(db: Database, department: string, holder: string, organisations: readonly string[]): Promise<void> {
  await inDepartment(db, department, (tx) => setEstablishmentsIn(tx, department, holder, organisations));
}

export async function setEstablishmentsIn(tx: Tx, department: string, holder: string, organisations: readonly string[]): Promise<void> {
  await tx.query({ text: 'DELETE FROM account_establishment WHERE holder = $1' }, [holder]);
  await tx.query(
    {
      text: 'INSERT INTO account_establishment (holder, department, organisation) SELECT $1, $2, id FROM unnest($3::text[]) AS id ON CONFLICT DO NOTHING',
    },
    [holder, department, organisations],
  );
}

/** The establishment that an id or a FINESS number names, among those a holder declares for; undefined for any other. */
export function establishmentNamed(directory: IndexedDirectory, allowed: readonly string[], named: string): Organisation | undefined {
  const found = directory.organisationById.get(named) ?? directory.establishments.get(named)?.find(({ id }) => allowed.includes(id));
  return found !== undefined && allowed.includes(found.id) ? found : undefined;
}
