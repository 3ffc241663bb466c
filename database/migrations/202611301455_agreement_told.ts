import type { Knex } from 'knex';

/** What coordinators were told of an agreement whose evaluation comes: once for each of its announcements. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE agreement_told (
      department text NOT NULL REFERENCES department,
      evaluate_on date NOT NULL,
      -- How many days before the evaluation it is due.
      before integer NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (department, evaluate_on, before)
    );
    ALTER TABLE agreement_told ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON agreement_told USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON agreement_told AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON agreement_told TO guichet_app;
  `);
}
