import type { Knex } from 'knex';

/** The thread a mail belongs to: what its author writes next, before or beside our own mails, joins the same case. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Blind index of the mail's own Message-ID.
    ALTER TABLE inbound_mail ADD COLUMN message bytea;
    CREATE INDEX inbound_mail_message ON inbound_mail (department, message) WHERE message IS NOT NULL;
  `);
}
