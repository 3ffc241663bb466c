import type { Knex } from 'knex';

/** What a list narrows cases by: each value's own cases, newest first. */
const narrowedBy = ['status', 'danger', 'place', 'insee_code', 'victim_group', 'establishment', 'channel'];

/** Whether a case has an open task that is so. */
const openTask = (so: string) => `jsonb_path_exists(state, '$.tasks[*] \\? (@.status == "OPEN" && ${so})')`;

/**
 * Lists read columns and indexes, whatever the number of cases. What a queue orders by is written with the state it follows from: no
 * statement can change one and leave the other. An index is used under a policy only where each comparison is leakproof, which those of
 * texts, numbers, booleans and instants are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE FUNCTION first_task_due(state jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
      SELECT to_timestamp(min((task ->> 'dueAt')::float8) / 1000) FROM jsonb_array_elements(state -> 'tasks') task WHERE task ->> 'status' = 'OPEN'
    $$;
    GRANT EXECUTE ON FUNCTION first_task_due(jsonb) TO PUBLIC;
    ALTER TABLE case_file
      ADD COLUMN establishment text GENERATED ALWAYS AS (state #>> '{facts,finess}') STORED,
      ADD COLUMN channel text GENERATED ALWAYS AS (state #>> '{alerts,0,channel}') STORED,
      -- When the first of its open tasks is due; NULL: nothing waits for the desk.
      ADD COLUMN task_due timestamptz GENERATED ALWAYS AS (first_task_due(state)) STORED,
      ADD COLUMN in_time boolean GENERATED ALWAYS AS (NOT ${openTask('@.late == true')}) STORED,
      ADD COLUMN duty_waits boolean GENERATED ALWAYS AS (${openTask('@.to == "DUTY"')}) STORED,
      ADD COLUMN desk_waits boolean GENERATED ALWAYS AS (${openTask('@.to == "DESK"')}) STORED,
      ADD COLUMN coordinator_waits boolean GENERATED ALWAYS AS (${openTask('@.to == "COORDINATOR"')}) STORED,
      ADD COLUMN untaken boolean GENERATED ALWAYS AS (${openTask('@.takenBy == null')}) STORED;

    DROP INDEX case_file_list;
    CREATE INDEX case_file_listed ON case_file (department, exercise, opened_at DESC, id);
    CREATE INDEX case_file_reference ON case_file (department, (reference COLLATE "C"));
    CREATE INDEX case_file_queue ON case_file (department, exercise, in_time, task_due, id)
      INCLUDE (duty_waits, desk_waits, coordinator_waits, untaken) WHERE task_due IS NOT NULL;
    CREATE INDEX case_file_queue_danger ON case_file (department, exercise, coalesce(danger, -1), task_due, id) WHERE task_due IS NOT NULL;
    CREATE INDEX case_file_queue_place ON case_file (department, exercise, place, task_due, id) WHERE task_due IS NOT NULL;
    CREATE INDEX case_file_queue_opened ON case_file (department, exercise, opened_at, id) WHERE task_due IS NOT NULL;
    DROP INDEX task_queue;

    DROP INDEX transfer_organisation;
    CREATE INDEX transfer_organisation ON transfer (department, organisation, ordered_at DESC, case_id, id) WHERE NOT exercise AND NOT conflict;
  `);
  for (const column of narrowedBy) {
    await knex.raw(`CREATE INDEX case_file_by_${column} ON case_file (department, ${column}, opened_at DESC, id) INCLUDE (exercise)`);
  }
}
