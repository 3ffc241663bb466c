import type { Knex } from 'knex';

/**
 * A way into one's own account, sent to whoever holds it: a link that serves once and not for long. Another takes the place of the one
 * before. An account says who last had a way in sent to somebody else, for those who must not approve what that person asks.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE account ADD COLUMN handed_by uuid REFERENCES account, ADD COLUMN handed_at timestamptz;

    CREATE TABLE account_way (
      account uuid PRIMARY KEY REFERENCES account,
      department text NOT NULL REFERENCES department,
      token_hash bytea NOT NULL UNIQUE,
      purpose text NOT NULL CHECK (purpose IN ('INVITATION', 'RESET')),
      expires_at timestamptz NOT NULL
    );
    ALTER TABLE account_way ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON account_way USING (department = this_department());
    GRANT SELECT, INSERT, UPDATE, DELETE ON account_way TO guichet_app;

    GRANT SELECT (token_hash, account, department) ON account_way TO guichet_resolver;
    CREATE POLICY door ON account_way FOR SELECT TO guichet_resolver USING (true);
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.resolve_account_way(hash bytea) RETURNS TABLE (account uuid, department text)
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT w.account, w.department FROM public.account_way w WHERE w.token_hash = hash $$;
    REVOKE ALL ON FUNCTION doors.resolve_account_way(bytea) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.resolve_account_way(bytea) TO guichet_app;
    ALTER FUNCTION doors.resolve_account_way(bytea) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
}
