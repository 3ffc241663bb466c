import type { Knex } from 'knex';

/** Who was called for what, so that a press on a telephone takes it, and that somebody who may not act any more is replaced at once. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The number called where nobody is left who may act. NULL: not set, which the desk is shown.
    ALTER TABLE department ADD COLUMN duty_phone text;

    -- A telephone that is called about a case, whatever for: one text and one ring at a time.
    CREATE TABLE duty_line (
      -- Keyed hash of the short link: who reads the database cannot make one.
      token_hash bytea PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL REFERENCES case_file,
      -- NULL: the department's own number, nobody being left.
      account uuid REFERENCES account,
      texted_at timestamptz,
      rung_at timestamptz,
      UNIQUE NULLS NOT DISTINCT (case_id, account)
    );
    CREATE TABLE duty_call (
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL REFERENCES case_file,
      task text NOT NULL,
      -- Where the task stood when it was called last.
      level smallint NOT NULL,
      account uuid REFERENCES account,
      UNIQUE NULLS NOT DISTINCT (case_id, task, account)
    );
    CREATE INDEX duty_call_account ON duty_call (department, account);
  `);
  for (const table of ['duty_line', 'duty_call']) {
    await knex.raw(String.raw`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
      CREATE POLICY actor ON ${table} AS RESTRICTIVE TO guichet_app, guichet_partner USING (NOT ((SELECT hidden_cases()) \? case_id::text));
      GRANT SELECT, INSERT, UPDATE ON ${table} TO guichet_app;
    `);
  }
}
