import type { Knex } from 'knex';

/** Figures that are made public: tables whose small numbers are protected, frozen with their definitions, published by a second person (decision 0061). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE publication (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      state text NOT NULL CHECK (state IN ('DRAFT', 'PROPOSED', 'PUBLISHED', 'WITHDRAWN', 'DROPPED')),
      -- What is read by anybody once it is published, and what is signed.
      content jsonb NOT NULL,
      -- What is hidden and why, and what leaks: for whoever prepares it.
      hidden jsonb NOT NULL,
      leaks jsonb NOT NULL,
      -- The one it corrects, and why.
      corrects integer,
      reason text,
      prepared_by uuid NOT NULL REFERENCES account,
      prepared_at timestamptz NOT NULL,
      -- How many had been published then: one more, and the proof does not know it.
      known integer NOT NULL,
      -- Of the form that asked for it: the same form sent again makes no other, unless it was dropped.
      form_key text CHECK ((form_key IS NULL) = (state = 'DROPPED')),
      proposed_by uuid REFERENCES account,
      published_by uuid REFERENCES account,
      published_at timestamptz,
      withdrawn_at timestamptz,
      withdrawn_by uuid REFERENCES account,
      withdrawn_why text,
      signature bytea,
      key_generation smallint,
      PRIMARY KEY (department, number),
      UNIQUE (department, form_key),
      FOREIGN KEY (department, corrects) REFERENCES publication,
      CHECK ((state IN ('PUBLISHED', 'WITHDRAWN')) = (published_at IS NOT NULL AND published_by IS NOT NULL)),
      CHECK (num_nonnulls(withdrawn_at, withdrawn_by, withdrawn_why) = CASE WHEN state = 'WITHDRAWN' THEN 3 ELSE 0 END),
      CHECK (published_by <> proposed_by)
    );
    CREATE INDEX publication_unsigned ON publication (department) WHERE published_at IS NOT NULL AND signature IS NULL;
    CREATE INDEX publication_public ON publication (department, number) WHERE published_at IS NOT NULL;
    -- Once public, it is signed once and withdrawn once, and nothing else of it ever changes. What was dropped stays so: its number never comes back.
    CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE withdrawal text[] := '{state,withdrawn_at,withdrawn_by,withdrawn_why}';
    DECLARE signing text[] := '{signature,key_generation}';
    DECLARE free text[] := '{}';
    BEGIN
      IF OLD.state IN ('DRAFT', 'PROPOSED') AND TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
      IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a publication is never deleted'; END IF;
      IF OLD.state = 'PUBLISHED' AND NEW.state IN ('PUBLISHED', 'WITHDRAWN') THEN free := free || withdrawal; END IF;
      IF OLD.published_at IS NOT NULL AND OLD.signature IS NULL THEN free := free || signing; END IF;
      IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free THEN RAISE EXCEPTION 'a publication is never changed'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON publication FOR EACH ROW EXECUTE FUNCTION keep_published();
    ALTER TABLE publication ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON publication USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON publication AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE ON publication TO guichet_app;
  `);
}
