import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';

/** A table as a file holds it: its header, and each row with the line it begins on. */
export interface Table {
  header: string[];
  rows: { line: number; cells: string[] }[];
}

/** The most lines that are taken at once. */
export const LONGEST = 20_000;
const DELIMITERS = [';', '\t', ',', '|'];

/** Reads a table kept as text, whatever its encoding and separator: both are looked for, never assumed. Throws nothing. */
export function readTable(bytes: Buffer): Table | { problem: string } {
  if (bytes.length === 0) return { problem: 'Le fichier est vide.' };
  const text = decoded(bytes);
  if (text.includes('\0')) return { problem: 'Ce fichier n’est pas un tableau en texte\u00a0: enregistrez-le au format CSV.' };
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: 200_000,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      // The library's types do not know what `info` adds.
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [head, ...rows] = records;
    if (head === undefined) return { problem: 'Le fichier est vide.' };
    if (rows.length > LONGEST) return { problem: `Le fichier a ${rows.length} lignes\u00a0: envoyez-en au plus ${LONGEST} à la fois.` };
    return { header: head.record, rows: rows.map(({ record, info }) => ({ line: info.lines, cells: record.map(asWritten) })) };
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    const line = Reflect.get(failure, 'lines');
    return {
      problem: `Ligne ${typeof line === 'number' ? line : '?'}\u00a0: les guillemets ou les séparateurs ne se suivent pas. Enregistrez le fichier en CSV depuis votre tableur.`,
    };
  }
}

/** A header as it is compared: no accent, no capital, no space. */
export const plainHeader = (header: string): string =>
  header
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes);
}

/** The separator that cuts the header most. */
function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/\r?\n|$/));
  const [first = ';'] = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length);
  return first;
}

/** A cell without the mark that keeps a spreadsheet from computing it. */
const asWritten = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);
