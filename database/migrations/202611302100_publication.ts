import type { Knex } from 'knex';

/** Figures that are made public: tables whose small numbers are protected, frozen with their definitions, published by a second person (decision 0061). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE publication (
      department text NOT NULL REFERENCES department,
      number integer NOT NULL CHECK (number > 0),
      state text NOT NULL CHECK (state IN ('DRAFT', 'PROPOSED', 'PUBLISHED', 'WITHDRAWN')),
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
      -- Of the form that asked for it: the same form sent again makes no other.
      form_key text NOT NULL,
      proposed_by uuid REFERENCES account,
      published_by uuid REFERENCES account,
      published_at timestamptz,
      withdrawn_at timestamptz,
      withdrawn_why text,
      signature bytea,
      key_generation smallint,
      PRIMARY KEY (department, number),
      UNIQUE (department, form_key),
      FOREIGN KEY (department, corrects) REFERENCES publication,
      CHECK ((state IN ('PUBLISHED', 'WITHDRAWN')) = (published_at IS NOT NULL AND published_by IS NOT NULL)),
      CHECK ((state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL AND withdrawn_why IS NOT NULL)),
      CHECK (published_by <> proposed_by)
    );
    CREATE INDEX publication_unsigned ON publication (department) WHERE published_at IS NOT NULL AND signature IS NULL;
    CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR (OLD.content, OLD.number, OLD.department, OLD.published_at, OLD.published_by, OLD.corrects)
          IS DISTINCT FROM (NEW.content, NEW.number, NEW.department, NEW.published_at, NEW.published_by, NEW.corrects)
          OR (OLD.signature IS NOT NULL AND OLD.signature IS DISTINCT FROM NEW.signature)) THEN
        RAISE EXCEPTION 'a publication is never changed';
      END IF;
      RETURN coalesce(NEW, OLD);
    END $$;
    CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON publication FOR EACH ROW EXECUTE FUNCTION keep_published();
    ALTER TABLE publication ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY department ON publication USING (department = (SELECT this_department()));
    CREATE POLICY organisation ON publication AS RESTRICTIVE USING ((SELECT this_organisation()) IS NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON publication TO guichet_app;
  `);
}
