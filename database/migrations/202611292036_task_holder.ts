import type { Knex } from 'knex';

/** What somebody took and has still to do: found at once when that account may not act any more. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`CREATE INDEX task_holder ON task (department, taken_by) WHERE status = 'OPEN' AND taken_by IS NOT NULL`);
}
