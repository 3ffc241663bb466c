import type { Knex } from 'knex';

/**
 * The bodies whose agreement does not stand, as the newest revision of the directory says it, and what they read all the same: a transfer says
 * itself whether its recipient has the situation in charge, or danger is at the threshold (cases/running/read-anyway.ts).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE lapsed_agreement (
      department text NOT NULL REFERENCES department,
      organisation text NOT NULL,
      -- Beginnings of days of the department; none: until somebody says otherwise.
      since timestamptz NOT NULL,
      until timestamptz,
      PRIMARY KEY (department, organisation)
    );
    ALTER TABLE lapsed_agreement ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON lapsed_agreement USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON lapsed_agreement AS RESTRICTIVE TO guichet_partner USING (organisation = (SELECT this_organisation()));
    GRANT SELECT, INSERT, DELETE ON lapsed_agreement TO guichet_app;
    GRANT SELECT ON lapsed_agreement TO guichet_partner;

    CREATE FUNCTION is_shut(body text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM public.lapsed_agreement WHERE organisation = body AND since <= now() AND (until IS NULL OR now() < until));

    GRANT EXECUTE ON FUNCTION is_shut(text) TO guichet_app, guichet_partner;

    ALTER TABLE transfer ADD COLUMN reads_anyway boolean NOT NULL DEFAULT false;
  `);
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(`
      UPDATE transfer t SET reads_anyway = true
      FROM case_file c JOIN procedure_version p ON p.department = c.department AND p.slug = c.procedure_slug AND p.number = c.procedure_number
      WHERE c.id = t.case_id AND (t.status = 'IN_CHARGE' OR c.danger >= coalesce((p.content #>> '{desk,dutyFromDanger}')::int, 3))`);
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw(`
    ALTER TABLE transfer ALTER COLUMN reads_anyway DROP DEFAULT;
    -- As the law says it (cases/model/open-to.ts).
    ALTER POLICY organisation ON told USING (current AND organisation = this_organisation() AND EXISTS (
      SELECT FROM transfer t WHERE t.case_id = told.case_id AND t.id = told.transfer AND t.organisation = this_organisation()
        AND NOT t.conflict AND t.status NOT IN ('REFUSED', 'REROUTED', 'CANCELLED')
        AND (t.reads_anyway OR NOT (SELECT is_shut(this_organisation())))
        AND NOT (t.closed_at IS NOT NULL AND now() > t.closed_at + make_interval(days => coalesce(t.readable_days, 90))
          AND (t.purpose = 'INFORMATION' OR t.status = 'OUTCOME_GIVEN'))));
  `);
}
