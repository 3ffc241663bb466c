import type { Knex } from 'knex';

/** Cases, and contacts that opened none, whose destruction the Archives départementales agreed to, and that are not destroyed yet. */
const agreed = `(SELECT i.subject FROM destruction_item i JOIN destruction d ON d.department = i.department AND d.number = i.number WHERE d.state = 'AGREED')`;

/** Whose row each is: what may be destroyed of it, and nothing else. */
const ofCases = {
  ...Object.fromEntries(
    [
      ...['wake', 'journal_entry', 'transfer', 'task', 'message', 'partner_link', 'likeness', 'case_party', 'declaration', 'document_draft'],
      ...['case_document', 'rehearsal_case', 'attachment', 'attachment_body', 'told', 'told_file', 'step_back', 'duty_line'],
      ...['duty_call', 'transfer_holder', 'case_tally'],
    ].map((table) => [table, `case_id IN ${agreed}`]),
  ),
  case_file: `id IN ${agreed}`,
  alert: `coalesce(case_id, id) IN ${agreed}`,
  // Those of a contact carry its identity: the role sees the alerts that were agreed to alone.
  inbound_mail: `case_id IN ${agreed} OR EXISTS (SELECT FROM alert a WHERE a.department = inbound_mail.department
                 AND a.source = 'email:' || inbound_mail.mailbox AND a.external_id = encode(inbound_mail.identity, 'hex'))`,
  unlike: `case_id IN ${agreed} OR other IN ${agreed}`,
  handed_over: `from_case IN ${agreed} OR to_case IN ${agreed}`,
  destruction_item: `EXISTS (SELECT FROM destruction d
                     WHERE d.department = destruction_item.department AND d.number = destruction_item.number AND d.state = 'AGREED')`,
  // Through another row, which is destroyed after it.
  one_time_code: 'token_hash IN (SELECT l.token_hash FROM partner_link l)',
  declaration_part: 'declaration IN (SELECT d.id FROM declaration d)',
  declaration_told: 'declaration IN (SELECT d.id FROM declaration d)',
  completion_draft: 'declaration IN (SELECT d.id FROM declaration d)',
  'keys.sealed_key': `owner_id IN ${agreed} OR owner_id IN (SELECT t.id FROM told t) OR owner_id IN (SELECT m.id FROM inbound_mail m)
                      OR owner_id IN (SELECT d.id FROM declaration d)`,
};

