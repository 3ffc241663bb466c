import type { Knex } from 'knex';

const left = `('REFUSED', 'REROUTED', 'CANCELLED')`;
const seenOfFew = (column: string) => `(SELECT hides_none()) OR ${column} IS NULL OR least(strpos((SELECT hidden_ids()), ${column}::text), 1) <> 1`;

/**
 * What a recipient is told: a row for each version of each transfer, sealed under a key of its own, and copies of the files it holds.
 * A transfer says itself what its recipient's list shows of the case, and since when that case is closed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE transfer ADD COLUMN reference text, ADD COLUMN exercise boolean NOT NULL DEFAULT false, ADD COLUMN closed_at timestamptz;

    CREATE TABLE told (
      -- Whose key it is sealed under.
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL,
      transfer text NOT NULL,
      version integer NOT NULL CHECK (version > 0),
      organisation text NOT NULL,
      -- In the case's own time.
      told_at timestamptz NOT NULL,
      -- Entries of the journal that were read: nothing is to be composed again while there are no more.
      through integer NOT NULL,
      -- The newest of its transfer, and the only one its recipient reads.
      current boolean NOT NULL DEFAULT true,
      -- Copies it holds.
      files uuid[] NOT NULL,
      sealed bytea NOT NULL,
      UNIQUE (case_id, transfer, version)
    );
    CREATE UNIQUE INDEX told_current ON told (case_id, transfer) WHERE current;

    -- A copy is sealed under a key that only what was told holds: it goes with the last of them.
    CREATE TABLE told_file (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL,
      sealed bytea NOT NULL
    );
    ALTER TABLE told_file ALTER COLUMN sealed SET STORAGE EXTERNAL;
    CREATE INDEX told_file_case ON told_file (case_id);

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD'));
  `);
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(
      'UPDATE transfer t SET reference = c.reference, exercise = c.exercise, closed_at = c.closed_at FROM case_file c WHERE c.id = t.case_id',
    );
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw('ALTER TABLE transfer ALTER COLUMN reference SET NOT NULL, ALTER COLUMN exercise DROP DEFAULT');
  for (const table of ['told', 'told_file']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      CREATE POLICY actor ON ${table} AS RESTRICTIVE TO guichet_app, guichet_partner USING (${seenOfFew('case_id')});
      GRANT SELECT, INSERT ON ${table} TO guichet_app;
      GRANT SELECT ON ${table} TO guichet_partner;
    `);
  }
  await knex.raw(`
    GRANT UPDATE (current, through) ON told TO guichet_app;
    -- As the law says it (cases/model/open-to.ts): left is closed; what needs no answer any more is read for ninety days.
    CREATE POLICY organisation ON told AS RESTRICTIVE TO guichet_partner USING (current AND organisation = this_organisation() AND EXISTS (
      SELECT FROM transfer t WHERE t.case_id = told.case_id AND t.id = told.transfer AND t.organisation = this_organisation()
        AND NOT t.conflict AND t.status NOT IN ${left}
        AND NOT (t.closed_at IS NOT NULL AND now() > t.closed_at + interval '90 days' AND (t.purpose = 'INFORMATION' OR t.status = 'OUTCOME_GIVEN'))));
    CREATE POLICY organisation ON told_file AS RESTRICTIVE TO guichet_partner
      USING (EXISTS (SELECT FROM told t WHERE t.case_id = told_file.case_id AND told_file.id = ANY (t.files)));
  `);
}
