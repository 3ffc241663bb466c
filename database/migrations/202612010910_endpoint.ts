import type { Knex } from 'knex';

/** Machines of partners that are called: the secret that signs the calls, and how the last ones went. Where they are called is the directory's. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE endpoint (
      -- Whose key seals the secrets.
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- A contact of the directory.
      contact text NOT NULL,
      -- The secret, and the one before while both sign.
      sealed bytea NOT NULL,
      made_at timestamptz NOT NULL,
      two_valid boolean NOT NULL DEFAULT false,
      -- The address that the rest is about: of another one nothing is known.
      url text,
      verified_at timestamptz,
      failing_since timestamptz,
      failure text,
      UNIQUE (department, contact),
      CHECK ((failing_since IS NULL) = (failure IS NULL))
    );
    ALTER TABLE endpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON endpoint USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON endpoint AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE ON endpoint TO guichet_app;

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CONSTRAINT sealed_key_kind_check
        CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD', 'VIEW', 'OUTSIDE', 'RELIEF', 'REQUEST', 'ENDPOINT'));
  `);
}
