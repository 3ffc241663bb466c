import type { Knex } from 'knex';

/**
 * For whom an open case waits, read from its state as the queue's columns are: `awaits` a recipient whose stage runs, and `silent` one that let
 * its limit pass. Each list of them is an index of its own, which holds them alone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    ALTER TABLE case_file
      ADD COLUMN awaits boolean NOT NULL GENERATED ALWAYS AS (status = 'OPEN' AND jsonb_path_exists(state,
        '$.transfers[*] \? (@.purpose == "ACTION" && @.stage != null && @.paused == null)')) STORED,
      ADD COLUMN silent boolean NOT NULL GENERATED ALWAYS AS (status = 'OPEN' AND (
        jsonb_path_exists(state, '$.deadlines[*] \? (@.kind == "ESCALATE")')
        OR jsonb_path_exists(state, '$.tasks[*] \? (@.kind == "SILENT_RECIPIENT" && @.status == "OPEN")'))) STORED;
    CREATE INDEX case_file_awaits ON case_file (department, exercise, opened_at DESC, id) WHERE awaits;
    CREATE INDEX case_file_silent ON case_file (department, exercise, opened_at DESC, id) WHERE silent;
  `);
}
