import type { Knex } from 'knex';

/**
 * A way into one's own account, sent to whoever holds it: a link that serves once and not for long. Another for the same
 * takes the place of the one before. Who opened or reset whose account is kept: neither approves what the other asks for a while.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE account_way (
      account uuid NOT NULL REFERENCES account,
      department text NOT NULL REFERENCES department,
      token_hash bytea NOT NULL UNIQUE,
      purpose text NOT NULL CHECK (purpose IN ('INVITATION', 'RESET')),
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (account, purpose)
    );
    CREATE TABLE account_hand (
      account uuid NOT NULL REFERENCES account,
      by uuid NOT NULL REFERENCES account,
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL
    );
    CREATE INDEX account_hand_lately ON account_hand (department, at);
    ALTER TABLE account_way ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    ALTER TABLE account_hand ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON account_way USING (department = this_department());
    CREATE POLICY department ON account_hand USING (department = this_department());
    GRANT SELECT, INSERT, UPDATE, DELETE ON account_way TO guichet_app;
    GRANT SELECT, INSERT ON account_hand TO guichet_app;

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
