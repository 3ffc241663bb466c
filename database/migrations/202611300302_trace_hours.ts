import type { Knex } from 'knex';

/** Each hour that is over is closed: what was left in it is counted, digested and signed, under numbers without a hole (decision 0051). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE trace_hour (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL,
      hour timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),
      traces integer NOT NULL,
      trace_digest bytea NOT NULL,
      readings integer NOT NULL,
      reading_digest bytea NOT NULL,
      entries integer NOT NULL,
      entry_digest bytea NOT NULL,
      signed_at timestamptz NOT NULL,
      signature bytea NOT NULL,
      key_generation smallint NOT NULL,
      PRIMARY KEY (department, number),
      UNIQUE (department, hour)
    );
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON trace_hour EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER unchanged BEFORE UPDATE ON trace EXECUTE FUNCTION refuse_change();
    ALTER TABLE trace_hour ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON trace_hour USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON trace_hour AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT ON trace_hour TO guichet_app;
  `);
}
