import type { Knex } from 'knex';

const agreed = `(SELECT i.subject FROM destruction_item i JOIN destruction d ON d.department = i.department AND d.number = i.number WHERE d.state = 'AGREED')`;

/** What the application changes of a request. */
const changing = `asker, proved, cases, due_at, checked_by, checked_at, extended_by, extended_at, answered_by, answered_at, read_by, read_at, sent_by, sent_at,
                  sent_on, sent_how, sealed`;

/** What people ask about data on them: received, checked, answered by one, read by a second, gone; kept for a term of its own, and destroyed with the rest (decision 0079). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    CREATE TABLE data_request (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      form_key text NOT NULL,
      asked text NOT NULL CHECK (asked IN ('ACCESS', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'OBJECTION')),
      came_by text NOT NULL CHECK (came_by IN ('LETTER', 'MAIL', 'PHONE', 'DESK')),
      received_on date NOT NULL,
      due_at timestamptz NOT NULL,
      recorded_by uuid NOT NULL REFERENCES account,
      recorded_at timestamptz NOT NULL,
      -- Who asks, as somebody judged it, and whether their identity and mandate were proved.
      asker text CHECK (asker IN ('PERSON', 'REPRESENTATIVE', 'AUTHOR', 'CITED', 'IMPLICATED_REPRESENTATIVE', 'IMPLICATED')),
      proved boolean,
      checked_by uuid REFERENCES account,
      checked_at timestamptz,
      -- The cases it is about, chosen by a person.
      cases uuid[] NOT NULL DEFAULT '{}',
      extended_by uuid REFERENCES account,
      extended_at timestamptz,
      answered_by uuid REFERENCES account,
      answered_at timestamptz,
      read_by uuid REFERENCES account,
      read_at timestamptz,
      sent_by uuid REFERENCES account,
      sent_at timestamptz,
      sent_on date,
      sent_how text CHECK (sent_how IN ('LETTER', 'HANDED')),
      sealed bytea NOT NULL,
      UNIQUE (department, number),
      UNIQUE (department, form_key),
      CHECK (num_nonnulls(asker, proved, checked_by, checked_at) IN (0, 4)),
      CHECK ((extended_by IS NULL) = (extended_at IS NULL)),
      CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
      CHECK ((read_by IS NULL) = (read_at IS NULL)),
      CHECK (num_nonnulls(sent_by, sent_at, sent_on, sent_how) IN (0, 4)),
      -- Nothing goes that a second person did not read, nor before somebody looked at who asks.
      CHECK (read_by <> answered_by),
      CHECK (answered_by IS NULL OR checked_by IS NOT NULL),
      CHECK (read_by IS NULL OR answered_by IS NOT NULL),
      CHECK (sent_by IS NULL OR read_by IS NOT NULL)
    );
    CREATE INDEX data_request_open ON data_request (department, due_at, number) WHERE sent_at IS NULL;
    CREATE INDEX data_request_sent ON data_request (department, sent_on, id) WHERE sent_at IS NOT NULL;
    -- Which requests are about a case, one row each, kept by the row above: what an array holds is read by no index under a policy.
    CREATE TABLE data_request_case (
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL,
      request uuid NOT NULL,
      PRIMARY KEY (case_id, request)
    );
    CREATE INDEX data_request_case_request ON data_request_case (request);
    CREATE FUNCTION keep_data_request_cases() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        DELETE FROM public.data_request_case c WHERE c.request = OLD.id;
        IF TG_OP = 'UPDATE' THEN INSERT INTO public.data_request_case SELECT DISTINCT NEW.department, unnest(NEW.cases), NEW.id; END IF;
        RETURN NULL;
      END $$;
    CREATE TRIGGER cases_chosen AFTER UPDATE OF cases ON data_request FOR EACH ROW WHEN (NEW.cases <> OLD.cases) EXECUTE FUNCTION keep_data_request_cases();
    CREATE TRIGGER cases_gone AFTER DELETE ON data_request FOR EACH ROW EXECUTE FUNCTION keep_data_request_cases();
    ALTER TABLE data_request_case ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON data_request_case USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON data_request_case AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    CREATE POLICY actor ON data_request_case AS RESTRICTIVE TO guichet_app, guichet_partner
      USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? case_id::text));
    GRANT SELECT ON data_request_case TO guichet_app;

    -- How many there were, those that were destroyed included.
    ALTER TABLE department ADD COLUMN data_requests integer NOT NULL DEFAULT 0;
    GRANT UPDATE (data_requests) ON department TO guichet_app;

    ALTER TABLE data_request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON data_request USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON data_request AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    -- What it says of a case is hidden from whom the case is.
    CREATE POLICY actor ON data_request AS RESTRICTIVE TO guichet_app, guichet_partner
      USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \?| cases::text[]));
    GRANT SELECT, INSERT, UPDATE (${changing}) ON data_request TO guichet_app;

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CONSTRAINT sealed_key_kind_check
        CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD', 'VIEW', 'OUTSIDE', 'RELIEF', 'REQUEST'));

    -- A destroyed case leaves the requests that were about it, and a request at its own term goes by the lists that the Archives agree to.
    GRANT SELECT, DELETE, UPDATE (cases) ON data_request TO guichet_eraser;
    CREATE POLICY agreed ON data_request AS RESTRICTIVE FOR DELETE TO guichet_eraser USING (id IN ${agreed});
    GRANT SELECT, DELETE ON data_request_case TO guichet_eraser;
    CREATE POLICY agreed ON data_request_case AS RESTRICTIVE TO guichet_eraser USING (case_id IN ${agreed});
    CREATE POLICY leaves ON data_request AS RESTRICTIVE FOR UPDATE TO guichet_eraser
      USING (EXISTS (SELECT FROM unnest(cases) AS c(id) WHERE c.id IN ${agreed})) WITH CHECK (true);
    ALTER TABLE destruction ADD COLUMN requests integer NOT NULL DEFAULT 0;
    ALTER TABLE destruction_item DROP CONSTRAINT destruction_item_kind_check,
      ADD CONSTRAINT destruction_item_kind_check CHECK (kind IN ('CASE', 'CONTACT', 'REQUEST'));
    ALTER POLICY ended ON destruction_item WITH CHECK (
      CASE kind WHEN 'CASE' THEN EXISTS (SELECT FROM case_file c WHERE c.id = subject AND c.status IN ('CLOSED', 'NOT_RETAINED', 'MERGED'))
                WHEN 'REQUEST' THEN EXISTS (SELECT FROM data_request r WHERE r.id = subject AND r.sent_at IS NOT NULL)
                ELSE EXISTS (SELECT FROM alert a WHERE a.id = subject AND a.case_id IS NULL) END);
  `);
}
