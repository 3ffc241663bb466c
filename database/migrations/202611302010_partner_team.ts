import type { Knex } from 'knex';

/** Who of a recipient's own people follows a transfer, and who is away until when. It is theirs: no law of the case reads it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(String.raw`
    CREATE TABLE transfer_holder (
      department text NOT NULL REFERENCES department,
      case_id uuid NOT NULL,
      transfer text NOT NULL,
      organisation text NOT NULL,
      account uuid NOT NULL REFERENCES account,
      PRIMARY KEY (case_id, transfer)
    );
    CREATE INDEX transfer_holder_account ON transfer_holder (department, account);
    ALTER TABLE transfer_holder ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON transfer_holder USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON transfer_holder AS RESTRICTIVE TO guichet_partner USING (organisation = this_organisation());
    CREATE POLICY actor ON transfer_holder AS RESTRICTIVE TO guichet_app, guichet_partner
      USING ((SELECT hides_none()) OR NOT ((SELECT hidden_cases()) \? case_id::text))
      WITH CHECK (hides_none() OR NOT (hidden_cases() \? case_id::text));
    GRANT SELECT, INSERT, UPDATE, DELETE ON transfer_holder TO guichet_app;
    GRANT SELECT ON transfer_holder TO guichet_partner;

    CREATE TABLE account_absence (
      account uuid PRIMARY KEY REFERENCES account,
      department text NOT NULL REFERENCES department,
      -- The last day.
      until date NOT NULL
    );
    ALTER TABLE account_absence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON account_absence USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON account_absence AS RESTRICTIVE TO guichet_app USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON account_absence TO guichet_app;
  `);
}
