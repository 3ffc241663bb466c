import type { Knex } from 'knex';

/**
 * What lets one situation be seen in several cases without opening them, the pairs a person said are not one,
 * and calls that a telephone system announced.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE likeness (
      case_id uuid NOT NULL,
      department text NOT NULL REFERENCES department,
      -- The alert it was written in, as in the state ("a1").
      alert text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('VICTIM', 'IMPLICATED', 'REPORTER', 'PHONE', 'EMAIL', 'ADDRESS')),
      -- Keyed hash under the department's own purpose: equal values are equal here, and nowhere else.
      hash bytea NOT NULL,
      PRIMARY KEY (case_id, kind, hash)
    );
    CREATE INDEX likeness_equal ON likeness (department, kind, hash);

    CREATE TABLE unlike (
      case_id uuid NOT NULL,
      other uuid NOT NULL,
      department text NOT NULL REFERENCES department,
      account uuid NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (case_id, other)
    );

    -- The caller's number is sealed; the only time is an hour, so that nothing says how long a call lasted.
    CREATE TABLE announced_call (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      external_id text NOT NULL,
      sealed bytea NOT NULL,
      hour timestamptz NOT NULL,
      UNIQUE (department, external_id)
    );
    CREATE INDEX announced_call_hour ON announced_call (department, hour DESC, id);
  `);
  for (const [table, privileges] of Object.entries({
    likeness: 'SELECT, INSERT',
    unlike: 'SELECT, INSERT, DELETE',
    announced_call: 'SELECT, INSERT, DELETE',
  })) {
    // Nobody but the desk: partners and institutions have no grant here.
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  }
}
