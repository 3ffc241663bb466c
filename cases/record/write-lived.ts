import { BinaryArray, type SentType, type SentValue } from '../../database/binary-array.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { keepFiles } from '../../files/keep.ts';
import type { LivedCase } from './lived-case.ts';
import { type CaseTable, columns, rowsOfLivedCase } from './lived-rows.ts';

/** An array of lists would need all of them to be of one length. */
const sentAs = (type: SentType | 'text[]'): SentType => (type === 'text[]' ? 'text' : type);

const tables = Object.keys(columns) as CaseTable[];
const statements = new Map(tables.map((table) => [table, { name: `lived-${table}`, text: insertInto(table) }]));

/**
 * Writes whole cases that have their life behind them, many at once: the rows that the one writer would have left, had it written each
 * step at its time. All or nothing, in the caller's transaction; a case that is there already is a conflict. Cases are taken one by one,
 * and none is held once its rows are made.
 */
export async function writeLivedCases(db: Database, tx: Tx, cases: Iterable<LivedCase>): Promise<void> {
  const written = new Map(tables.map((table) => [table, new Rows(table)]));
  const withFiles: LivedCase[] = [];
  for (const lived of cases) {
    const rows = rowsOfLivedCase(db.keys, lived);
    for (const [table, all] of written) for (const row of rows[table]) all.add(row);
    if (lived.steps.some(({ alert }) => alert !== undefined && alert.files.length > 0)) withFiles.push(lived);
  }
  for (const [table, statement] of statements) {
    const { count, parameters } = written.get(table) ?? new Rows(table);
    if (count > 0) await tx.query(statement, parameters);
  }
  for (const { id, department, key, steps } of withFiles) {
    for (const { alert, event, state } of steps) {
      const addedAt = event?.at ?? 0;
      const source = state.alerts.at(-1)?.id ?? '';
      if (alert) await keepFiles(db, tx, { department, owner: { case: id }, key, source, addedAt }, alert.files);
    }
  }
}

/** The rows of one table, column by column. */
class Rows {
  count = 0;
  readonly #columns: { name: string; list: boolean; values: BinaryArray<SentType> }[];

  constructor(table: CaseTable) {
    this.#columns = Object.entries<SentType | 'text[]'>(columns[table]).map(([name, type]) => ({
      name,
      list: type === 'text[]',
      values: new BinaryArray<SentType>(sentAs(type)),
    }));
  }

  add(row: Readonly<Record<string, SentValue<SentType> | readonly string[]>>): void {
    this.count += 1;
    for (const { name, list, values } of this.#columns) {
      const value = row[name] ?? null;
      values.add(list ? literalOf(value as readonly string[]) : (value as SentValue<SentType>));
    }
  }

  get parameters(): Buffer[] {
    return this.#columns.map(({ values }) => values.parameter);
  }
}

const literalOf = (list: readonly string[]): string => `{${list.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

function insertInto(table: CaseTable): string {
  const all = Object.entries<SentType | 'text[]'>(columns[table]);
  const names = all.map(([name]) => name).join(', ');
  const arrays = all.map(([, type], index) => `$${index + 1}::${sentAs(type)}[]`).join(', ');
  const read = all.map(([name, type]) => (type === 'text[]' ? `${name}::text[]` : name)).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${read} FROM unnest(${arrays}) AS r(${names})`;
}
