import type { Knex } from 'knex';

/**
 * Files received with alerts, or added to a case or to a draft: sealed with the key of what they belong to (decision 0010).
 * The bytes are kept once per case or draft (`attachment_body`), and listed once for each alert or act that brought them (`attachment`).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE attachment_body (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid,
      draft uuid REFERENCES draft ON DELETE CASCADE,
      owner uuid NOT NULL GENERATED ALWAYS AS (coalesce(case_id, draft)) STORED,
      -- Keyed hash of the content, comparable inside the department only.
      digest bytea NOT NULL,
      size integer NOT NULL,
      verdict text NOT NULL CHECK (verdict IN ('CLEAN', 'UNCHECKED', 'INFECTED')),
      sealed bytea NOT NULL,
      CHECK ((case_id IS NULL) <> (draft IS NULL)),
      UNIQUE (owner, digest)
    );
    -- What is encrypted does not compress.
    ALTER TABLE attachment_body ALTER COLUMN sealed SET STORAGE EXTERNAL;
    CREATE INDEX attachment_body_digest ON attachment_body (department, digest);
    CREATE INDEX attachment_body_draft ON attachment_body (draft) WHERE draft IS NOT NULL;

    CREATE TABLE attachment (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      body uuid NOT NULL REFERENCES attachment_body ON DELETE CASCADE,
      -- The alert that brought it ("a1"), or the id of the act that added it.
      source text NOT NULL,
      position smallint NOT NULL,
      added_at timestamptz NOT NULL,
      -- Name, type and kind.
      sealed bytea NOT NULL,
      UNIQUE (body, source)
    );

    -- A player asks for the same sound again and again: written once an hour, it does not say how long somebody listened.
    CREATE UNIQUE INDEX access_log_heard ON access_log (case_id, what, at, actor_kind, coalesce(actor_id, '')) WHERE what LIKE 'HEARD:%';
  `);
  for (const [table, privileges] of Object.entries({ attachment_body: 'SELECT, INSERT, DELETE', attachment: 'SELECT, INSERT' })) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT ${privileges} ON ${table} TO guichet_app;
      GRANT SELECT ON ${table} TO guichet_partner;
    `);
  }
  await knex.raw(`
    CREATE POLICY kept ON attachment_body AS RESTRICTIVE FOR DELETE USING (case_id IS NULL);
    CREATE POLICY organisation ON attachment_body AS RESTRICTIVE TO guichet_partner
      USING (EXISTS (SELECT FROM transfer t WHERE t.case_id = attachment_body.case_id AND t.organisation = this_organisation()));
    CREATE POLICY organisation ON attachment AS RESTRICTIVE TO guichet_partner
      USING (EXISTS (SELECT FROM attachment_body b WHERE b.id = attachment.body));
  `);
}
