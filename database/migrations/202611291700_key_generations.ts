import type { Knex } from 'knex';

/**
 * Keys have generations: which is active is told to every process by one table, each process says what it holds, and what is stored under
 * a key without naming it (a chained entry, a signed root, a blind index) says which generation it was.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE keys.generation (
      name text NOT NULL CHECK (name IN ('master', 'journal', 'index', 'session', 'signing')),
      generation smallint NOT NULL CHECK (generation BETWEEN 1 AND 255),
      -- Keyed: says whether a process holds this very key, and nothing of it.
      check_value bytea NOT NULL,
      since timestamptz NOT NULL DEFAULT now(),
      -- When all that can be made again under it had been.
      settled_at timestamptz,
      PRIMARY KEY (name, generation)
    );
    ALTER TABLE keys.generation ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody ON keys.generation FOR SELECT USING (true);
    -- The application writes down what it was first given, and changes nothing: a rotation is the owner's.
    CREATE POLICY first ON keys.generation FOR INSERT TO guichet_app
      WITH CHECK (NOT EXISTS (SELECT FROM keys.generation known WHERE known.name = generation.name));
    GRANT SELECT, INSERT ON keys.generation TO guichet_app;

    CREATE TABLE keys.holder (
      id uuid PRIMARY KEY,
      process text NOT NULL,
      held jsonb NOT NULL,
      at timestamptz NOT NULL
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON keys.holder TO guichet_app;

    ALTER TABLE journal_entry ADD COLUMN key_generation smallint NOT NULL DEFAULT 1;
    ALTER TABLE journal_root ADD COLUMN key_generation smallint NOT NULL DEFAULT 1;
    ALTER TABLE likeness ADD COLUMN key_generation smallint NOT NULL DEFAULT 1;
    ALTER TABLE attachment_body ADD COLUMN key_generation smallint NOT NULL DEFAULT 1;
    ALTER TABLE inbound_mail ADD COLUMN key_generation smallint NOT NULL DEFAULT 1;
    -- What a rotation of the index key has still to make again.
    CREATE INDEX likeness_generation ON likeness (department, key_generation, case_id);
    -- A key that is used again is stored under the active generation.
    GRANT UPDATE (hmac) ON api_key TO guichet_app;
  `);
}
