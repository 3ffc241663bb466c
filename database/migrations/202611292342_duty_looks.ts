import type { Knex } from 'knex';

/** What coordinators were told of the roster, once each: times without anybody, and lines that did not answer a test. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE duty_hole_told (
      department text NOT NULL REFERENCES department,
      -- When the hole begins; the epoch where nobody was ever on duty.
      starts timestamptz NOT NULL,
      PRIMARY KEY (department, starts)
    );
    CREATE TABLE duty_test (
      -- Keyed hash of the short link.
      token_hash bytea PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      account uuid NOT NULL REFERENCES account,
      phone text NOT NULL,
      -- First day of the month it is for, where the department is.
      month date NOT NULL,
      called_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      answered_at timestamptz,
      told boolean NOT NULL DEFAULT false,
      UNIQUE (department, account, phone, month)
    );
    CREATE INDEX duty_test_missed ON duty_test (department, due_at) WHERE answered_at IS NULL;
  `);
  for (const table of ['duty_hole_told', 'duty_test']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
      GRANT SELECT, INSERT, UPDATE ON ${table} TO guichet_app;
    `);
  }
}
