import type { Knex } from 'knex';

/**
 * The index of a column orders a list by it too: where nobody said, it stands before all others, so that a page goes on after any row. Not by
 * `coalesce`, which no index serves under row-level security (`findings/postgres-row-policy-keeps-coalesce-from-its-index.sh`).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX case_file_by_danger;
    CREATE INDEX case_file_by_danger ON case_file (department, (CASE WHEN danger IS NULL THEN -1 ELSE danger END), opened_at DESC, id) INCLUDE (exercise);
    DROP INDEX case_file_queue_danger;
    CREATE INDEX case_file_queue_danger ON case_file (department, exercise, (CASE WHEN danger IS NULL THEN -1 ELSE danger END), task_due, id)
      WHERE task_due IS NOT NULL;
    DROP INDEX case_file_by_insee_code;
    CREATE INDEX case_file_by_insee_code ON case_file (department, (CASE WHEN insee_code IS NULL THEN '' ELSE insee_code END), opened_at DESC, id)
      INCLUDE (exercise);
  `);
}
