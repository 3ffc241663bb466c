import type { Knex } from 'knex';

/**
 * How long what needs no answer any more is read after its case has ended is what the protocol of the case said then; cases that ended before do not
 * say it, and are read for ninety days. As the law says it (cases/model/open-to.ts).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE transfer ADD COLUMN readable_days integer;
    ALTER POLICY organisation ON told USING (current AND organisation = this_organisation() AND EXISTS (
      SELECT FROM transfer t WHERE t.case_id = told.case_id AND t.id = told.transfer AND t.organisation = this_organisation()
        AND NOT t.conflict AND t.status NOT IN ('REFUSED', 'REROUTED', 'CANCELLED')
        AND NOT (t.closed_at IS NOT NULL AND now() > t.closed_at + make_interval(days => coalesce(t.readable_days, 90))
          AND (t.purpose = 'INFORMATION' OR t.status = 'OUTCOME_GIVEN'))));
  `);
}
