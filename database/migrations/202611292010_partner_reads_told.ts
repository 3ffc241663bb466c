import type { Knex } from 'knex';

const closed = ['case_file', 'journal_entry', 'alert', 'attachment', 'attachment_body', 'case_document', 'journal_root'];

/**
 * A recipient's role reads what it was told, its own transfers and an institution's own declarations, and their keys: of cases
 * themselves nothing, whatever a statement asks.
 */
export async function up(knex: Knex): Promise<void> {
  for (const table of closed) {
    await knex.raw(`REVOKE ALL ON ${table} FROM guichet_partner`);
    await knex.raw(`DROP POLICY IF EXISTS organisation ON ${table}`);
  }
  await knex.raw(`REVOKE ALL ON procedure_version, directory_revision FROM guichet_partner`);
  await knex.raw(`ALTER POLICY organisation ON keys.sealed_key USING (
    kind = 'TOLD' AND EXISTS (SELECT FROM told t WHERE t.id = owner_id)
    OR kind = 'DECLARATION' AND EXISTS (SELECT FROM declaration d WHERE d.id = owner_id))`);
}
