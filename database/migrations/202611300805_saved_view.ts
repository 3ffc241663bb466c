import type { Knex } from 'knex';

/** A list as somebody narrowed it, kept under a name: both sealed, since a name may be a person's. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE saved_view (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      account uuid NOT NULL REFERENCES account,
      -- Its colleagues have it too.
      shared boolean NOT NULL,
      sealed bytea NOT NULL
    );
    CREATE INDEX saved_view_account ON saved_view (department, account, shared);
    ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON saved_view USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON saved_view AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, DELETE ON saved_view TO guichet_app;

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CONSTRAINT sealed_key_kind_check CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD', 'VIEW'));
  `);
}
