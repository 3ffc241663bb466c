import type { Knex } from 'knex';

/** Tables whose rows each belong to a case, and the column that says which. */
const ofCases = {
  case_file: 'id',
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
  case_party: 'case_id',
};
/** Those of which one or two rows are read with each case. Some rows belong to none. */
const fewRows = { 'keys.sealed_key': 'owner_id', alert: 'case_id', access_log: 'case_id', attachment_body: 'case_id', attachment: 'case_id' };

/** Nearly everybody sees everything: asked first, of a text. `?` and `<>`: the planner takes either to be true of nearly every row. */
const seen = (column: string) => String.raw`(SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? ${column}::text)`;
/** For one row, looking for its id in the text costs a tenth of reading the text as an object. */
const seenOfFew = (column: string) => `(SELECT hides_none()) OR ${column} IS NULL OR least(strpos((SELECT hidden_ids()), ${column}::text), 1) <> 1`;

/**
 * Which bodies and people of the directory a case names, one row each: what is hidden from a person is then read from an index alone,
 * each time a transaction opens. The rows follow `case_file.implicated` in the same statement; nobody else writes them. A file's line
 * says its case itself: it may be written by the very statement that writes what it is a line of.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE case_party (
      department text NOT NULL REFERENCES department,
      directory_id text NOT NULL,
      case_id uuid NOT NULL,
      PRIMARY KEY (department, directory_id, case_id)
    );
    CREATE INDEX case_party_case ON case_party (case_id);
    ALTER TABLE attachment ADD COLUMN case_id uuid;
  `);
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw('INSERT INTO case_party SELECT DISTINCT department, unnest(implicated), id FROM case_file');
    await knex.raw('UPDATE attachment a SET case_id = b.case_id FROM attachment_body b WHERE b.id = a.body AND b.case_id IS NOT NULL');
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw(`
    ALTER TABLE case_party ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON case_party USING (department = this_department());
    CREATE POLICY actor ON case_party AS RESTRICTIVE TO guichet_app, guichet_partner USING (false);
    CREATE POLICY door ON case_party FOR SELECT TO guichet_resolver USING (true);
    GRANT SELECT ON case_party TO guichet_app, guichet_resolver;

    CREATE FUNCTION keep_case_parties() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN DELETE FROM public.case_party p WHERE p.case_id = NEW.id; END IF;
        INSERT INTO public.case_party SELECT DISTINCT NEW.department, unnest(NEW.implicated), NEW.id;
        RETURN NULL;
      END $$;
    CREATE TRIGGER parties AFTER INSERT ON case_file FOR EACH ROW WHEN (NEW.implicated <> '{}') EXECUTE FUNCTION keep_case_parties();
    CREATE TRIGGER parties_changed AFTER UPDATE OF implicated ON case_file FOR EACH ROW
      WHEN (NEW.implicated <> OLD.implicated) EXECUTE FUNCTION keep_case_parties();

    DROP FUNCTION doors.hidden_from(uuid);
    DROP POLICY door ON case_file;
    REVOKE SELECT (id, department, implicated) ON case_file FROM guichet_resolver;
    DROP INDEX case_file_implicated;
    GRANT SELECT (department) ON account_link TO guichet_resolver;
    GRANT CREATE ON SCHEMA doors TO guichet_resolver;
    -- The one place that says which cases an account must not see: an object whose keys they are, written as text because it is only carried.
    CREATE FUNCTION doors.hidden_from(person uuid) RETURNS text
      LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN (SELECT coalesce('{"' || string_agg(h.case_id::text, '":1,"') || '":1}', '{}') FROM (
          SELECT s.case_id FROM public.step_back s WHERE s.account = person
          UNION ALL
          SELECT p.case_id FROM public.account_link l
            JOIN public.case_party p ON p.department = l.department AND p.directory_id = l.directory_id
          WHERE l.account = person
        ) h);
      END $$;
    REVOKE ALL ON FUNCTION doors.hidden_from(uuid) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION doors.hidden_from(uuid) TO guichet_app;
    ALTER FUNCTION doors.hidden_from(uuid) OWNER TO guichet_resolver;
    REVOKE CREATE ON SCHEMA doors FROM guichet_resolver;

    -- The hidden cases as they were written, and whether there are none. NULL where hidden_cases() is.
    CREATE FUNCTION hidden_ids() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN CASE coalesce(current_setting('guichet.actor', true), '')
        WHEN '' THEN NULL
        WHEN 'PERSON' THEN nullif(current_setting('guichet.hidden', true), '')
        ELSE '{}'
      END;
    CREATE FUNCTION hides_none() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE RETURN hidden_ids() = '{}';
    GRANT EXECUTE ON FUNCTION hidden_ids(), hides_none() TO PUBLIC;
  `);
  for (const [table, column] of Object.entries(ofCases)) await knex.raw(`ALTER POLICY actor ON ${table} USING (${seen(column)})`);
  for (const [table, column] of Object.entries(fewRows)) await knex.raw(`ALTER POLICY actor ON ${table} USING (${seenOfFew(column)})`);
}
