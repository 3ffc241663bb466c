import type { Knex } from 'knex';

/** Who of the desk asked to be told by mail of what waits, and until when that was said. No row: nobody asked. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE digest (
      account uuid PRIMARY KEY REFERENCES account,
      department text NOT NULL REFERENCES department,
      -- NULL: at once, of what concerns her.
      hour smallint CHECK (hour BETWEEN 0 AND 23),
      -- The last day of the department whose digest was looked at.
      told_on date,
      -- Until when what concerns her was looked at.
      told_until timestamptz NOT NULL
    );
    ALTER TABLE digest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON digest USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON digest AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON digest TO guichet_app;
  `);
}
