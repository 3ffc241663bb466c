import type { Knex } from 'knex';

/** What a recipient reads of a case, and the column that says which case. */
const ofCases = { journal_entry: 'case_id', alert: 'case_id', attachment_body: 'case_id' };
const left = `('REFUSED', 'REROUTED', 'CANCELLED')`;

/**
 * A transfer that ended closes what its recipient's role reads: content, files and documents with it. One that ended because its
 * recipient is in conflict of interest is not in its list either.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE transfer ADD COLUMN conflict boolean NOT NULL DEFAULT false');
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(`
      UPDATE transfer t SET conflict = true FROM journal_entry e
      WHERE e.case_id = t.case_id AND e.codes->>'transfer' = t.id AND t.status IN ${left}
        AND (e.kind IN ('CANCELLED', 'REROUTED') AND e.codes->'because'->>'reason' = 'CONFLICT'
          -- Where versions of before wrote the reason of a refusal.
          OR e.kind = 'REFUSED' AND 'CONFLIT_INTERETS' IN (e.codes->'because'->>'reason', e.codes->'because'->'codes'->>0))`);
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw('ALTER POLICY organisation ON transfer USING (organisation = this_organisation() AND NOT conflict)');
  const running = (column: string, also = '') => `EXISTS (SELECT FROM transfer t
    WHERE t.case_id = ${column} AND t.organisation = this_organisation() AND t.status NOT IN ${left}${also})`;
  for (const [table, column] of Object.entries(ofCases))
    await knex.raw(`ALTER POLICY organisation ON ${table} USING (${running(`${table}.${column}`)})`);
  // An institution's own declarations have keys of their own.
  await knex.raw(`ALTER POLICY organisation ON keys.sealed_key USING (${running('sealed_key.owner_id')}
    OR EXISTS (SELECT FROM declaration d WHERE d.id = sealed_key.owner_id))`);
  await knex.raw(`ALTER POLICY organisation ON case_document USING (${running('case_document.case_id', ' AND t.id = case_document.transfer')})`);
  // The list says the case's reference: the row is seen, and read by nobody (cases/record/read-case.ts).
  await knex.raw(`ALTER POLICY organisation ON case_file USING (EXISTS (SELECT FROM transfer t
    WHERE t.case_id = case_file.id AND t.organisation = this_organisation()))`);
}
