import type { Knex } from 'knex';

/** The secret address under which somebody's calendar reads by when their organisation must answer; one an account. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE calendar_feed (
      account uuid PRIMARY KEY REFERENCES account,
      department text NOT NULL REFERENCES department,
      token_hash bytea NOT NULL UNIQUE,
      made_at timestamptz NOT NULL,
      -- A day, never an hour.
      last_read_on date
    );
    ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON calendar_feed USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON calendar_feed AS RESTRICTIVE TO guichet_app USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO guichet_app;

    GRANT SELECT (token_hash, account, department) ON calendar_feed TO guichet_resolver;
    CREATE POLICY door ON calendar_feed FOR SELECT TO guichet_resolver USING (true);
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.resolve_calendar_feed(hash bytea) RETURNS TABLE (account uuid, department text)
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT f.account, f.department FROM public.calendar_feed f WHERE f.token_hash = hash $$;
    REVOKE ALL ON FUNCTION doors.resolve_calendar_feed(bytea) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.resolve_calendar_feed(bytea) TO guichet_app;
    ALTER FUNCTION doors.resolve_calendar_feed(bytea) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
}
