import type { Knex } from 'knex';

/** Who may come in, by which door, and the trace of what they read. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE account (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      kind text NOT NULL CHECK (kind IN ('AGENT', 'COORDINATOR', 'INSTITUTION', 'PARTNER', 'ADMIN')),
      organisation text,
      email text NOT NULL,
      display_name text NOT NULL,
      password_hash text NOT NULL,
      totp_sealed bytea,
      created_at timestamptz NOT NULL DEFAULT now(),
      disabled_at timestamptz,
      -- Day only: work is not timed.
      last_seen date,
      CHECK ((kind IN ('INSTITUTION', 'PARTNER')) = (organisation IS NOT NULL))
    );
    CREATE UNIQUE INDEX account_email ON account (lower(email));
    CREATE INDEX account_list ON account (department, display_name, id);

    CREATE TABLE account_link (
      account uuid NOT NULL REFERENCES account,
      department text NOT NULL,
      directory_id text NOT NULL,
      PRIMARY KEY (account, directory_id)
    );
    CREATE TABLE step_back (
      case_id uuid NOT NULL REFERENCES case_file,
      account uuid NOT NULL REFERENCES account,
      department text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (account, case_id)
    );
    CREATE TABLE api_key (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      kind text NOT NULL CHECK (kind IN ('desk', 'platform', 'institution', 'partner')),
      organisation text,
      prefix text NOT NULL,
      hmac bytea NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      revoked_at timestamptz,
      CHECK ((kind IN ('institution', 'partner')) = (organisation IS NOT NULL))
    );
    CREATE INDEX api_key_list ON api_key (department, created_at);

    CREATE TABLE idempotency (
      department text NOT NULL REFERENCES department,
      owner text NOT NULL,
      key text NOT NULL,
      body_hash bytea NOT NULL,
      response jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner, key)
    );
    CREATE INDEX idempotency_age ON idempotency (department, created_at);

    CREATE TABLE partner_link (
      token_hash bytea PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL REFERENCES case_file,
      transfer text NOT NULL,
      organisation text NOT NULL,
      contact text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz,
      -- Wrong codes over the link's whole life, whatever the number of codes sent.
      failed integer NOT NULL DEFAULT 0,
      UNIQUE (case_id, transfer, contact)
    );
    CREATE TABLE one_time_code (
      token_hash bytea PRIMARY KEY REFERENCES partner_link,
      department text NOT NULL,
      code_hash bytea NOT NULL,
      expires_at timestamptz NOT NULL,
      tries integer NOT NULL DEFAULT 0
    );

    CREATE TABLE draft (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      account uuid REFERENCES account,
      kind text NOT NULL CHECK (kind IN ('CALL', 'WEB')),
      sealed bytea NOT NULL,
      -- The only time kept: nothing lets anyone reconstruct how long a call lasted (design §6, promise 7).
      touched_hour timestamptz NOT NULL CHECK (touched_hour = date_trunc('hour', touched_hour, 'UTC'))
    );
    CREATE INDEX draft_account ON draft (department, account, touched_hour);

    CREATE TABLE duty (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      level smallint NOT NULL CHECK (level IN (0, 1)),
      starts timestamptz NOT NULL,
      ends timestamptz NOT NULL,
      account uuid NOT NULL REFERENCES account,
      phone text NOT NULL,
      CHECK (starts < ends)
    );
    CREATE INDEX duty_time ON duty (department, level, starts, ends);

    CREATE TABLE access_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL DEFAULT now(),
      actor_kind text NOT NULL,
      actor_id text,
      case_id uuid,
      what text NOT NULL,
      why text NOT NULL
    );
    CREATE INDEX access_log_case ON access_log (case_id, at);
    CREATE INDEX access_log_time ON access_log (department, at);

    CREATE TABLE journal_root (
      department text NOT NULL REFERENCES department,
      day date NOT NULL,
      heads integer NOT NULL,
      root bytea NOT NULL,
      signature bytea NOT NULL,
      signed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (department, day)
    );
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_root EXECUTE FUNCTION refuse_change();
  `);
  const writes = {
    account: 'SELECT, INSERT, UPDATE',
    account_link: 'SELECT, INSERT, DELETE',
    step_back: 'SELECT, INSERT',
    api_key: 'SELECT, INSERT, UPDATE (revoked_at)',
    idempotency: 'SELECT, INSERT, DELETE',
    partner_link: 'SELECT, INSERT, UPDATE',
    one_time_code: 'SELECT, INSERT, UPDATE, DELETE',
    draft: 'SELECT, INSERT, UPDATE, DELETE',
    duty: 'SELECT, INSERT, UPDATE, DELETE',
    access_log: 'SELECT, INSERT',
    journal_root: 'SELECT, INSERT',
  };
  for (const [table, privileges] of Object.entries(writes)) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  }
  await knex.raw(`
    CREATE SCHEMA sessions;
    GRANT USAGE ON SCHEMA sessions TO guichet_app;
    CREATE TABLE sessions.session (
      sid varchar PRIMARY KEY,
      sess json NOT NULL,
      expire timestamptz NOT NULL
    );
    CREATE INDEX session_expire ON sessions.session (expire);
    CREATE INDEX session_account ON sessions.session ((sess ->> 'account'));
    GRANT SELECT, INSERT, UPDATE, DELETE ON sessions.session TO guichet_app;

    -- Counters of the public doors, in the shape rate-limiter-flexible asks for. Losing them in a crash is harmless.
    CREATE UNLOGGED TABLE rate_limit (
      key varchar(255) PRIMARY KEY,
      points integer NOT NULL DEFAULT 0,
      expire bigint
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO guichet_app;
  `);
}
