import type { Knex } from 'knex';

/** Open cases by danger, whether a task waits in them or not: what is grave is looked for there before it reached anybody. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX case_file_open_danger ON case_file (department, exercise, (CASE WHEN danger IS NULL THEN -1 ELSE danger END), task_due, id)
      WHERE status = 'OPEN';
  `);
}
