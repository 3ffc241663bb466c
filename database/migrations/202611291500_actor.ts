import type { Knex } from 'knex';

/** Tables whose rows each belong to a case, and the column that says which. Some rows of `ofCasesOrNot` belong to none. */
const ofCases = {
  case_file: 'id',
  'keys.sealed_key': 'owner_id',
  wake: 'case_id',
  journal_entry: 'case_id',
  transfer: 'case_id',
  task: 'case_id',
  message: 'case_id',
  partner_link: 'case_id',
  likeness: 'case_id',
  declaration: 'case_id',
  document_draft: 'case_id',
  case_document: 'case_id',
  rehearsal_case: 'case_id',
};
const ofCasesOrNot = ['alert', 'attachment_body', 'inbound_mail', 'access_log'];
/** Rows that belong to a case through another row. */
const through = {
  attachment: 'EXISTS (SELECT FROM attachment_body b WHERE b.id = attachment.body)',
  declaration_part: 'EXISTS (SELECT FROM declaration d WHERE d.id = declaration_part.declaration)',
};

/** Asked once a statement, then an operator that the planner takes to be true of nearly every row. */
const seen = (column: string) => `NOT ((SELECT hidden_cases()) ? ${column}::text)`;

/**
 * The actor is in the transaction, beside the department: whoever says none sees no case. From a person's own statements the
 * cases are hidden that name somebody the account is tied to, or that it stepped back from. Which ones is asked once, when
 * the transaction opens: what somebody writes is then not hidden from the very statement that writes it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The hidden cases, as keys. NULL where nobody said who acts, or a person's were not asked for: then none is seen.
    CREATE FUNCTION hidden_cases() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
      RETURN CASE coalesce(current_setting('guichet.actor', true), '')
        WHEN '' THEN NULL
        WHEN 'PERSON' THEN nullif(current_setting('guichet.hidden', true), '')::jsonb
        ELSE '{}'::jsonb
      END;
    GRANT EXECUTE ON FUNCTION hidden_cases() TO PUBLIC;

    -- Few cases name a body of the directory.
    CREATE INDEX case_file_implicated ON case_file USING gin (implicated) WHERE implicated <> '{}';

    GRANT SELECT (account, directory_id) ON account_link TO guichet_resolver;
    GRANT SELECT (account, case_id) ON step_back TO guichet_resolver;
    GRANT SELECT (id, department, implicated) ON case_file TO guichet_resolver;
    CREATE POLICY door ON account_link FOR SELECT TO guichet_resolver USING (true);
    CREATE POLICY door ON step_back FOR SELECT TO guichet_resolver USING (true);
    CREATE POLICY door ON case_file FOR SELECT TO guichet_resolver USING (true);

    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    -- The one place that says which cases an account must not see.
    CREATE FUNCTION doors.hidden_from(person uuid) RETURNS jsonb
      LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        ties text[] := (SELECT array_agg(l.directory_id) FROM public.account_link l WHERE l.account = person);
        hidden jsonb := coalesce((SELECT jsonb_object_agg(s.case_id, 'STEPPED_BACK') FROM public.step_back s WHERE s.account = person), '{}');
      BEGIN
        IF ties IS NULL THEN RETURN hidden; END IF;
        RETURN hidden || coalesce((
          SELECT jsonb_object_agg(c.id, 'TIED') FROM public.case_file c JOIN public.account a ON a.department = c.department
          WHERE a.id = person AND c.implicated <> '{}' AND c.implicated && ties), '{}');
      END $$;
    REVOKE ALL ON FUNCTION doors.hidden_from(uuid) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.hidden_from(uuid) TO guichet_app;
    ALTER FUNCTION doors.hidden_from(uuid) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;
  `);
  for (const [table, column] of Object.entries(ofCases)) await hide(knex, table, seen(column));
  for (const table of ofCasesOrNot) await hide(knex, table, `case_id IS NULL OR ${seen('case_id')}`);
  await hide(knex, 'unlike', `${seen('case_id')} AND ${seen('other')}`);
  for (const [table, owner] of Object.entries(through)) await hide(knex, table, `(SELECT hidden_cases()) = '{}' OR ${owner}`);
}

/** The roles that people, doors and the worker use; the relay and the doors' own functions see what they were granted. */
async function hide(knex: Knex, table: string, rows: string): Promise<void> {
  await knex.raw(`CREATE POLICY actor ON ${table} AS RESTRICTIVE TO guichet_app, guichet_partner USING (${rows})`.replaceAll('?', String.raw`\?`));
}
