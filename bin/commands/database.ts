import { connect, type Database } from '../../database/pool.ts';
import { adoptKeys } from '../../runtime/key-following.ts';
import { recordConfig } from '../../runtime/running.ts';
import { readSettings } from '../../settings/config.ts';

/** Gives a command the product's database, as the application's own role, and lets it go afterwards. */
export async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const { databaseUrl: url, keys } = recordConfig(readSettings(process.env, 'command'));
  const db = connect({ url, keys, connections: 2, acting: { as: 'COMMAND' } });
  try {
    await adoptKeys(db);
    await work(db);
  } finally {
    await db.end();
  }
}
