import type { Knex } from 'knex';

/** The answers to case studies that the coordination read again: an answer that is another since is to be read. Codes and ids only. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE study_answer (
      department text NOT NULL REFERENCES department,
      -- One of the department's, or one that comes with the desk.
      study text NOT NULL,
      answer jsonb NOT NULL,
      at timestamptz NOT NULL,
      by uuid NOT NULL REFERENCES account,
      PRIMARY KEY (department, study)
    );
    ALTER TABLE study_answer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON study_answer USING (department = this_department());
    GRANT SELECT, INSERT, UPDATE ON study_answer TO guichet_app;
  `);
}
