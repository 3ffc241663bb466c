import { connect, type Database } from '../../database/pool.ts';
import { completeConfig } from '../../runtime/running.ts';
import { readSettings } from '../../settings/config.ts';

/** Gives a command the product's database, as the application's own role, and lets it go afterwards. */
export async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const config = completeConfig(readSettings(process.env));
  const db = connect({ url: config.databaseUrl, keys: config.keys, connections: 2 });
  try {
    await work(db);
  } finally {
    await db.end();
  }
}
