import type { Knex } from 'knex';

const agreed = `(SELECT i.subject FROM destruction_item i JOIN destruction d ON d.department = i.department AND d.number = i.number WHERE d.state = 'AGREED')`;

/**
 * Each month some of the cases that ended are drawn, and read by two people who had no part in them (decision 0086). What was drawn, and from what, is
 * never changed; with a case goes what was said of it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE review_month (
      department text NOT NULL REFERENCES department,
      month date NOT NULL CHECK (extract(day FROM month) = 1),
      drawn_at timestamptz NOT NULL,
      -- The day whose root the seed was made of.
      day date NOT NULL,
      root bytea NOT NULL,
      seed text NOT NULL,
      -- How many cases it was drawn from, and the digest of their ids.
      frame integer NOT NULL,
      frame_digest bytea NOT NULL,
      checklist smallint NOT NULL,
      PRIMARY KEY (department, month)
    );
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON review_month EXECUTE FUNCTION refuse_change();
    -- Every case it was drawn from: the first places are read.
    CREATE TABLE review_case (
      department text NOT NULL,
      month date NOT NULL,
      case_id uuid NOT NULL,
      place integer NOT NULL CHECK (place > 0),
      PRIMARY KEY (department, month, case_id),
      UNIQUE (department, month, place),
      FOREIGN KEY (department, month) REFERENCES review_month
    );
    CREATE INDEX review_case_of ON review_case (case_id);
    CREATE TRIGGER immutable BEFORE UPDATE OR TRUNCATE ON review_case EXECUTE FUNCTION refuse_change();
    CREATE TABLE review_reading (
      department text NOT NULL,
      month date NOT NULL,
      case_id uuid NOT NULL,
      -- Whoever read first, and second.
      rank smallint NOT NULL CHECK (rank IN (1, 2)),
      reader uuid NOT NULL REFERENCES account,
      at timestamptz NOT NULL,
      answers jsonb NOT NULL,
      note bytea,
      PRIMARY KEY (department, month, case_id, rank),
      UNIQUE (department, month, case_id, reader),
      FOREIGN KEY (department, month, case_id) REFERENCES review_case
    );
    CREATE INDEX review_reading_of ON review_reading (case_id);
    CREATE INDEX review_reading_at ON review_reading (department, at);
    CREATE TRIGGER immutable BEFORE UPDATE OR TRUNCATE ON review_reading EXECUTE FUNCTION refuse_change();
    -- What follows from what was read: somebody does it, by a day.
    CREATE TABLE review_action (
      id uuid PRIMARY KEY,
      department text NOT NULL,
      month date NOT NULL,
      case_id uuid NOT NULL,
      criterion text NOT NULL,
      what bytea NOT NULL,
      owner uuid NOT NULL REFERENCES account,
      due date NOT NULL,
      raised_by uuid NOT NULL REFERENCES account,
      raised_at timestamptz NOT NULL,
      -- Of the form that noted it: sent again, it makes no other.
      form_key text NOT NULL,
      ended text CHECK (ended IN ('DONE', 'DROPPED')),
      ended_by uuid REFERENCES account,
      ended_at timestamptz,
      UNIQUE (department, form_key),
      CHECK (num_nonnulls(ended, ended_by, ended_at) IN (0, 3)),
      FOREIGN KEY (department, month, case_id) REFERENCES review_case
    );
    CREATE INDEX review_action_of ON review_action (case_id);
    CREATE INDEX review_action_due ON review_action (department, due, id) WHERE ended IS NULL;
    CREATE INDEX review_action_ended ON review_action (department, ended_at DESC, id) WHERE ended IS NOT NULL;
    ALTER TABLE review_month ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON review_month USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON review_month AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON review_month TO guichet_app;
  `);
  for (const [table, privileges] of [
    ['review_case', 'SELECT, INSERT'],
    ['review_reading', 'SELECT, INSERT'],
    ['review_action', 'SELECT, INSERT, UPDATE (ended, ended_by, ended_at)'],
  ])
    await knex.raw(String.raw`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
      CREATE POLICY actor ON ${table} AS RESTRICTIVE TO guichet_app, guichet_partner
        USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? case_id::text));
      GRANT ${privileges} ON ${table} TO guichet_app;
      GRANT SELECT, DELETE ON ${table} TO guichet_eraser;
      CREATE POLICY agreed ON ${table} AS RESTRICTIVE TO guichet_eraser USING (case_id IN ${agreed});
    `);
}
