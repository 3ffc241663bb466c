import type { Knex } from 'knex';

/** A contact that opens no case has a reference of its own, to be found again by. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE alert ADD COLUMN reference text UNIQUE CHECK (case_id IS NULL OR reference IS NULL);
  `);
}
