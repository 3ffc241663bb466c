import type { Knex } from 'knex';

const agreed = `(SELECT i.subject FROM destruction_item i JOIN destruction d ON d.department = i.department AND d.number = i.number WHERE d.state = 'AGREED')`;

/**
 * What is still to be forgotten outside the database of what was destroyed, and why a list's last try failed. A case handed over to another desk takes
 * from the row that both read its own side alone. Where a rehearsal was is kept while it runs.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    CREATE TABLE left_outside (
      -- ENGINE: the case's own. MAILBOX: drawn.
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      number integer NOT NULL,
      kind text NOT NULL CHECK (kind IN ('ENGINE', 'MAILBOX')),
      -- The Message-ID of a mail.
      sealed bytea,
      CHECK ((kind = 'MAILBOX') = (sealed IS NOT NULL)),
      FOREIGN KEY (department, number) REFERENCES destruction
    );
    CREATE INDEX left_outside_list ON left_outside (department, number);
    ALTER TABLE left_outside ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON left_outside USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON left_outside AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, DELETE ON left_outside TO guichet_app;

    ALTER TABLE keys.sealed_key DROP CONSTRAINT sealed_key_kind_check,
      ADD CONSTRAINT sealed_key_kind_check CHECK (kind IN ('CASE', 'CONTACT', 'DRAFT', 'MAIL', 'DECLARATION', 'ACCOUNT', 'CALL', 'TOLD', 'VIEW', 'OUTSIDE'));
    -- A view that somebody drops takes its key along.
    ALTER POLICY kept ON keys.sealed_key USING (
      kind IN ('DRAFT', 'ACCOUNT', 'CALL', 'VIEW', 'OUTSIDE')
      OR kind = 'MAIL' AND EXISTS (SELECT FROM inbound_mail m WHERE m.id = owner_id AND m.status IN ('QUARANTINED', 'DISCARDED'))
    );

    -- Why the last try to destroy it, or to forget outside what was destroyed, failed. NULL: it did not.
    ALTER TABLE destruction
      ADD COLUMN failure text CHECK (failure IN ('JOURNALS', 'MAILBOX', 'ENGINE', 'OTHER')),
      ADD COLUMN failed_at timestamptz,
      ADD CHECK ((failure IS NULL) = (failed_at IS NULL));
    GRANT UPDATE (failure, failed_at) ON destruction TO guichet_app;

    -- Cases that have ended or go on in another, the longest untouched first.
    DROP INDEX case_file_ended;
    CREATE INDEX case_file_ended ON case_file (department, last_at, id) WHERE status IN ('CLOSED', 'NOT_RETAINED', 'MERGED');

    -- NULL: it was destroyed there.
    ALTER TABLE handed_over DROP CONSTRAINT handed_over_pkey;
    ALTER TABLE handed_over
      ALTER COLUMN from_case DROP NOT NULL,
      ALTER COLUMN from_reference DROP NOT NULL,
      ALTER COLUMN to_case DROP NOT NULL,
      ALTER COLUMN to_reference DROP NOT NULL,
      ADD UNIQUE (from_case, transfer),
      ADD CHECK ((from_case IS NULL) = (from_reference IS NULL)),
      ADD CHECK ((to_case IS NULL) = (to_reference IS NULL));
    ALTER POLICY actor ON handed_over
      USING ((from_case IS NULL OR NOT ((SELECT hidden_cases()) \? from_case::text)) AND (to_case IS NULL OR NOT ((SELECT hidden_cases()) \? to_case::text)));
    -- Each side blanks its own, and the second takes the row that is nobody's any more.
    DROP POLICY agreed ON handed_over;
    CREATE POLICY agreed ON handed_over AS RESTRICTIVE FOR UPDATE TO guichet_eraser
      USING (from_case IN ${agreed} OR to_case IN ${agreed}) WITH CHECK (true);
    CREATE POLICY nobodys ON handed_over AS RESTRICTIVE FOR DELETE TO guichet_eraser USING (from_case IS NULL AND to_case IS NULL);
    CREATE POLICY blanked ON handed_over FOR UPDATE TO guichet_eraser
      USING ((SELECT this_department()) IN (from_department, to_department)) WITH CHECK ((SELECT this_department()) IN (from_department, to_department));
    GRANT UPDATE (from_case, from_reference, to_case, to_reference) ON handed_over TO guichet_eraser;
  `);
  const { rows } = (await knex.raw('SELECT code FROM department ORDER BY code')) as { rows: { code: string }[] };
  for (const { code } of rows) {
    await knex.raw(`SELECT set_config('guichet.department', ?, true)`, [code]);
    await knex.raw(`UPDATE rehearsal SET at_case = NULL, at_opened = NULL WHERE status <> 'RUNNING'`);
  }
  await knex.raw(`SELECT set_config('guichet.department', '', true)`);
  await knex.raw(`ALTER TABLE rehearsal ADD CHECK (status = 'RUNNING' OR at_case IS NULL AND at_opened IS NULL)`);
}
