import type { Knex } from 'knex';

/**
 * What a recipient's list is ordered and narrowed by: the limit that runs for it, which is not the machine's next look, and how grave and in what
 * kind of place, where the transfer discloses it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE transfer ADD COLUMN limit_at timestamptz, ADD COLUMN danger smallint, ADD COLUMN place text');
  const { rows } = await knex.raw<{ rows: { code: string }[] }>('SELECT code FROM department ORDER BY code');
  for (const { code } of rows) {
    // Policies bind the owner too.
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(`
      UPDATE transfer t SET
        limit_at = (SELECT to_timestamp(min((d->>'dueAt')::float8) / 1000) FROM jsonb_array_elements(c.state->'deadlines') d
                    WHERE d->>'kind' = 'LIMIT' AND d->>'transfer' = t.id),
        danger = CASE WHEN said->'discloses' \\? 'FACTS' AND c.danger > 0 THEN c.danger END,
        place = CASE WHEN said->'discloses' \\? 'PLACE' AND c.place <> 'INCONNU' THEN c.place END
      FROM case_file c, jsonb_array_elements(c.state->'transfers') said WHERE c.id = t.case_id AND said->>'id' = t.id`);
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
}
