import type { Knex } from 'knex';

/** A test call that nobody answered is somebody's to do: who took it, when it was told again, and what was found when it was done. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE duty_test
      ADD COLUMN taken_by uuid REFERENCES account,
      ADD COLUMN told_again boolean NOT NULL DEFAULT false,
      ADD COLUMN done_at timestamptz,
      ADD COLUMN done_by uuid REFERENCES account,
      ADD COLUMN found text CHECK (found IN ('NUMBER', 'REACHED', 'REPLACED')),
      ADD CHECK ((done_at IS NULL) = (found IS NULL) AND (done_at IS NULL) = (done_by IS NULL));
  `);
}
