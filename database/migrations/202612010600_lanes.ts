import type { Knex } from 'knex';

/** Cases that call duty are told to the engine before the others, however many are waiting. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE wake ADD COLUMN urgent boolean NOT NULL DEFAULT false;
    DROP INDEX wake_raised;
    CREATE INDEX wake_raised ON wake (urgent DESC, case_id) WHERE raised > seen;
  `);
}
