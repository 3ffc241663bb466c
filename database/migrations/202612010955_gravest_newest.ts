import type { Knex } from 'knex';

/** Read backwards, from the gravest: the newest first within each level of danger. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX case_file_by_danger;
    CREATE INDEX case_file_by_danger ON case_file (department, (CASE WHEN danger IS NULL THEN -1 ELSE danger END), opened_at, id) INCLUDE (exercise);
  `);
}
