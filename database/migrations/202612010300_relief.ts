import type { Knex } from 'knex';

/** What somebody of the desk leaves to whoever comes after: a note, sealed, and who took over. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE relief (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      left_by uuid NOT NULL REFERENCES account,
      left_at timestamptz NOT NULL,
      -- Whoever takes over takes what the other had in hand.
      hands boolean NOT NULL,
      sealed bytea NOT NULL,
      taken_by uuid REFERENCES account,
      taken_at timestamptz,
      CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
      CHECK (taken_by <> left_by)
    );
    CREATE UNIQUE INDEX relief_waiting ON relief (department, left_by) WHERE taken_by IS NULL;
    CREATE INDEX relief_left ON relief (department, left_at DESC, id);
    ALTER TABLE relief ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON relief USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON relief AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, DELETE, UPDATE (taken_by, taken_at) ON relief TO guichet_app;

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CONSTRAINT sealed_key_kind_check
        CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD', 'VIEW', 'OUTSIDE', 'RELIEF'));
    ALTER POLICY kept ON keys.sealed_key USING (
      kind IN ('DRAFT', 'ACCOUNT', 'CALL', 'VIEW', 'OUTSIDE', 'RELIEF')
      OR kind = 'MAIL' AND EXISTS (SELECT FROM inbound_mail m WHERE m.id = owner_id AND m.status IN ('QUARANTINED', 'DISCARDED'))
    );

    -- Calls that were promised, and what the gate waits for.
    CREATE INDEX task_hot ON task (department, kind, case_id)
      WHERE status = 'OPEN' AND kind IN ('CALL_BACK', 'TEXT_TO_READ', 'FIELD_TO_READ');
  `);
}
