import { indexCases } from '../../cases/record/likeness.ts';
import { connect, departments } from '../../database/pool.ts';
import { recordConfig } from '../../runtime/running.ts';
import { readLeniently } from '../../settings/config.ts';

const atOnce = 100;

/** Gives cases kept by a version of before what the search finds them by. Twice is once; cut, it is run again from the start. */
export async function findIndex(): Promise<void> {
  const { databaseUrl: url, keys } = recordConfig(readLeniently(process.env, 'command').settings);
  const db = connect({ url, keys, connections: 2, acting: { as: 'COMMAND' } });
  try {
    let done = 0;
    for (const department of await departments(db)) {
      for (let after: string | null = null; ; ) {
        const part = await indexCases(db, department, after, atOnce);
        done += part.cases;
        if (part.last === null) break;
        after = part.last;
      }
    }
    console.log(`${new Intl.NumberFormat('fr-FR').format(done)} dossiers se trouvent par nom, téléphone, adresse électronique et rue.`);
  } finally {
    await db.end();
  }
}
