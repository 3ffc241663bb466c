import type { Knex } from 'knex';

/**
 * Documents written for a transfer: one draft at a time, then versions that never change, sealed with the case's key.
 * And where an exercise's messages go.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE document_draft (
      case_id uuid NOT NULL,
      transfer text NOT NULL,
      department text NOT NULL REFERENCES department,
      -- READING: proposed, and waiting for somebody else than whoever proposed it.
      status text NOT NULL CHECK (status IN ('WRITING', 'READING')),
      -- Numbers the savings; the same page may save again over itself, another page only what it has seen.
      revision integer NOT NULL,
      page text NOT NULL,
      changed_by uuid NOT NULL REFERENCES account,
      proposed_by uuid REFERENCES account,
      sealed bytea NOT NULL,
      PRIMARY KEY (case_id, transfer),
      CHECK ((status = 'READING') <= (proposed_by IS NOT NULL))
    );

    CREATE TABLE case_document (
      case_id uuid NOT NULL,
      transfer text NOT NULL,
      version integer NOT NULL CHECK (version > 0),
      department text NOT NULL REFERENCES department,
      made_at timestamptz NOT NULL,
      made_by uuid NOT NULL REFERENCES account,
      approved_by uuid REFERENCES account,
      -- SHA-256 of the PDF; the journal has it too.
      fingerprint bytea NOT NULL,
      sealed bytea NOT NULL,
      -- What the PDF was printed from.
      source bytea NOT NULL,
      PRIMARY KEY (case_id, transfer, version),
      CHECK (approved_by <> made_by)
    );
    ALTER TABLE case_document ALTER COLUMN sealed SET STORAGE EXTERNAL, ALTER COLUMN source SET STORAGE EXTERNAL;
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON case_document EXECUTE FUNCTION refuse_change();

    ALTER TABLE department ADD COLUMN exercise_email text;
  `);
  for (const [table, privileges] of Object.entries({ document_draft: 'SELECT, INSERT, UPDATE, DELETE', case_document: 'SELECT, INSERT' })) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  }
  await knex.raw(`
    GRANT SELECT ON case_document TO guichet_partner;
    CREATE POLICY organisation ON case_document AS RESTRICTIVE TO guichet_partner
      USING (EXISTS (SELECT FROM transfer t WHERE t.case_id = case_document.case_id AND t.id = case_document.transfer
                     AND t.organisation = this_organisation()));
  `);
}
