import type { Client } from 'pg';

/** A table as it is kept: its name as SQL reads it, and the columns that are not made from others. */
export interface BackedUpTable {
  name: string;
  columns: string;
}

/** Sealed content is nothing without its case's key: the keys are kept apart, for less long (docs/operations.md). */
export type BackupPart = 'content' | 'keys';

/**
 * What is kept of a database, in one order. Sessions are not, nor what is forgotten by a stop: people sign in again. `client` must see
 * every row.
 */
export async function keptTables(client: Client, part: BackupPart): Promise<BackedUpTable[]> {
  const { rows } = await client.query<BackedUpTable>(
    `SELECT c.oid::regclass::text AS name,
            (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'sessions')
       AND c.relname NOT LIKE 'knex\\_%' AND (n.nspname = 'keys') = $1
     ORDER BY 1`,
    [part === 'keys'],
  );
  return rows;
}

/** The last number each sequence gave, as an upper bound: they are of no transaction. */
export async function sequences(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS last FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

export async function setSequences(client: Client, last: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(last)) await client.query('SELECT setval($1::regclass, $2::bigint)', [name, value]);
}

/** The migrations that made the database what it is, in their order. */
export async function shapeOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM knex_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/** Whether nobody has worked in this database yet. */
export async function isUnused(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>('SELECT EXISTS (SELECT FROM department) OR EXISTS (SELECT FROM keys.sealed_key) AS used');
  return rows[0]?.used === false;
}

/** Rows are taken as they were: nothing is refused, kept or told again because of them. Within the transaction. */
export async function takeRowsAsTheyAre(client: Client): Promise<void> {
  await client.query('SET LOCAL session_replication_role = replica');
}

export const copyOut = ({ name, columns }: BackedUpTable): string => `COPY ${name} (${columns}) TO STDOUT`;
export const copyIn = ({ name, columns }: BackedUpTable): string => `COPY ${name} (${columns}) FROM STDIN`;
export const beginReading = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
export const emptied = (tables: readonly BackedUpTable[]): string => `TRUNCATE ${tables.map(({ name }) => name).join(', ')}`;
