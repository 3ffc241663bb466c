import { DateTime } from 'luxon';
import { readSheet as firstSheet, InvalidInputError } from 'read-excel-file/node';
import { boundedWorkbook, damagedWorkbook } from './bounded-workbook.ts';
import { LONGEST, type Table } from './read-table.ts';

/** A workbook to be read. */
export interface WorkbookOrder {
  raw: Uint8Array<ArrayBuffer>;
}

export type WorkbookRead = Table | { problem: string };

const WIDEST = 60;

/**
 * The first sheet of a workbook as a table of texts: a number as it is written, a day as 22/11/2026 whatever the cell shows it as, with its hour where it has one, of a formula what
 * the spreadsheet last showed. Its first row that says something is the header. Rejects where the library does.
 */
export async function workbookTable(raw: Uint8Array<ArrayBuffer>): Promise<WorkbookRead> {
  const bounded = boundedWorkbook(raw);
  if ('problem' in bounded) return bounded;
  const rows = await firstSheet<string>(Buffer.from(bounded.buffer), { parseNumber: (text) => text }).catch((failure: unknown) => {
    if (failure instanceof InvalidInputError) return null;
    throw failure;
  });
  if (rows === null) return damagedWorkbook;
  const [head, ...lines] = rows.map((row, at) => ({ line: at + 1, cells: row.map(cellText) })).filter(({ cells }) => cells.some(Boolean));
  if (head === undefined) return { problem: 'La première feuille de ce classeur est vide\u00a0: mettez-y votre tableau.' };
  if (head.cells.length > WIDEST) return { problem: `La première feuille a plus de ${WIDEST} colonnes\u00a0: gardez celles qui servent.` };
  if (lines.length > LONGEST) return { problem: `La première feuille a ${lines.length} lignes\u00a0: envoyez-en au plus ${LONGEST} à la fois.` };
  return { header: head.cells, rows: lines };
}

function cellText(value: unknown): string {
  if (value instanceof Date) {
    // A spreadsheet keeps a moment as a fraction of a day: its minute is the nearest one.
    const read = DateTime.fromJSDate(value, { zone: 'utc' }).plus({ seconds: 30 }).startOf('minute');
    return read.toFormat(read.hour + read.minute === 0 ? 'dd/MM/yyyy' : 'dd/MM/yyyy HH:mm');
  }
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  return typeof value === 'string' ? value.trim() : '';
}
