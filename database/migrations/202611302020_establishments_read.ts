import type { Knex } from 'knex';

const said = 'name, legal_entity, manager, category, category_name, capacity, insee_code, address, phone, siret, authority, closed_on';

/**
 * What a file of establishments says waits in a table of its own, so that what changes nothing is written once and what does is indexed once.
 * Establishments are found by the beginnings of words through an index: under row-level security only leakproof operators use one, so that the
 * search is a function of the doors' role, which looks inside one department and answers with numbers.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE establishment_read (
      department text NOT NULL,
      import integer NOT NULL,
      finess text NOT NULL,
      name text NOT NULL,
      legal_entity text,
      manager text,
      category text,
      category_name text,
      capacity integer,
      insee_code text,
      address text,
      phone text,
      siret text,
      authority text,
      closed_on date,
      absent boolean NOT NULL DEFAULT false,
      folded text NOT NULL,
      PRIMARY KEY (department, import, finess)
    );
    ALTER TABLE establishment_read ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON establishment_read USING (department = (SELECT this_department()));
    GRANT SELECT, INSERT, DELETE ON establishment_read TO guichet_app;

    ALTER TABLE establishment NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE establishment_read NO FORCE ROW LEVEL SECURITY;
    INSERT INTO establishment_read (department, import, finess, ${said}, absent, folded)
      SELECT department, import, finess, ${said}, absent, folded FROM establishment WHERE NOT held;
    DELETE FROM establishment WHERE NOT held;
    ALTER TABLE establishment FORCE ROW LEVEL SECURITY;
    ALTER TABLE establishment_read FORCE ROW LEVEL SECURITY;

    -- What is held is what is there. The version before reads this column until its processes are ended: a later one drops it.
    ALTER TABLE establishment ALTER COLUMN held SET DEFAULT true;
    DROP INDEX establishment_now;
    CREATE UNIQUE INDEX establishment_now ON establishment (department, finess) WHERE until IS NULL;
    -- Checked for each of a hundred thousand rows, and said by the one statement that writes them.
    ALTER TABLE establishment DROP CONSTRAINT establishment_department_import_fkey;

    -- The words of its name and commune, and, as a word that nobody can type, its department; of what is held now. A partial index would do, but
    -- for any statement that says the same condition, every other partial index then does too.
    CREATE INDEX establishment_words ON establishment
      USING gin ((CASE WHEN until IS NULL THEN array_to_tsvector(string_to_array(btrim(folded), ' ') || ('@' || department)) END)) WITH (gin_pending_list_limit = 256);
    CREATE POLICY door ON establishment FOR SELECT TO guichet_resolver USING (true);
    GRANT SELECT (department, finess, folded, closed_on, until) ON establishment TO guichet_resolver;
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.find_establishments(beginnings text[], most integer) RETURNS TABLE (finess text)
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
        WITH found AS MATERIALIZED (
          SELECT e.finess, e.folded, e.closed_on FROM public.establishment e
          WHERE (CASE WHEN e.until IS NULL THEN array_to_tsvector(string_to_array(btrim(e.folded), ' ') || ('@' || e.department)) END) @@ (
            SELECT (quote_literal('@' || public.this_department()) || string_agg(' & ' || quote_literal(word) || ':*', ''))::tsquery
            FROM unnest(beginnings) word)
          LIMIT 1000
        )
        SELECT f.finess FROM found f ORDER BY f.closed_on IS NOT NULL, f.folded, f.finess LIMIT most
      $$;
    REVOKE ALL ON FUNCTION doors.find_establishments(text[], integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.find_establishments(text[], integer) TO guichet_app;
    ALTER FUNCTION doors.find_establishments(text[], integer) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
}
