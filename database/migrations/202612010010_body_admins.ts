import type { Knex } from 'knex';

/** Among the accounts of a body, whoever keeps them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE account DROP CONSTRAINT account_kind_check, DROP CONSTRAINT account_check;
    ALTER TABLE account
      ADD CONSTRAINT account_kind_check
        CHECK (kind IN ('AGENT', 'COORDINATOR', 'ADMIN', 'INSTITUTION', 'INSTITUTION_ADMIN', 'PARTNER', 'PARTNER_ADMIN')),
      ADD CONSTRAINT account_check
        CHECK ((kind IN ('INSTITUTION', 'INSTITUTION_ADMIN', 'PARTNER', 'PARTNER_ADMIN')) = (organisation IS NOT NULL));
  `);
}
