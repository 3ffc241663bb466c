import type { Knex } from 'knex';

/** A code of a second factor serves once: the period of the last one that did. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE account ADD COLUMN totp_period bigint');
}
