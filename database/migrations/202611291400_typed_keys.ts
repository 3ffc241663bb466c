import type { Knex } from 'knex';

/**
 * A key says whose it is, so that an id given in an address opens and drops nothing but what its page is for; and the application
 * can no longer drop a case's key, a contact's or a declaration's: erasing one is not a side effect of anything.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE keys.sealed_key ADD COLUMN kind text');
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(`
      UPDATE keys.sealed_key SET kind = CASE
        WHEN EXISTS (SELECT FROM case_file WHERE id = owner_id) THEN 'CASE'
        WHEN EXISTS (SELECT FROM draft WHERE id = owner_id) THEN 'DRAFT'
        WHEN EXISTS (SELECT FROM inbound_mail WHERE id = owner_id) THEN 'MAIL'
        WHEN EXISTS (SELECT FROM declaration WHERE id = owner_id) THEN 'DECLARATION'
        WHEN EXISTS (SELECT FROM account WHERE id = owner_id) THEN 'ACCOUNT'
        WHEN EXISTS (SELECT FROM announced_call WHERE id = owner_id) THEN 'CALL'
        WHEN EXISTS (SELECT FROM alert WHERE id = owner_id) THEN 'CONTACT'
        -- Nothing that is known: kept, as a case's is.
        ELSE 'CASE'
      END
    `);
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw(`
    ALTER TABLE keys.sealed_key
      ALTER COLUMN kind SET NOT NULL,
      ADD CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL'));
    CREATE POLICY kept ON keys.sealed_key AS RESTRICTIVE FOR DELETE TO guichet_app USING (
      kind IN ('DRAFT', 'ACCOUNT', 'CALL')
      OR kind = 'MAIL' AND EXISTS (SELECT FROM inbound_mail m WHERE m.id = owner_id AND m.status IN ('QUARANTINED', 'DISCARDED'))
    );
  `);
}
