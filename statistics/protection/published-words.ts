import type { PublicationContent, PublishedCell, PublishedTable } from './compose.ts';

/** A published table as it is read: a line a code of its first axis, a column a code of the second. */
export interface ReadTable {
  title: string;
  axis: string;
  columns: string[];
  lines: { label: string; whole: boolean; cells: string[] }[];
  /** A thing may be in several lines. */
  several: boolean;
}

const whole = 'Ensemble';
/** In the place of a figure that is not shown. */
const HIDDEN_WORD = 'masqué';

/** Tables in the words of whoever reads them: `written` sets every text; `said` gives each figure where it is not the published one. */
export function readTables(
  { tables, quality }: PublicationContent,
  written: (text: string) => string,
  said: (cell: PublishedCell, table: PublishedTable) => string = figureSaid,
): ReadTable[] {
  return tables.map((table) => {
    const [axis = '', across] = table.axes;
    const labels = (index: number): (string | null)[] => [...new Set(table.cells.map((cell) => cell.labels[index] ?? null))];
    const at = (line: string | null, column: string | null): PublishedCell | undefined =>
      table.cells.find((cell) => (cell.labels[0] ?? null) === line && (cell.labels[1] ?? null) === column);
    const columns = across === undefined ? [null] : labels(1);
    return {
      title: written(table.title),
      axis: written(axis),
      columns: across === undefined ? [quality.shares ? 'Nombre (part)' : 'Nombre'] : columns.map((column) => written(column ?? whole)),
      lines: labels(0).map((line) => ({
        label: written(line ?? whole),
        whole: line === null,
        cells: columns.map((column) => {
          const cell = at(line, column);
          return cell === undefined ? '' : written(said(cell, table));
        }),
      })),
      several: table.several,
    };
  });
}

const numberSaid = (value: number): string => new Intl.NumberFormat('fr-FR').format(value);

/** A published figure in words. */
export function figureSaid({ value, percent }: PublishedCell): string {
  if (value === null) return HIDDEN_WORD;
  return percent === undefined ? numberSaid(value) : `${numberSaid(value)} (${percent} %)`;
}
