import type { Knex } from 'knex';

/** What was typed in a form that was refused, for as long as it takes to correct it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE refused_form (
      -- Keyed hash of what the form's address carries: who reads the database cannot make an address of it.
      id_hash bytea PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- Whose browser it is, and which form: keyed hashes too.
      browser bytea NOT NULL,
      form bytea NOT NULL,
      -- Opened by a key made from the address: without it nobody can, this table and every key in hand.
      sealed bytea NOT NULL,
      number bigint GENERATED ALWAYS AS IDENTITY,
      -- The only time kept: nothing lets anyone reconstruct how long somebody wrote.
      hour timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC'))
    );
    CREATE INDEX refused_form_browser ON refused_form (browser, number);
    CREATE INDEX refused_form_hour ON refused_form (department, hour);
    ALTER TABLE refused_form ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON refused_form USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON refused_form AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, DELETE ON refused_form TO guichet_app;
  `);
}
