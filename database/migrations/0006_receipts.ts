import type { Knex } from 'knex';

/** A partner organisation's narrowing is for the application; what resolves a receipt code reads no transfer. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER POLICY organisation ON alert TO guichet_app');
}
