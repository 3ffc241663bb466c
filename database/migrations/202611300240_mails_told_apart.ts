import type { Knex } from 'knex';

/**
 * What tells apart two mails that nothing else does, how often one was tried to be sorted, and which member of the desk said that its
 * sender is who it says.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE inbound_mail
      -- Of a mail without a Message-ID: the way it came.
      ADD COLUMN trace bytea,
      ADD COLUMN tries smallint NOT NULL DEFAULT 0,
      ADD COLUMN confirmed_by uuid,
      ADD COLUMN confirmed_at timestamptz,
      ADD CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL));
    DROP INDEX inbound_mail_waiting;
    CREATE INDEX inbound_mail_waiting ON inbound_mail (department, tries, received_at, id) WHERE status = 'WAITING';
  `);
}
