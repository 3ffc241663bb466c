import type { Knex } from 'knex';

/** Tables of which every row is a case's, written a few at a time, and the column that says which case. */
const ofCases = {
  case_file: 'id',
  wake: 'case_id',
  journal_entry: 'case_id',
  transfer: 'case_id',
  task: 'case_id',
  message: 'case_id',
  likeness: 'case_id',
};
/** Those whose rows may belong to none. */
const ofCasesOrNot = { 'keys.sealed_key': 'owner_id', alert: 'case_id', access_log: 'case_id' };

/**
 * What may be written is what may be seen, as it was; asked of each row as it comes. Asked once a statement, as for rows that are read by
 * the thousand, the question was prepared anew for each table of each statement, at the price of some twenty rows.
 */
export async function up(knex: Knex): Promise<void> {
  const check = (table: string, rows: string) => knex.raw(`ALTER POLICY actor ON ${table} WITH CHECK (${rows})`);
  for (const [table, column] of Object.entries(ofCases)) await check(table, String.raw`hides_none() OR NOT (hidden_cases() \? ${column}::text)`);
  for (const [table, column] of Object.entries(ofCasesOrNot))
    await check(table, `hides_none() OR ${column} IS NULL OR strpos(hidden_ids(), ${column}::text) = 0`);
}
