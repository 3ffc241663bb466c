import type { Knex } from 'knex';

/** Departments, what they publish, and the rule every later table follows: a row is seen inside its department only. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO guichet_app, guichet_relay, guichet_resolver;
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

    -- Both are NULL where the transaction did not say them: unset means no rows (design §6, promise 4).
    CREATE FUNCTION this_department() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN nullif(current_setting('guichet.department', true), '');
    CREATE FUNCTION this_organisation() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN nullif(current_setting('guichet.organisation', true), '');
    GRANT EXECUTE ON FUNCTION this_department(), this_organisation() TO PUBLIC;

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% on % is refused: its rows never change', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
    $$;

    CREATE TABLE department (
      code text PRIMARY KEY CHECK (code ~ '^([0-9]{2,3}|2A|2B)$'),
      name text NOT NULL,
      mode text NOT NULL CHECK (mode IN ('demonstration', 'production')),
      procedure_slug text,
      procedure_number integer,
      directory_revision integer,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    ALTER TABLE department ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY everybody ON department FOR SELECT USING (true);
    CREATE POLICY creation ON department FOR INSERT WITH CHECK (code = this_department());
    CREATE POLICY own ON department FOR UPDATE USING (code = this_department());
    GRANT SELECT, INSERT, UPDATE ON department TO guichet_app;

    CREATE TABLE procedure_version (
      department text NOT NULL REFERENCES department,
      slug text NOT NULL,
      number integer NOT NULL,
      content jsonb NOT NULL,
      hash bytea NOT NULL,
      published_at timestamptz NOT NULL DEFAULT now(),
      published_by text NOT NULL,
      PRIMARY KEY (department, slug, number)
    );
    CREATE TABLE directory_revision (
      department text NOT NULL REFERENCES department,
      revision integer NOT NULL,
      content jsonb NOT NULL,
      published_at timestamptz NOT NULL DEFAULT now(),
      published_by text NOT NULL,
      PRIMARY KEY (department, revision)
    );
    ALTER TABLE department
      ADD FOREIGN KEY (code, procedure_slug, procedure_number) REFERENCES procedure_version (department, slug, number),
      ADD FOREIGN KEY (code, directory_revision) REFERENCES directory_revision (department, revision);
  `);
  for (const table of ['procedure_version', 'directory_revision']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      GRANT SELECT, INSERT ON ${table} TO guichet_app;
      CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION refuse_change();
    `);
  }
}
