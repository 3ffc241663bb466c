import type { Database, Tx } from '../../database/pool.ts';
import { keepFiles } from '../../files/keep.ts';
import type { LivedCase } from './lived-case.ts';
import { type CaseRows, type CaseTable, columns, rowsOfLivedCase } from './lived-rows.ts';

/** What a column's type is read from, where an array of it would not do. */
const readFrom: Record<string, string> = { jsonb: 'text', 'text[]': 'text' };
const bare: ReadonlySet<string> = new Set(['uuid', 'int', 'smallint', 'bigint', 'boolean', 'timestamptz']);

const tables = Object.keys(columns) as CaseTable[];
const statements = new Map(tables.map((table) => [table, { name: `lived-${table}`, text: insertInto(table) }]));

/**
 * Writes whole cases that have their life behind them, many at once: the rows that the one writer would have left, had it written each
 * step at its time. All or nothing, in the caller's transaction; a case that is there already is a conflict.
 */
export async function writeLivedCases(db: Database, tx: Tx, cases: readonly LivedCase[]): Promise<void> {
  const rows = cases.map((lived) => rowsOfLivedCase(db.keys, lived));
  for (const [table, statement] of statements) {
    const all = rows.flatMap((of: CaseRows): Record<string, unknown>[] => of[table]);
    const values = Object.entries(columns[table]).map(([column, type]) =>
      arrayOf(
        type,
        all.map((row) => row[column]),
      ),
    );
    if (all.length > 0) await tx.query(statement, values);
  }
  for (const { id, department, key, steps } of cases) {
    for (const { alert, event, state } of steps) {
      const addedAt = event?.at ?? 0;
      const source = state.alerts.at(-1)?.id ?? '';
      if (alert) await keepFiles(db, tx, { department, owner: { case: id }, key, source, addedAt }, alert.files);
    }
  }
}

function insertInto(table: CaseTable): string {
  const all = Object.entries(columns[table]);
  const names = all.map(([name]) => name).join(', ');
  const arrays = all.map(([, type], index) => `$${index + 1}::${readFrom[type] ?? type}[]`).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${all.map(([name, type]) => `${name}::${type}`).join(', ')} FROM unnest(${arrays}) AS r(${names})`;
}

/** A column of rows as PostgreSQL writes an array: thousands of values are read twice as fast as from JSON. */
function arrayOf(type: string, column: unknown[]): string {
  const one = (value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    if (bare.has(type)) return String(value);
    const text =
      type === 'jsonb' && typeof value !== 'string' ? JSON.stringify(value) : type === 'text[]' ? arrayOf('text', value as unknown[]) : String(value);
    return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  };
  return `{${column.map(one).join(',')}}`;
}
