import type { Knex } from 'knex';

/** What was proved of a version of the protocol, with each revision of the directory it was proved with. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE proof (
      department text NOT NULL REFERENCES department,
      slug text NOT NULL,
      number integer NOT NULL,
      directory_revision integer NOT NULL,
      holds boolean NOT NULL,
      -- Properties, counterexamples (codes and sentences, nobody real), legal checks.
      result jsonb NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (department, slug, number, directory_revision)
    );
    ALTER TABLE proof ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON proof USING (department = this_department());
    GRANT SELECT, INSERT, UPDATE ON proof TO guichet_app;
  `);
}
