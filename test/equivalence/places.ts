/** The departments of the histories, in a database. */
import { randomUUID } from 'node:crypto';
import { createAccount, setActive, setTies } from '../../accounts/accounts.ts';
import { createDepartment } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { currentDirectory, publishDirectory } from '../../directory/record/revisions.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { Ground } from '../../proof/ground.ts';
import type { Holders } from './acts.ts';
import { grounds } from './grounds.ts';
import type { Place } from './lived.ts';

export interface ProvedPlace extends Place {
  ground: Ground;
}

/** Makes them, with the accounts that may not act; answers with the accounts of each. */
export async function openPlaces(db: Database): Promise<Holders[]> {
  const holders: Holders[] = [];
  for (const { department, procedure, directory, tiedTo } of grounds) {
    await createDepartment(db, { code: department, name: `Essai ${department}`, mode: 'demonstration' });
    await publishProcedure(db, department, procedure, 'test');
    await publishDirectory(db, directory, 'test');
    const person = () =>
      createAccount(db, { department, kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' }, null);
    const [suspended, tied] = [await person(), await person()];
    await setActive(db, department, suspended, false);
    await setTies(db, department, tied, [tiedTo.contact ?? '']);
    holders.push({ suspended, tied, tiedTo });
  }
  return holders;
}

/** The places as they are in the database, to be played in. */
export function placesIn(db: Database, holders: readonly Holders[]): Promise<ProvedPlace[]> {
  return Promise.all(
    grounds.map(async ({ department, procedure, communes }, index) => {
      const directory = await currentDirectory(db, department);
      return {
        db,
        department,
        world: { procedure, directory },
        ground: new Ground(procedure, directory, communes, []),
        holders: holders[index] as Holders,
      };
    }),
  );
}
