import type { Knex } from 'knex';

/** What people of an institution write of a part that its declaration still owes, over weeks: sealed under the declaration's own key, one for all of them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE completion_draft (
      declaration uuid NOT NULL,
      part text NOT NULL CHECK (part IN ('WRITTEN', 'EIGS_SECOND')),
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL,
      sealed bytea NOT NULL,
      PRIMARY KEY (declaration, part)
    );
    ALTER TABLE completion_draft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON completion_draft USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON completion_draft AS RESTRICTIVE TO guichet_app USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON completion_draft TO guichet_app;
  `);
}
