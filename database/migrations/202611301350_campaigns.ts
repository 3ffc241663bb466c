import type { Knex } from 'knex';

/**
 * Campaigns that ask contacts of the directory whether their entry is right, and what people outside propose of their own entry: it waits until a
 * coordinator takes it up as a change, or sets it aside.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE campaign (
      department text NOT NULL REFERENCES department,
      id uuid NOT NULL,
      -- Whom it asks: the contacts of a role, those that nobody verified for so many months. NULL: whatever.
      role text,
      months smallint,
      started_at timestamptz NOT NULL,
      account uuid NOT NULL,
      by text NOT NULL,
      -- When something happens by itself again. NULL: nothing does any more.
      next_at timestamptz,
      ended_at timestamptz,
      ended_by text,
      PRIMARY KEY (department, id),
      CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    );
    CREATE INDEX campaign_started ON campaign (department, started_at DESC, id);

    CREATE TABLE campaign_contact (
      department text NOT NULL REFERENCES department,
      campaign uuid NOT NULL,
      contact text NOT NULL,
      body text NOT NULL,
      -- Keyed hash of the personal link: who reads the database cannot make one.
      token_hash bytea NOT NULL UNIQUE,
      sent smallint NOT NULL DEFAULT 0,
      sent_at timestamptz,
      -- Of the last mail, by which it is known when it comes back.
      message_id text,
      returned_at timestamptz,
      -- Since when somebody has to call.
      silent_at timestamptz,
      says text CHECK (says IN ('CONFIRMED', 'CORRECTED', 'NOT_OURS')),
      answered_at timestamptz,
      PRIMARY KEY (department, campaign, contact),
      FOREIGN KEY (department, campaign) REFERENCES campaign,
      CHECK ((says IS NULL) = (answered_at IS NULL))
    );
    CREATE INDEX campaign_contact_message ON campaign_contact (department, message_id) WHERE message_id IS NOT NULL;

    CREATE TABLE directory_proposal (
      department text NOT NULL REFERENCES department,
      id uuid NOT NULL,
      contact text NOT NULL,
      body text NOT NULL,
      says text NOT NULL CHECK (says IN ('CONFIRMED', 'CORRECTED', 'NOT_OURS')),
      -- What was shown of the contact, and as it becomes.
      before jsonb NOT NULL,
      after jsonb NOT NULL,
      -- By which campaign's link, or by which account.
      campaign uuid,
      account uuid,
      by text NOT NULL,
      at timestamptz NOT NULL,
      settled_at timestamptz,
      settled_by text,
      taken boolean,
      PRIMARY KEY (department, id),
      CHECK ((campaign IS NULL) <> (account IS NULL)),
      CHECK ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (taken IS NULL))
    );
    -- Somebody who says otherwise before anybody looked says it instead.
    CREATE UNIQUE INDEX directory_proposal_waiting ON directory_proposal (department, contact, coalesce(campaign, account)) WHERE settled_at IS NULL;

    -- Campaigns of a department are woken when the first is above the second.
    ALTER TABLE department ADD COLUMN campaigns_raised bigint NOT NULL DEFAULT 0, ADD COLUMN campaigns_seen bigint NOT NULL DEFAULT 0;
  `);
  for (const table of ['campaign', 'campaign_contact', 'directory_proposal']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
      GRANT SELECT, INSERT, UPDATE ON ${table} TO guichet_app;
    `);
  }
}
