import type { Knex } from 'knex';

/**
 * A case handed over from the desk of one department to that of another, both of this installation. Each of the two reads the row, and no
 * other: it names departments, references and ids, and nobody.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    CREATE TABLE handed_over (
      from_department text NOT NULL REFERENCES department,
      from_case uuid NOT NULL REFERENCES case_file,
      from_reference text NOT NULL,
      transfer text NOT NULL,
      to_department text NOT NULL REFERENCES department,
      to_case uuid NOT NULL REFERENCES case_file,
      to_alert text NOT NULL,
      to_reference text NOT NULL,
      handed_at timestamptz NOT NULL,
      PRIMARY KEY (from_case, transfer),
      UNIQUE (to_case, to_alert)
    );
    ALTER TABLE handed_over ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON handed_over USING ((SELECT this_department()) IN (from_department, to_department))
      WITH CHECK (from_department = (SELECT this_department()));
    CREATE POLICY organisation ON handed_over AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    CREATE POLICY actor ON handed_over AS RESTRICTIVE TO guichet_app, guichet_partner
      USING (NOT ((SELECT hidden_cases()) \? from_case::text) AND NOT ((SELECT hidden_cases()) \? to_case::text));
    GRANT SELECT, INSERT ON handed_over TO guichet_app;
  `);
}
