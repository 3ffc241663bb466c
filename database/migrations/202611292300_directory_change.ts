import type { Knex } from 'knex';

/** What changes in a directory, part by part: pending until it is published in a revision, then its history, which never changes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE directory_change (
      department text NOT NULL REFERENCES department,
      number bigint GENERATED ALWAYS AS IDENTITY,
      -- What was saved at once, and is undone at once.
      batch uuid NOT NULL,
      -- "organisation:ars-54", "contact:…", "link:…", "calendar:…"
      part text NOT NULL,
      -- The bodies it is about: its own, and the other end of a tie.
      body text,
      other_body text,
      -- NULL: it was not there, it is there no more.
      before jsonb,
      after jsonb,
      why text NOT NULL,
      -- NULL: the command line.
      account uuid,
      by text NOT NULL,
      at timestamptz NOT NULL,
      revision integer,
      publisher uuid,
      published_by text,
      published_at timestamptz,
      PRIMARY KEY (department, number),
      FOREIGN KEY (department, revision) REFERENCES directory_revision,
      CHECK ((revision IS NULL) = (published_at IS NULL) AND (revision IS NULL) = (published_by IS NULL))
    );
    CREATE INDEX directory_change_pending ON directory_change (department, number) WHERE revision IS NULL;
    CREATE INDEX directory_change_body ON directory_change (department, body, number);
    CREATE INDEX directory_change_other ON directory_change (department, other_body, number) WHERE other_body IS NOT NULL;

    ALTER TABLE directory_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON directory_change USING (department = (SELECT this_department()));
    -- What was published is history.
    CREATE POLICY pending_only ON directory_change AS RESTRICTIVE FOR UPDATE USING (revision IS NULL) WITH CHECK (true);
    CREATE POLICY pending_gone ON directory_change AS RESTRICTIVE FOR DELETE USING (revision IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON directory_change TO guichet_app;
  `);
}
