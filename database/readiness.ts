import type { Database } from './pool.ts';

/** Throws unless the database answers. */
export async function databaseAnswers(db: Database): Promise<void> {
  await db.pool.query('SELECT 1');
}

/** Throws unless the shape this version needs is there: the last migration's doors, open to this role. */
export async function migrationsApplied(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ there: boolean }>(
    `SELECT to_regprocedure('doors.resolve_account(uuid)') IS NOT NULL AND has_schema_privilege('doors', 'USAGE') AS there`,
  );
  if (rows[0]?.there !== true) throw new Error('migrations are missing');
}
