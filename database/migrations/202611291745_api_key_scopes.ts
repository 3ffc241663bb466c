import type { Knex } from 'knex';

/** An API key says what of its kind's rights it has, which system holds it, until when it works and on which day it last did. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Keys made before go on as they were: all that their kind may do, without an end.
    ALTER TABLE api_key
      ADD COLUMN label text NOT NULL DEFAULT 'Clé d’avant la version 0.2',
      ADD COLUMN scopes text[] NOT NULL DEFAULT '{voicemail,read,write}',
      ADD COLUMN expires_on date,
      ADD COLUMN last_used_on date;
    ALTER TABLE api_key
      ALTER COLUMN scopes TYPE text[] USING CASE WHEN kind IN ('desk', 'platform') THEN scopes ELSE array_remove(scopes, 'voicemail') END,
      ADD CHECK (scopes <> '{}' AND scopes <@ '{voicemail,read,write}'),
      ADD CHECK (length(label) BETWEEN 1 AND 80);
    ALTER TABLE api_key ALTER COLUMN label DROP DEFAULT, ALTER COLUMN scopes DROP DEFAULT;
    GRANT UPDATE (last_used_on) ON api_key TO guichet_app;

    -- A key that works no more is found too: whoever holds it is told why.
    GRANT SELECT (scopes, expires_on, last_used_on) ON api_key TO guichet_resolver;
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    CREATE FUNCTION doors.find_api_key(hash bytea)
      RETURNS TABLE (id uuid, department text, kind text, organisation text, scopes text[], expires_on date, last_used_on date, revoked boolean)
      LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT k.id, k.department, k.kind, k.organisation, k.scopes, k.expires_on, k.last_used_on, k.revoked_at IS NOT NULL
            FROM public.api_key k WHERE k.hmac = hash $$;
    REVOKE ALL ON FUNCTION doors.find_api_key(bytea) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.find_api_key(bytea) TO guichet_app;
    ALTER FUNCTION doors.find_api_key(bytea) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
    DROP FUNCTION doors.resolve_api_key(bytea);
  `);
}
