import type { Knex } from 'knex';

/** What institutions were written to about a declaration: each once. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE declaration_told (
      declaration uuid NOT NULL,
      says text NOT NULL CHECK (says IN ('RECEIPT', 'WRITTEN_DUE', 'SECOND_DUE')),
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL,
      PRIMARY KEY (declaration, says)
    );
    ALTER TABLE declaration_told ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON declaration_told USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON declaration_told AS RESTRICTIVE TO guichet_app USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON declaration_told TO guichet_app;
    CREATE INDEX declaration_written ON declaration (department, written_due) WHERE written_due IS NOT NULL;
    CREATE INDEX declaration_second ON declaration (department, second_due) WHERE second_due IS NOT NULL;
  `);
}
