import type { Knex } from 'knex';

/** The case studies that a department writes. Invented people only, by what they are: nothing here is sealed. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE study (
      department text NOT NULL REFERENCES department,
      id text NOT NULL CHECK (id ~ '^[a-z0-9-]{1,60}$'),
      -- The last revision, and the one that anybody reads; NULL: none.
      latest integer NOT NULL,
      published integer,
      withdrawn_at timestamptz,
      PRIMARY KEY (department, id),
      CHECK (published IS NULL OR withdrawn_at IS NULL)
    );
    -- Each saving, for ever: nothing is written over.
    CREATE TABLE study_revision (
      department text NOT NULL,
      study text NOT NULL,
      number integer NOT NULL,
      content jsonb NOT NULL,
      at timestamptz NOT NULL,
      by uuid NOT NULL REFERENCES account,
      PRIMARY KEY (department, study, number),
      FOREIGN KEY (department, study) REFERENCES study
    );
    ALTER TABLE study
      ADD FOREIGN KEY (department, id, latest) REFERENCES study_revision DEFERRABLE INITIALLY DEFERRED,
      ADD FOREIGN KEY (department, id, published) REFERENCES study_revision;
  `);
  for (const [table, grants] of [
    ['study', 'SELECT, INSERT, UPDATE'],
    ['study_revision', 'SELECT, INSERT'],
  ]) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT ${grants} ON ${table} TO guichet_app;
    `);
  }
}
