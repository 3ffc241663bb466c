import type { Knex } from 'knex';

/**
 * An author goes on with a message begun, by its code alone; each side of a dialogue knows what the other has read; and danger
 * that nobody assessed is no danger level.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE case_file ALTER COLUMN danger DROP NOT NULL;

    ALTER TABLE draft ADD COLUMN resume_hash bytea UNIQUE;
    GRANT SELECT (resume_hash, department, id) ON draft TO guichet_resolver;
    CREATE POLICY door ON draft FOR SELECT TO guichet_resolver USING (true);

    -- Until when each side has read what the other wrote.
    ALTER TABLE alert ADD COLUMN author_read timestamptz, ADD COLUMN desk_read timestamptz;
    GRANT UPDATE (author_read, desk_read) ON alert TO guichet_app;

    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.resolve_draft(hash bytea) RETURNS TABLE (department text, draft uuid)
      AS $$ SELECT d.department, d.id FROM public.draft d WHERE d.resume_hash = hash $$
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
    REVOKE ALL ON FUNCTION doors.resolve_draft(bytea) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.resolve_draft(bytea) TO guichet_app;
    ALTER FUNCTION doors.resolve_draft(bytea) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
}
