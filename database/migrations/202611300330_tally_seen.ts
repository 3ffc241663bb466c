import type { Knex } from 'knex';

/** A tally is a case's: nobody reads or writes that of a case hidden from them. Figures are counted in nobody's name, the department's whole. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    CREATE POLICY actor ON case_tally AS RESTRICTIVE TO guichet_app, guichet_partner
      USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? case_id::text))
      WITH CHECK (hides_none() OR NOT (hidden_cases() \? case_id::text));
  `);
}
