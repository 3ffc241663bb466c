import type { Knex } from 'knex';

/** A department's own worked situations, and protocols rehearsed over its recorded cases. Codes only: nobody real is described. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE worked_situation (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      title text NOT NULL,
      facts jsonb NOT NULL,
      -- The desk's own time, as it is written; NULL: any ordinary moment.
      at_local text,
      expected jsonb NOT NULL,
      -- Numbers the savings, so that nobody writes over another unseen.
      version integer NOT NULL DEFAULT 1,
      changed_by uuid NOT NULL REFERENCES account,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX worked_situation_list ON worked_situation (department, title, id);

    CREATE TABLE rehearsal (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- What is rehearsed, as it was when it began: a draft may change meanwhile.
      protocol text NOT NULL,
      title text NOT NULL,
      procedure jsonb NOT NULL,
      from_at timestamptz NOT NULL,
      until_at timestamptz NOT NULL,
      -- NULL: each case with the directory and calendars it was routed with.
      directory_revision integer,
      status text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'STOPPED', 'FAILED')),
      -- Cases of the period that were routed, and those that never were.
      total integer NOT NULL,
      left_out integer NOT NULL,
      done integer NOT NULL DEFAULT 0,
      -- The last case looked at: where whoever goes on begins.
      at_opened timestamptz,
      at_case uuid,
      totals jsonb NOT NULL,
      started_by uuid NOT NULL REFERENCES account,
      started_at timestamptz NOT NULL,
      ended_at timestamptz
    );
    CREATE UNIQUE INDEX rehearsal_one_at_a_time ON rehearsal (department) WHERE status = 'RUNNING';
    CREATE INDEX rehearsal_list ON rehearsal (department, started_at DESC, id);

    CREATE TABLE rehearsal_case (
      rehearsal uuid NOT NULL REFERENCES rehearsal ON DELETE CASCADE,
      case_id uuid NOT NULL,
      department text NOT NULL,
      opened_at timestamptz NOT NULL,
      changes jsonb NOT NULL,
      earlier integer NOT NULL,
      later integer NOT NULL,
      newly integer NOT NULL,
      never integer NOT NULL,
      PRIMARY KEY (rehearsal, case_id)
    );
    CREATE INDEX rehearsal_case_list ON rehearsal_case (rehearsal, opened_at DESC, case_id);
  `);
  for (const table of ['worked_situation', 'rehearsal', 'rehearsal_case']) {
    // Nobody but the desk: partners and institutions have no grant here.
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO guichet_app;
    `);
  }
  // What the worker goes on with, whatever its department: ids and nothing else.
  await knex.raw(`
    GRANT SELECT (id, department, status) ON rehearsal TO guichet_resolver;
    CREATE POLICY door ON rehearsal FOR SELECT TO guichet_resolver USING (true);
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.running_rehearsals() RETURNS TABLE (department text, id uuid)
      AS $$ SELECT r.department, r.id FROM public.rehearsal r WHERE r.status = 'RUNNING' ORDER BY r.id LIMIT 200 $$
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
    REVOKE ALL ON FUNCTION doors.running_rehearsals() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.running_rehearsals() TO guichet_app;
    ALTER FUNCTION doors.running_rehearsals() OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
}
