import type { Knex } from 'knex';

/** Drafts of a protocol with their history, and what a published version says of who prepared it and when it takes effect. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- NULL: as for versions published before, prepared by whoever published, in force at once.
    ALTER TABLE procedure_version
      ADD COLUMN publisher uuid,
      ADD COLUMN preparer uuid,
      ADD COLUMN prepared_by text,
      ADD COLUMN effective_at timestamptz,
      ADD CHECK (preparer IS NULL OR preparer <> publisher);
    -- The next instant at which another version comes into force; until then the department's own line says which is.
    ALTER TABLE department ADD COLUMN procedure_next_at timestamptz;

    CREATE TABLE procedure_draft (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      content jsonb NOT NULL,
      -- What it was begun from, in French.
      origin text NOT NULL,
      -- Numbers the savings: what somebody saw is what is there, or it is a conflict.
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL,
      created_by uuid NOT NULL REFERENCES account,
      changed_at timestamptz NOT NULL,
      changed_by uuid NOT NULL REFERENCES account,
      -- Who asked for its publication as it is; any later change takes the request back.
      proposed_by uuid REFERENCES account,
      proposed_at timestamptz,
      proposed_effect timestamptz,
      CHECK ((proposed_by IS NULL) = (proposed_at IS NULL))
    );
    CREATE INDEX procedure_draft_list ON procedure_draft (department, changed_at DESC, id);

    CREATE TABLE procedure_draft_edit (
      draft uuid NOT NULL REFERENCES procedure_draft ON DELETE CASCADE,
      department text NOT NULL REFERENCES department,
      number integer NOT NULL,
      at timestamptz NOT NULL,
      by uuid NOT NULL REFERENCES account,
      what text NOT NULL,
      -- What of the protocol it changed ("rule:danger-police"), and whether the page saved it by itself.
      part text NOT NULL,
      autosaved boolean NOT NULL,
      before jsonb NOT NULL,
      PRIMARY KEY (draft, number)
    );
  `);
  for (const table of ['procedure_draft', 'procedure_draft_edit']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO guichet_app;
    `);
  }
}
