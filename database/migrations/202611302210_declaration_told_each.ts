import type { Knex } from 'knex';

/**
 * What institutions were written to is kept by account: an address that refuses keeps no other waiting, and nobody is written to twice. The
 * table it replaces came the same day, before any installation had it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE declaration_told;
    CREATE TABLE declaration_told (
      account uuid NOT NULL REFERENCES account,
      declaration uuid NOT NULL,
      says text NOT NULL CHECK (says IN ('RECEIPT', 'WRITTEN_DUE', 'SECOND_DUE', 'MESSAGE')),
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL,
      -- Until when what the desk wrote is told.
      until timestamptz CHECK ((until IS NOT NULL) = (says = 'MESSAGE')),
      PRIMARY KEY (account, declaration, says)
    );
    ALTER TABLE declaration_told ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON declaration_told USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON declaration_told AS RESTRICTIVE TO guichet_app USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE (until) ON declaration_told TO guichet_app;
  `);
}
