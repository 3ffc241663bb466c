import type { Knex } from 'knex';

/** The weekly pattern of the roster, which is unfolded into its lines, and exchanges of lines between two people. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE duty_week (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      level smallint NOT NULL CHECK (level IN (0, 1)),
      -- ISO days on which it begins.
      weekdays smallint[] NOT NULL CHECK (cardinality(weekdays) > 0 AND weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]),
      -- Minutes of the department's own clock; what closes no later than it opens ends on the day after.
      opens smallint NOT NULL CHECK (opens BETWEEN 0 AND 1439),
      closes smallint NOT NULL CHECK (closes BETWEEN 0 AND 1439),
      account uuid NOT NULL REFERENCES account,
      phone text NOT NULL,
      first_day date NOT NULL,
      last_day date CHECK (last_day >= first_day),
      -- Each day is unfolded once: a line that was taken away, or given to somebody else, does not come back.
      unfolded_to date
    );
    CREATE INDEX duty_week_list ON duty_week (department, first_day, id);
    ALTER TABLE duty ADD COLUMN week uuid REFERENCES duty_week ON DELETE SET NULL;
    CREATE INDEX duty_of_week ON duty (week) WHERE week IS NOT NULL;
    CREATE INDEX duty_account ON duty (department, account, ends);
    GRANT UPDATE ON duty TO guichet_app;

    CREATE TABLE duty_swap (
      id uuid PRIMARY KEY,
      department text NOT NULL REFERENCES department,
      -- The line that whoever proposes gives, and the one asked for; it is void once either is somebody else's.
      given uuid NOT NULL REFERENCES duty ON DELETE CASCADE,
      wanted uuid NOT NULL REFERENCES duty ON DELETE CASCADE,
      giver uuid NOT NULL REFERENCES account,
      asked uuid NOT NULL REFERENCES account,
      UNIQUE (given, wanted),
      CHECK (giver <> asked)
    );
    CREATE INDEX duty_swap_list ON duty_swap (department);
    CREATE INDEX duty_swap_wanted ON duty_swap (wanted);
  `);
  for (const table of ['duty_week', 'duty_swap']) {
    await knex.raw(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY department ON ${table} USING (department = (SELECT this_department()));
      CREATE POLICY organisation ON ${table} AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO guichet_app;
    `);
  }
}
