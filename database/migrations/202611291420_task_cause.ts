import type { Knex } from 'knex';

/** Why a task was raised is read in the case's state, where it has a shape; nothing reads this code any more. It goes with a later version. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE task ALTER COLUMN because DROP NOT NULL');
}
