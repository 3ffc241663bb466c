import type { Knex } from 'knex';

/**
 * How a link, a receipt code, a key or an account finds its department before any department is set.
 * One schema of security-definer functions; their owner reads these columns and nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE SCHEMA doors;
    GRANT USAGE ON SCHEMA doors TO guichet_app, guichet_resolver;
    GRANT SELECT (token_hash, department, case_id, transfer, organisation, contact, expires_at, revoked_at) ON partner_link TO guichet_resolver;
    GRANT SELECT (receipt_hash, department, id, case_id) ON alert TO guichet_resolver;
    GRANT SELECT (id, hmac, department, kind, organisation, revoked_at) ON api_key TO guichet_resolver;
    GRANT SELECT (id, department, kind, organisation, email, display_name, disabled_at) ON account TO guichet_resolver;
  `);
  for (const table of ['partner_link', 'alert', 'api_key', 'account']) {
    await knex.raw(`
      CREATE POLICY door ON ${table} FOR SELECT TO guichet_resolver USING (true);
    `);
  }
  const functions = {
    'resolve_link(hash bytea)': `
      TABLE (department text, case_id uuid, transfer text, organisation text, contact text, expires_at timestamptz, revoked_at timestamptz)
      AS $$ SELECT l.department, l.case_id, l.transfer, l.organisation, l.contact, l.expires_at, l.revoked_at
            FROM public.partner_link l WHERE l.token_hash = hash $$`,
    'resolve_receipt(hash bytea)': `
      TABLE (department text, alert uuid, case_id uuid)
      AS $$ SELECT a.department, a.id, a.case_id FROM public.alert a WHERE a.receipt_hash = hash $$`,
    'resolve_api_key(hash bytea)': `
      TABLE (id uuid, department text, kind text, organisation text)
      AS $$ SELECT k.id, k.department, k.kind, k.organisation FROM public.api_key k WHERE k.hmac = hash AND k.revoked_at IS NULL $$`,
    'resolve_email(address text)': `
      TABLE (id uuid, department text)
      AS $$ SELECT a.id, a.department FROM public.account a WHERE lower(a.email) = lower(address) AND a.disabled_at IS NULL $$`,
    'resolve_account(account uuid)': `
      TABLE (id uuid, department text, kind text, organisation text, email text, display_name text)
      AS $$ SELECT a.id, a.department, a.kind, a.organisation, a.email, a.display_name
            FROM public.account a WHERE a.id = account AND a.disabled_at IS NULL $$`,
  };
  await knex.raw('GRANT CREATE ON SCHEMA doors TO guichet_resolver');
  for (const [signature, definition] of Object.entries(functions)) {
    const name = signature.replace(/\((\w+) (\w+)\)/, '($2)');
    await knex.raw(`
      CREATE FUNCTION doors.${signature} RETURNS ${definition}
        LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
      REVOKE ALL ON FUNCTION doors.${name} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION doors.${name} TO guichet_app;
      ALTER FUNCTION doors.${name} OWNER TO guichet_resolver;
    `);
  }
  await knex.raw('REVOKE CREATE ON SCHEMA doors FROM guichet_resolver');
}