/**
 * How long each class of data is kept, lists of what is destroyed, and what remains of it (decisions 0074, 0075). Only the role guichet_eraser
 * drops what journals, keys and documents say, and of it only what stands in a list that was agreed to; the application takes that role for one
 * transaction at a time.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE retention_rule (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      -- By class, in the unit of the class.
      terms jsonb NOT NULL,
      why text NOT NULL,
      asked_by uuid NOT NULL REFERENCES account,
      asked_at timestamptz NOT NULL,
      approved_by uuid REFERENCES account,
      approved_at timestamptz,
      dropped_at timestamptz,
      PRIMARY KEY (department, number),
      CHECK (approved_by <> asked_by),
      CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
      CHECK (approved_at IS NULL OR dropped_at IS NULL)
    );
    CREATE UNIQUE INDEX retention_rule_asked ON retention_rule (department) WHERE approved_at IS NULL AND dropped_at IS NULL;

    CREATE TABLE destruction (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      state text NOT NULL CHECK (state IN ('DRAWN', 'AGREED', 'DONE', 'DROPPED')),
      drawn_by uuid NOT NULL REFERENCES account,
      drawn_at timestamptz NOT NULL,
      cases integer NOT NULL,
      contacts integer NOT NULL,
      -- The agreement of the Archives départementales: its number, its day, and who wrote it down.
      visa text,
      visa_on date,
      agreed_by uuid REFERENCES account,
      agreed_at timestamptz,
      -- Destroyed, and left because something was asked of them meanwhile.
      destroyed integer NOT NULL DEFAULT 0,
      spared integer NOT NULL DEFAULT 0,
      done_at timestamptz,
      PRIMARY KEY (department, number),
      CHECK (agreed_by <> drawn_by),
      CHECK (num_nonnulls(visa, visa_on, agreed_by, agreed_at) = CASE WHEN state IN ('AGREED', 'DONE') THEN 4 ELSE 0 END),
      CHECK ((state = 'DONE') = (done_at IS NOT NULL))
    );
    -- One list at a time.
    CREATE UNIQUE INDEX destruction_running ON destruction (department) WHERE state IN ('DRAWN', 'AGREED');
    CREATE TABLE destruction_item (
      department text NOT NULL,
      number integer NOT NULL,
      subject uuid NOT NULL,
      kind text NOT NULL CHECK (kind IN ('CASE', 'CONTACT')),
      reference text NOT NULL,
      opened_on date NOT NULL,
      due_on date NOT NULL,
      PRIMARY KEY (department, number, subject),
      FOREIGN KEY (department, number) REFERENCES destruction
    );

    -- What remains of a destroyed case: how many entries its journal had, its head, the month. Signed.
    CREATE TABLE tombstone (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      entries integer NOT NULL,
      head bytea NOT NULL,
      month date NOT NULL CHECK (month = date_trunc('month', month)),
      signature bytea NOT NULL,
      key_generation smallint NOT NULL,
      PRIMARY KEY (department, number)
    );
    -- What the journals that stayed held after a destruction, of entries recorded until a while before it: what was signed before of hours and days counted the others too.
    CREATE TABLE journal_stayed (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      destroyed_at timestamptz NOT NULL,
      until timestamptz NOT NULL CHECK (until < destroyed_at),
      entries integer NOT NULL,
      digest bytea NOT NULL,
      tombstones integer NOT NULL,
      signature bytea NOT NULL,
      key_generation smallint NOT NULL,
      PRIMARY KEY (department, number)
    );
    -- A contact as it is counted, of a case that was destroyed or of none: no day, no author.
    CREATE TABLE past_contact (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- The tally that remains of its case; NULL: it opened none.
      tally uuid,
      contact_kind text NOT NULL,
      channel text NOT NULL,
      at timestamptz NOT NULL
    );
    CREATE INDEX past_contact_at ON past_contact (department, at);

    -- Cases that have ended, the longest untouched first.
    CREATE INDEX case_file_ended ON case_file (department, last_at, id) WHERE status IN ('CLOSED', 'NOT_RETAINED');
    CREATE INDEX alert_without_case ON alert (department, received_at, id) WHERE case_id IS NULL;

    -- How much was at its term at the last look, each night.
    ALTER TABLE department ADD COLUMN at_term integer NOT NULL DEFAULT 0;

    -- A suspended account whose name and address went at their term.
    ALTER TABLE account ADD COLUMN erased_at timestamptz CHECK (erased_at IS NULL OR disabled_at IS NOT NULL);
  `);
  const writes = {
    retention_rule: 'SELECT, INSERT, UPDATE (approved_by, approved_at, dropped_at)',
    destruction: 'SELECT, INSERT, UPDATE',
    destruction_item: 'SELECT, INSERT, DELETE',
    tombstone: 'SELECT, INSERT',
    journal_stayed: 'SELECT, INSERT',
    past_contact: 'SELECT, INSERT',
  };
  for (const [table, privileges] of Object.entries(writes))
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  for (const table of ['tombstone', 'journal_stayed'])
    await knex.raw(`CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION refuse_change()`);
  await knex.raw(String.raw`
    CREATE POLICY actor ON destruction_item AS RESTRICTIVE TO guichet_app, guichet_partner
      USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? subject::text));
    CREATE POLICY drawn ON destruction_item AS RESTRICTIVE FOR INSERT TO guichet_app
      WITH CHECK (EXISTS (SELECT FROM destruction d WHERE d.department = destruction_item.department AND d.number = destruction_item.number AND d.state = 'DRAWN'));

    GRANT USAGE ON SCHEMA public, keys TO guichet_eraser;
    GRANT SELECT ON destruction TO guichet_eraser;
    ALTER POLICY kept ON attachment_body TO guichet_app, guichet_partner;
    GRANT DELETE ON access_log TO guichet_app;
    CREATE POLICY at_term ON access_log AS RESTRICTIVE FOR DELETE USING (at < now() - interval '1 year');
  `);
  for (const [table, rows] of Object.entries(ofCases))
    await knex.raw(`
      GRANT SELECT, DELETE ON ${table} TO guichet_eraser;
      CREATE POLICY agreed ON ${table} AS RESTRICTIVE TO guichet_eraser USING (${rows});
    `);
  for (const table of ['journal_entry', 'case_document'])
    await knex.raw(`
      DROP TRIGGER immutable ON ${table};
      CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} WHEN (current_user <> 'guichet_eraser') EXECUTE FUNCTION refuse_change();
    `);
}
