import type { Knex } from 'knex';

/** What somebody decided of a place or a provider where more is signalled than its size would give: to look, or to leave it at that, and why (decision 0087). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE radar_mark (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      kind text NOT NULL CHECK (kind IN ('PLACE', 'PROVIDER')),
      -- FINESS number of the establishment, or of the legal entity. Never a person.
      subject text NOT NULL,
      state text NOT NULL CHECK (state IN ('OPENED', 'DISMISSED')),
      why text CHECK (why IN ('ONE_EVENT', 'FOLLOWED', 'SIZE', 'EXPLAINED')),
      -- What was signalled then: more, and it is shown again.
      signals integer NOT NULL,
      by uuid NOT NULL REFERENCES account,
      at timestamptz NOT NULL,
      PRIMARY KEY (department, number),
      CHECK ((why IS NULL) = (state = 'OPENED'))
    );
    CREATE INDEX radar_mark_of ON radar_mark (department, kind, subject, number DESC);
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON radar_mark EXECUTE FUNCTION refuse_change();
    ALTER TABLE radar_mark ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON radar_mark USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON radar_mark AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON radar_mark TO guichet_app;
  `);
}
