import type { Knex } from 'knex';

/**
 * What institutions declared, as they may read it again: beside the case, never through it. An institution reads as the
 * partners' role with its establishments set, and no transfer of its own shows it a case (decision 0012).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE FUNCTION this_establishments() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
      RETURN string_to_array(nullif(current_setting('guichet.establishments', true), ''), ',');
    GRANT EXECUTE ON FUNCTION this_establishments() TO PUBLIC;

    -- An account or an API key of a group declares for these too, beside its own organisation.
    CREATE TABLE account_establishment (
      holder uuid NOT NULL,
      department text NOT NULL REFERENCES department,
      organisation text NOT NULL,
      PRIMARY KEY (holder, organisation)
    );

    CREATE TABLE declaration (
      -- The alert's own id.
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL,
      reference text NOT NULL,
      organisation text NOT NULL,
      category smallint NOT NULL CHECK (category BETWEEN 1 AND 11),
      declared_at timestamptz NOT NULL,
      eigs boolean NOT NULL,
      oral_at timestamptz,
      -- Limits of the law, stored when they were set.
      written_due timestamptz,
      second_due timestamptz,
      sealed bytea NOT NULL,
      CHECK ((oral_at IS NULL) = (written_due IS NULL)),
      CHECK (eigs = (second_due IS NOT NULL))
    );
    CREATE INDEX declaration_list ON declaration (department, organisation, declared_at DESC, id);
    CREATE INDEX declaration_time ON declaration (department, declared_at, id);
    CREATE INDEX declaration_case ON declaration (case_id);

    CREATE TABLE declaration_part (
      declaration uuid NOT NULL REFERENCES declaration,
      part text NOT NULL CHECK (part IN ('WRITTEN', 'EIGS_SECOND')),
      department text NOT NULL REFERENCES department,
      at timestamptz NOT NULL,
      -- Who sent it, by name, and what it says.
      sealed bytea NOT NULL,
      PRIMARY KEY (declaration, part)
    );
  `);
  const writes = { account_establishment: 'SELECT, INSERT, DELETE', declaration: 'SELECT, INSERT', declaration_part: 'SELECT, INSERT' };
  for (const [table, privileges] of Object.entries(writes)) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT ${privileges} ON ${table} TO guichet_app;
    `);
  }
  await knex.raw(`
    GRANT SELECT ON declaration, declaration_part TO guichet_partner;
    CREATE POLICY establishments ON declaration AS RESTRICTIVE TO guichet_partner USING (organisation = ANY (this_establishments()));
    CREATE POLICY establishments ON declaration_part AS RESTRICTIVE TO guichet_partner
      USING (EXISTS (SELECT FROM declaration d WHERE d.id = declaration_part.declaration));
    ALTER POLICY organisation ON keys.sealed_key USING (
      EXISTS (SELECT FROM transfer t WHERE t.case_id = sealed_key.owner_id AND t.organisation = this_organisation())
      OR EXISTS (SELECT FROM declaration d WHERE d.id = sealed_key.owner_id)
    );

    -- Who was told of a declaration, among the roles that may be named: three columns of the transfers it caused itself,
    -- none that another alert on the same case may have caused.
    GRANT SELECT (case_id, department, organisation, role, status, ordered_at, handed_over_at) ON transfer TO guichet_resolver;
    GRANT SELECT (received_at) ON alert TO guichet_resolver;
    GRANT SELECT (id, department, case_id, organisation) ON declaration TO guichet_resolver;
    CREATE POLICY door ON transfer FOR SELECT TO guichet_resolver USING (true);
    CREATE POLICY door ON declaration FOR SELECT TO guichet_resolver USING (true);
    GRANT USAGE ON SCHEMA doors TO guichet_partner;
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.told_of_declarations(ids uuid[], roles text[])
      RETURNS TABLE (declaration uuid, role text, organisation text, handed_over_at timestamptz)
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT d.id, t.role, t.organisation, t.handed_over_at
        FROM public.declaration d JOIN public.transfer t ON t.case_id = d.case_id
        WHERE d.id = ANY (ids) AND d.department = public.this_department() AND d.organisation = ANY (public.this_establishments())
          AND t.role = ANY (roles) AND t.handed_over_at IS NOT NULL AND t.status <> 'CANCELLED'
          AND NOT EXISTS (SELECT FROM public.alert a WHERE a.case_id = d.case_id AND a.id <> d.id AND a.received_at <= t.ordered_at)
        ORDER BY t.handed_over_at, t.role LIMIT 2000
      $$;
    REVOKE ALL ON FUNCTION doors.told_of_declarations(uuid[], text[]) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.told_of_declarations(uuid[], text[]) TO guichet_app, guichet_partner;
    ALTER FUNCTION doors.told_of_declarations(uuid[], text[]) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;

    ALTER TABLE draft DROP CONSTRAINT draft_kind_check, ADD CONSTRAINT draft_kind_check CHECK (kind ~ '^[A-Z]+(_[A-Z]+)*$');
  `);
}
