import type { Knex } from 'knex';

/**
 * Every mail that came in by a mailbox or by SMTP, and how far a mailbox has been read (decision 0011). The mail itself and
 * its heading are sealed with a key of their own, so that they can be erased apart.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE inbound_mail (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- The door it came by: 'imap' or 'smtp'.
      mailbox text NOT NULL,
      -- The same for the same mail, by whatever way and however often it comes.
      identity bytea NOT NULL,
      sha256 bytea NOT NULL,
      -- Of the whole mail, also where only its beginning is kept.
      bytes bigint NOT NULL,
      received_at timestamptz NOT NULL,
      -- WAITING: on disk, not sorted yet.
      status text NOT NULL CHECK (status IN ('WAITING', 'TAKEN', 'QUARANTINED', 'RELEASED', 'DISCARDED')),
      verdict text,
      reasons text[] NOT NULL DEFAULT '{}',
      -- SPF, DKIM and DMARC, in their own words.
      checks jsonb,
      -- Blind index of the sender's address.
      sender bytea,
      -- The case it opened or joined, or the one it is about.
      case_id uuid,
      decided_by uuid,
      decided_at timestamptz,
      decided_because text,
      heading bytea,
      sealed bytea,
      UNIQUE (department, identity),
      CHECK ((status = 'WAITING') = (verdict IS NULL)),
      CHECK ((decided_at IS NULL) = (status IN ('WAITING', 'TAKEN', 'QUARANTINED')))
    ) WITH (fillfactor = 80);
    -- What is encrypted does not compress.
    ALTER TABLE inbound_mail ALTER COLUMN sealed SET STORAGE EXTERNAL;
    CREATE INDEX inbound_mail_waiting ON inbound_mail (department, received_at, id) WHERE status = 'WAITING';
    CREATE INDEX inbound_mail_list ON inbound_mail (department, status, received_at DESC, id);
    CREATE INDEX inbound_mail_sender ON inbound_mail (department, sender, received_at DESC) WHERE sender IS NOT NULL;
    CREATE INDEX inbound_mail_case ON inbound_mail (case_id) WHERE case_id IS NOT NULL;

    CREATE TABLE mailbox_cursor (
      department text NOT NULL REFERENCES department,
      mailbox text NOT NULL,
      uidvalidity bigint NOT NULL,
      uid bigint NOT NULL,
      read_at timestamptz NOT NULL,
      PRIMARY KEY (department, mailbox)
    ) WITH (fillfactor = 80);
  `);
  for (const table of ['inbound_mail', 'mailbox_cursor']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = this_department());
      GRANT SELECT, INSERT, UPDATE ON ${table} TO guichet_app;
    `);
  }
}
