import type { Knex } from 'knex';

/**
 * What indicators need of each case, written with each of its steps: codes and instants. All who may read figures count the same cases,
 * whatever cases they may open: the department alone bounds it. Cases of before are filled in from their journals when figures are first
 * read (`statistics/record/tallies.ts`), since a migration does not know the law; `tallied` says that it was done.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The last instant that an indicator may place in a period.
    CREATE FUNCTION tally_end(counted jsonb, lines jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
      SELECT CASE WHEN counted ->> 'status' = 'OPEN' THEN 'infinity'::timestamptz ELSE (
        SELECT to_timestamp(greatest(
          (counted ->> 'openedAt')::float8,
          (SELECT max(greatest((line ->> 'at')::float8, (line ->> 'dueAt')::float8)) FROM jsonb_array_elements(lines) line),
          (SELECT max((owed ->> 'answerBy')::float8) FROM jsonb_array_elements(counted -> 'obligations') owed)
        ) / 1000)) END
    $$;
    GRANT EXECUTE ON FUNCTION tally_end(jsonb, jsonb) TO PUBLIC;
    CREATE TABLE case_tally (
      case_id uuid PRIMARY KEY,
      department text NOT NULL,
      exercise boolean NOT NULL,
      counted jsonb NOT NULL,
      lines jsonb NOT NULL,
      opened_at timestamptz NOT NULL GENERATED ALWAYS AS (to_timestamp((counted ->> 'openedAt')::float8 / 1000)) STORED,
      -- Infinity while the case is open and more may come.
      until_at timestamptz NOT NULL GENERATED ALWAYS AS (tally_end(counted, lines)) STORED
    );
    CREATE INDEX case_tally_period ON case_tally (department, until_at, opened_at) WHERE NOT exercise;
    ALTER TABLE case_tally ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON case_tally USING (department = this_department());
    CREATE POLICY organisation ON case_tally AS RESTRICTIVE FOR SELECT USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE ON case_tally TO guichet_app;
    ALTER TABLE department ADD COLUMN tallied boolean NOT NULL DEFAULT false;
  `);
}
