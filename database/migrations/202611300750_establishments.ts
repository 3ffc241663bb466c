import type { Knex } from 'knex';

/**
 * Establishments of a department as the national file lists them, by version: a file that is read waits as rows that are not held; taking it
 * holds what is new and ends what it replaces, so that undoing is the reverse and nothing is deleted. Acts of an authority about one
 * (injunction, provisional administration) are in no file: people note them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE establishment_import (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL,
      state text NOT NULL CHECK (state IN ('READING', 'READ', 'TAKEN', 'UNDONE', 'DROPPED')),
      source text,
      file text NOT NULL,
      -- The day the file gives of itself.
      dated date,
      licence text NOT NULL,
      -- The last one taken when this one was read: what is shown before it is taken is compared with that.
      based_on integer,
      counts jsonb NOT NULL DEFAULT '{}',
      -- The first lines refused, with their reasons.
      refused jsonb NOT NULL DEFAULT '[]',
      -- NULL: the command line.
      account uuid,
      by text NOT NULL,
      at timestamptz NOT NULL,
      settled_by text,
      settled_at timestamptz,
      PRIMARY KEY (department, number)
    );
    CREATE TABLE establishment (
      department text NOT NULL,
      finess text NOT NULL,
      import integer NOT NULL,
      -- False while the file is read and not taken.
      held boolean NOT NULL,
      -- The import that replaced this version.
      until integer,
      name text NOT NULL,
      legal_entity text,
      manager text,
      category text,
      category_name text,
      capacity integer,
      insee_code text,
      address text,
      phone text,
      siret text,
      authority text,
      closed_on date,
      -- The file taken then had it no more.
      absent boolean NOT NULL DEFAULT false,
      -- Its name without accents or capitals, as it is searched.
      folded text NOT NULL,
      PRIMARY KEY (department, finess, import),
      FOREIGN KEY (department, import) REFERENCES establishment_import
    );
    CREATE UNIQUE INDEX establishment_now ON establishment (department, finess) WHERE held AND until IS NULL;
    CREATE INDEX establishment_of_import ON establishment (department, import);
    CREATE INDEX establishment_ended ON establishment (department, until) WHERE until IS NOT NULL;
    CREATE TABLE establishment_act (
      department text NOT NULL REFERENCES department,
      id uuid NOT NULL,
      finess text NOT NULL,
      kind text NOT NULL,
      authority text NOT NULL,
      since date NOT NULL,
      until date,
      -- Where it is written: an order, a letter.
      reference text NOT NULL,
      by text NOT NULL,
      account uuid,
      at timestamptz NOT NULL,
      PRIMARY KEY (department, id)
    );
    CREATE INDEX establishment_act_of ON establishment_act (department, finess);
  `);
  for (const table of ['establishment_import', 'establishment', 'establishment_act'])
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
    `);
  await knex.raw(`
    GRANT SELECT, INSERT, UPDATE ON establishment_import, establishment_act TO guichet_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON establishment TO guichet_app;
  `);
}
