import type { Period } from '../calendar/period.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { storedLabel } from '../vocabulary/vocabulary.ts';
import type { Indicator } from './indicator.ts';
import { scope } from './scope.ts';

interface Line {
  /** Null: nobody knows. */
  code: string | null;
  /** French. */
  label: string;
  value: number;
}

/** What an indicator says of a period. Shares are not rounded; hours are elapsed hours. */
export type Figure = { id: string } & (
  | { value: number }
  | { value: number; of: number }
  | { lines: Line[]; of: number }
  | { value: number; median: number | null; p90: number | null }
  | { missing: string }
);

/**
 * Counts indicators over a period of one department, each from the record itself, in one reading: all see the same instant.
 * Exercises are in none. Reads codes and instants only, nothing that is sealed; lasts as long as the tables are large.
 */
export async function figures(db: Database, department: string, period: Period, asked: readonly Indicator[]): Promise<Figure[]> {
  return inDepartment(
    db,
    department,
    async (tx) => {
      const counted: Figure[] = [];
      for (const indicator of asked) counted.push(await figure(tx, department, period, indicator));
      return counted;
    },
    { snapshot: true },
  );
}

type Row = { line?: string | null; n: string; of?: string; median?: number | null; p90?: number | null };

async function figure(tx: Tx, department: string, { from, until }: Period, { id, measure }: Indicator): Promise<Figure> {
  if (measure.kind === 'MISSING') return { id, missing: measure.needs };
  const { rows } = await tx.query<Row>({ text: `${scope} ${measure.sql}` }, [department, new Date(from), new Date(until)]);
  const [first] = rows;
  if (measure.kind === 'LINES') {
    const lines = rows.map(({ line = null, n }) => ({
      code: line,
      label: line === null ? 'Non connu' : storedLabel(measure.family, line),
      value: Number(n),
    }));
    return { id, lines: lines.sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1)), of: Number(first?.of ?? 0) };
  }
  const value = Number(first?.n ?? 0);
  if (measure.kind === 'COUNT') return { id, value };
  if (measure.kind === 'SHARE') return { id, value, of: Number(first?.of ?? 0) };
  return { id, value, median: numberOf(first?.median), p90: numberOf(first?.p90) };
}

const numberOf = (read: number | string | null | undefined): number | null => (read === null || read === undefined ? null : Number(read));
