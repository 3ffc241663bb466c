import { migrate } from '../../database/migrate.ts';
import { ownerUrlOf } from '../../runtime/running.ts';
import { readSettings } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';

/** Applies the migrations that the database does not have yet. Idempotent. */
export async function migrateDatabase(): Promise<void> {
  const ownerUrl = ownerUrlOf(readSettings(process.env, 'migrate'));
  if (ownerUrl === undefined) {
    throw new Problem('DATABASE_OWNER_URL manque : donnez l’adresse de la base avec le rôle qui en est propriétaire (voir .env.example).');
  }
  const applied = await migrate(ownerUrl);
  console.log(applied.length === 0 ? 'La base est à jour.' : `Migrations appliquées : ${applied.join(', ')}.`);
}
