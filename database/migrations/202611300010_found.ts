import type { Knex } from 'knex';

/**
 * A case is found by the words of its names, as they sound, and by its street: rows of the same table, under the same keys, as what two
 * cases have alike (decision 0040). The index holds the case, so that the newest are found without reading the others.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE likeness DROP CONSTRAINT likeness_kind_check;
    ALTER TABLE likeness ADD CONSTRAINT likeness_kind_check CHECK (kind IN (
      'VICTIM', 'IMPLICATED', 'REPORTER', 'PHONE', 'EMAIL', 'ADDRESS', 'VICTIM_WORD', 'IMPLICATED_WORD', 'REPORTER_WORD', 'STREET'));
    DROP INDEX likeness_equal;
    CREATE INDEX likeness_equal ON likeness (department, kind, hash, case_id);
  `);
}
