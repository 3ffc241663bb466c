import type { Knex } from 'knex';

/** What was drawn of a list, and by whom: nothing changes it. */
const drawn = ['department', 'number', 'drawn_by', 'drawn_at', 'cases', 'contacts'];

/**
 * Who gave up what, the agreement of the Archives kept on a list that was given up, and a list that goes one way only, of what has ended only: whoever
 * has the application's role cannot make of it what it was not. And mails of the mailbox whose case was destroyed are known again where all are read anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE retention_rule ADD COLUMN dropped_by uuid REFERENCES account;
    GRANT UPDATE (dropped_by) ON retention_rule TO guichet_app;

    ALTER TABLE destruction
      ADD COLUMN dropped_by uuid REFERENCES account,
      ADD COLUMN dropped_at timestamptz,
      ADD CHECK ((dropped_by IS NULL) = (dropped_at IS NULL)),
      ADD CHECK (dropped_by IS NULL OR state = 'DROPPED'),
      DROP CONSTRAINT destruction_check1,
      ADD CHECK (CASE state WHEN 'DRAWN' THEN num_nonnulls(visa, visa_on, agreed_by, agreed_at) = 0
                            WHEN 'DROPPED' THEN num_nonnulls(visa, visa_on, agreed_by, agreed_at) IN (0, 4)
                            ELSE num_nonnulls(visa, visa_on, agreed_by, agreed_at) = 4 END);
    CREATE FUNCTION destruction_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.state <> 'DRAWN' THEN RAISE EXCEPTION 'a list begins drawn' USING ERRCODE = 'check_violation'; END IF;
          RETURN NEW;
        END IF;
        IF NEW.state <> OLD.state
           AND (OLD.state, NEW.state) NOT IN (('DRAWN', 'AGREED'), ('AGREED', 'DONE'), ('DRAWN', 'DROPPED'), ('AGREED', 'DROPPED')) THEN
          RAISE EXCEPTION 'a list does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        IF (NEW.visa, NEW.visa_on, NEW.agreed_by, NEW.agreed_at) IS DISTINCT FROM (OLD.visa, OLD.visa_on, OLD.agreed_by, OLD.agreed_at)
           AND (OLD.state, NEW.state) <> ('DRAWN', 'AGREED') THEN
          RAISE EXCEPTION 'an agreement is written down once' USING ERRCODE = 'check_violation';
        END IF;
        IF (NEW.destroyed, NEW.spared) IS DISTINCT FROM (OLD.destroyed, OLD.spared) AND OLD.state <> 'AGREED' THEN
          RAISE EXCEPTION 'nothing goes without an agreement' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
    CREATE TRIGGER goes_on BEFORE INSERT OR UPDATE ON destruction FOR EACH ROW EXECUTE FUNCTION destruction_goes_on();

    -- Lines of duty are tried by their telephone, which goes with the account.
    GRANT DELETE ON duty_test TO guichet_app;

    -- Of mails of the mailbox that were destroyed with their case: what makes a mail the same one, and nothing else.
    CREATE TABLE mail_gone (
      department text NOT NULL REFERENCES department,
      identity bytea NOT NULL,
      PRIMARY KEY (department, identity)
    );
    ALTER TABLE mail_gone ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON mail_gone USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON mail_gone AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON mail_gone TO guichet_app;

    CREATE POLICY ended ON destruction_item AS RESTRICTIVE FOR INSERT TO guichet_app WITH CHECK (
      CASE kind WHEN 'CASE' THEN EXISTS (SELECT FROM case_file c WHERE c.id = subject AND c.status IN ('CLOSED', 'NOT_RETAINED', 'MERGED'))
                ELSE EXISTS (SELECT FROM alert a WHERE a.id = subject AND a.case_id IS NULL) END);
    REVOKE UPDATE ON destruction FROM guichet_app;
  `);
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'destruction'::regclass AND attnum > 0 AND NOT attisdropped`,
  );
  const changing = rows.flatMap(({ name }) => (drawn.includes(name) ? [] : [name]));
  await knex.raw(`GRANT UPDATE (${changing.join(', ')}) ON destruction TO guichet_app`);
}
