import type { Knex } from 'knex';

/** The department's own table while it is said what its columns are, and what each heading was said to mean, for the next time. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sheet_reading (
      department text NOT NULL REFERENCES department,
      id uuid NOT NULL,
      account uuid NOT NULL,
      name text NOT NULL,
      content jsonb NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (department, id)
    );
    CREATE TABLE sheet_heading (
      department text NOT NULL REFERENCES department,
      heading text NOT NULL,
      -- NULL: that column is left out.
      means text,
      PRIMARY KEY (department, heading)
    );
  `);
  for (const table of ['sheet_reading', 'sheet_heading']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO guichet_app;
    `);
  }
}
