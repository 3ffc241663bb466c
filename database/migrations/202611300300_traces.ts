import type { Knex } from 'knex';

/**
 * What was done with accounts and keys, and by whom: ids and kinds, no name, no address; the line as a keyed hash (decision 0051). The application
 * writes and reads; it changes nothing, and drops nothing that is not a year old.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE trace (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL DEFAULT now(),
      kind text NOT NULL,
      -- Who did it, or tried; NULL: nobody is known, or the command line.
      account uuid,
      -- The account or the key it was done to, where it is another.
      about uuid,
      line bytea
    );
    CREATE INDEX trace_time ON trace (department, at);
    CREATE INDEX trace_account ON trace (department, account, id);
    CREATE INDEX trace_about ON trace (department, about, id) WHERE about IS NOT NULL;
    CREATE INDEX access_log_actor ON access_log (department, actor_id, at);
    ALTER TABLE trace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON trace USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON trace AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    CREATE POLICY at_term ON trace AS RESTRICTIVE FOR DELETE USING (at < now() - interval '1 year');
    GRANT SELECT, INSERT, DELETE ON trace TO guichet_app;
  `);
}
