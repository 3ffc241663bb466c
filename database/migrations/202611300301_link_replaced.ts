import type { Knex } from 'knex';

/** A personal link may be replaced by another: the row goes on, under a hash that no token has until the next is made. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- How many times it was replaced: the next is derived from it.
    ALTER TABLE partner_link ADD COLUMN round integer NOT NULL DEFAULT 0;
    ALTER TABLE one_time_code DROP CONSTRAINT one_time_code_token_hash_fkey,
      ADD CONSTRAINT one_time_code_token_hash_fkey FOREIGN KEY (token_hash) REFERENCES partner_link ON UPDATE CASCADE;
  `);
}
