import type { Knex } from 'knex';

/** A case, its journal, the alerts it grew from, and what lists read of it: written together by one transaction. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE case_file (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      reference text NOT NULL UNIQUE,
      procedure_slug text NOT NULL,
      procedure_number integer NOT NULL,
      state jsonb NOT NULL,
      status text NOT NULL,
      qualification text NOT NULL,
      danger smallint NOT NULL,
      place text NOT NULL,
      insee_code text,
      victim_group text NOT NULL,
      -- Directory ids of the implicated parties: an agent tied to one does not see the case.
      implicated text[] NOT NULL,
      exercise boolean NOT NULL,
      clock_offset interval NOT NULL DEFAULT '0',
      journal_count integer NOT NULL,
      journal_head bytea NOT NULL,
      last_at timestamptz NOT NULL,
      next_due timestamptz,
      opened_at timestamptz NOT NULL,
      closed_at timestamptz
    ) WITH (fillfactor = 80);
    CREATE INDEX case_file_list ON case_file (department, opened_at DESC, id);
    CREATE INDEX case_file_due ON case_file (department, next_due) WHERE next_due IS NOT NULL;

    CREATE TABLE wake (
      case_id uuid PRIMARY KEY REFERENCES case_file,
      department text NOT NULL,
      raised bigint NOT NULL DEFAULT 1,
      seen bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 80);
    CREATE INDEX wake_raised ON wake (case_id) WHERE raised > seen;

    CREATE TABLE journal_entry (
      case_id uuid NOT NULL REFERENCES case_file,
      seq integer NOT NULL,
      department text NOT NULL,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      recorded_at timestamptz NOT NULL,
      actor_kind text NOT NULL,
      actor_id text,
      codes jsonb NOT NULL,
      sealed bytea,
      event_id text,
      -- seq of the first entry of the step that wrote this one.
      step integer NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (case_id, seq)
    );
    CREATE UNIQUE INDEX journal_entry_event ON journal_entry (case_id, event_id) WHERE event_id IS NOT NULL;
    CREATE INDEX journal_entry_recorded ON journal_entry (department, recorded_at);
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry EXECUTE FUNCTION refuse_change();

    CREATE TABLE alert (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- Absent for advice, information or orientation, which open no case; then the content is here.
      case_id uuid REFERENCES case_file,
      local_id text,
      seq integer,
      channel text NOT NULL,
      contact_kind text NOT NULL,
      received_at timestamptz NOT NULL,
      source text NOT NULL,
      external_id text NOT NULL,
      body_hash bytea NOT NULL,
      receipt_hash bytea UNIQUE,
      sealed bytea,
      CHECK ((case_id IS NULL) = (sealed IS NOT NULL)),
      CHECK ((case_id IS NULL) = (seq IS NULL)),
      UNIQUE (department, source, external_id)
    );
    CREATE INDEX alert_case ON alert (case_id);
    CREATE INDEX alert_received ON alert (department, received_at);

    CREATE TABLE transfer (
      case_id uuid NOT NULL REFERENCES case_file,
      id text NOT NULL,
      department text NOT NULL,
      organisation text NOT NULL,
      contact text NOT NULL,
      role text NOT NULL,
      mode text NOT NULL,
      purpose text NOT NULL,
      status text NOT NULL,
      ordered_at timestamptz NOT NULL,
      handed_over_at timestamptz,
      next_due timestamptz,
      PRIMARY KEY (case_id, id)
    ) WITH (fillfactor = 80);
    CREATE INDEX transfer_organisation ON transfer (department, organisation, ordered_at DESC, case_id, id);

    CREATE TABLE task (
      case_id uuid NOT NULL REFERENCES case_file,
      id text NOT NULL,
      department text NOT NULL,
      kind text NOT NULL,
      audience text NOT NULL,
      level integer NOT NULL,
      status text NOT NULL,
      late boolean NOT NULL,
      raised_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      taken_by text,
      transfer text,
      because text NOT NULL,
      sayable text NOT NULL,
      PRIMARY KEY (case_id, id)
    ) WITH (fillfactor = 80);
    CREATE INDEX task_queue ON task (department, (NOT late), due_at, case_id, id) WHERE status = 'OPEN';

    CREATE TABLE message (
      case_id uuid NOT NULL REFERENCES case_file,
      id text NOT NULL,
      department text NOT NULL,
      kind text NOT NULL,
      channel text NOT NULL,
      transfer text,
      task text,
      organisation text,
      contact text,
      status text NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'bounced', 'failed', 'withdrawn')),
      -- Numbers the tries, so that a late one cannot write.
      attempt integer NOT NULL DEFAULT 0,
      message_id text NOT NULL UNIQUE,
      not_before timestamptz NOT NULL,
      handed_over_at timestamptz,
      last_code text,
      PRIMARY KEY (case_id, id)
    ) WITH (fillfactor = 80);

    CREATE SCHEMA keys;
    GRANT USAGE ON SCHEMA keys TO guichet_app;
    CREATE TABLE keys.sealed_key (
      owner_id uuid PRIMARY KEY,
      department text NOT NULL,
      wrapped bytea NOT NULL
    );
  `);
  const writes = {
    case_file: 'SELECT, INSERT, UPDATE',
    wake: 'SELECT, INSERT, UPDATE',
    journal_entry: 'SELECT, INSERT',
    alert: 'SELECT, INSERT',
    transfer: 'SELECT, INSERT, UPDATE',
    task: 'SELECT, INSERT, UPDATE',
    message: 'SELECT, INSERT, UPDATE',
    'keys.sealed_key': 'SELECT, INSERT, DELETE',
  };
  for (const [table, privileges] of Object.entries(writes)) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  }
  // A partner organisation sees its own transfers, and of a case only what belongs to those.
  await knex.raw(`
    CREATE POLICY organisation ON transfer AS RESTRICTIVE FOR SELECT
      USING ((SELECT this_organisation()) IS NULL OR organisation = (SELECT this_organisation()));
    CREATE POLICY organisation ON case_file AS RESTRICTIVE FOR SELECT
      USING ((SELECT this_organisation()) IS NULL OR id IN (SELECT case_id FROM transfer));
    CREATE POLICY organisation ON keys.sealed_key AS RESTRICTIVE FOR SELECT
      USING ((SELECT this_organisation()) IS NULL OR owner_id IN (SELECT case_id FROM transfer));
    CREATE POLICY organisation ON task AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    CREATE POLICY organisation ON message AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    CREATE POLICY relay ON wake TO guichet_relay USING (true);
    GRANT SELECT, UPDATE (seen) ON wake TO guichet_relay;
  `);
  for (const table of ['journal_entry', 'alert']) {
    await knex.raw(`
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT
        USING ((SELECT this_organisation()) IS NULL OR case_id IN (SELECT case_id FROM transfer));
    `);
  }
}
