import type { Knex } from 'knex';

/** Until when a hole of the roster was told to last: one that grows is told again, and one that was filled is forgotten. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE duty_hole_told ADD COLUMN ends timestamptz NOT NULL DEFAULT 'infinity';
    GRANT DELETE ON duty_hole_told TO guichet_app;
  `);
}
