import type { Knex } from 'knex';

/** Which cases follow a version of the protocol, for the page of that version. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE INDEX case_file_followed ON case_file (department, procedure_slug, procedure_number, opened_at DESC, id)');
}
