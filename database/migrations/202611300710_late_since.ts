import type { Knex } from 'knex';

/** By when the first person of a late task should have done it: its own deadline has moved to whoever is next. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE task ADD COLUMN late_since timestamptz');
}
