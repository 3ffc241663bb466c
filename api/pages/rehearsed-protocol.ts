import type { World } from '../../cases/turn.ts';
import { inDepartment } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/store.ts';
import { activeVersions, loadProcedure, publishedProcedures } from '../../procedures/store.ts';
import { typographic } from '../../templates/typography.ts';
import type { Choice } from '../../templates/views.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** What a rehearsal plays: the version or draft that is named (the one in force when none is), and today's directory. */
export async function worldToTry(parts: Pick<Parts, 'database'>, department: string, protocol: string | undefined): Promise<World> {
  const { database } = parts;
  const directory = await currentDirectory(database, department);
  const [slug = '', number = ''] = (protocol ?? '').split('@');
  const procedure = await inDepartment(database, department, async (tx) => {
    if (protocol === undefined) {
      const active = await activeVersions(database, tx, department);
      return loadProcedure(database, tx, department, active.slug, active.number);
    }
    return loadProcedure(database, tx, department, slug, Number(number)).catch(() => {
      throw new NotFound('Cette version du protocole n’existe pas.');
    });
  });
  return { procedure, directory };
}

/** Versions and drafts that may be rehearsed, the one in force first. */
export async function protocolsToTry({ database }: Pick<Parts, 'database'>, department: string): Promise<Choice[]> {
  const published = await publishedProcedures(database, department);
  return [
    { value: '', label: 'Le protocole en vigueur' },
    ...published.map(({ slug, number, title }) => ({ value: `${slug}@${number}`, label: typographic(`${title}, version ${slug}@${number}`) })),
  ];
}
