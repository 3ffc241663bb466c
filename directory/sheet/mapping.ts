import { otherHeaders, type SheetColumn, sheetColumns } from './columns.ts';
import { plainHeader, type Table } from './read-table.ts';

/** What a department takes its own headings for, by the heading as it is compared; null: that column is left out. */
export type HeadingMeanings = Readonly<Record<string, SheetColumn | null>>;

const known = new Map<string, SheetColumn>(sheetColumns.map(([column]) => [column, column]));

/** A heading as it is compared and remembered. */
export const headingKey = (heading: string): string => plainHeader(heading).replaceAll(/^_+|_+$/g, '');

/** The column that a heading means: what the department said of it, else our own name of it; undefined: nobody knows. */
export function meaningOf(heading: string, meanings: HeadingMeanings): SheetColumn | null | undefined {
  const key = headingKey(heading);
  return Object.hasOwn(meanings, key) ? meanings[key] : (known.get(key) ?? (Object.hasOwn(otherHeaders, key) ? otherHeaders[key] : undefined));
}

/** What may be remembered of what was said: our own name of a column always means that column, in another table. */
export const rememberable = (said: HeadingMeanings): HeadingMeanings => Object.fromEntries(Object.entries(said).filter(([key]) => !known.has(key)));

/** The headings whose column nobody reads, as somebody said. */
export const leftOutOf = ({ header }: Pick<Table, 'header'>, meanings: HeadingMeanings): string[] =>
  header.filter((heading) => heading !== '' && meaningOf(heading, meanings) === null);

/** The columns of a table as they are meant; null: left out. What keeps it from being read is said. Pure. */
export function columnsOf(table: Pick<Table, 'header'>, meanings: HeadingMeanings): { columns: (SheetColumn | null)[]; problems: string[] } {
  const meant = table.header.map((heading) => (heading === '' ? null : meaningOf(heading, meanings)));
  const unknown = table.header.filter((_heading, at) => meant[at] === undefined);
  const columns = meant.map((column) => column ?? null);
  const twice = [...new Set(columns.filter((column, at) => column !== null && columns.indexOf(column) !== at))];
  return {
    columns,
    problems: [
      ...unknown.map((heading) => `La colonne «\u00a0${heading.slice(0, 40)}\u00a0» n’est pas connue\u00a0: dites ce qu’elle contient.`),
      ...twice.map((column) => `La colonne «\u00a0${column}\u00a0» est là deux fois\u00a0: n’en gardez qu’une.`),
      ...(columns.includes('nom') ? [] : ['La colonne «\u00a0nom\u00a0» manque\u00a0: dites laquelle donne le nom de l’organisme.']),
    ],
  };
}
