import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { splitNames } from './house.ts';
import { picture } from './picture.ts';
import { type Room, rooms } from './table.ts';

type Table = Readonly<Record<string, Room>>;

/** What is written from the table: a file of its own, or the part of a page between `<!-- rooms -->` and `<!-- /rooms -->`. */
const documents: { file: string; written: (table: Table, before: string) => string }[] = [
  { file: 'docs/images/rooms.svg', written: (table) => picture(table) },
  { file: 'docs/architecture.md', written: (table, before) => inPage(before, floorsInWords(table)) },
  { file: 'README.md', written: (table, before) => inPage(before, whereThingsAre(table)) },
];

/** The documents under a folder that do not say what the table says. */
export function staleDocuments(root: string, table: Table = rooms): string[] {
  return documents.filter(({ file, written }) => written(table, read(root, file)) !== read(root, file)).map(({ file }) => file);
}

/** Writes every document made from the table. */
export function writeDocuments(root: string, table: Table = rooms): void {
  for (const { file, written } of documents) writeFileSync(join(root, file), written(table, read(root, file)));
}

function read(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}

const between = /(?<=<!-- rooms -->\n)[\s\S]*(?=<!-- \/rooms -->)/;
const inPage = (page: string, block: string): string =>
  between.test(page) ? page.replace(between, () => block) : `<!-- rooms -->\n${block}<!-- /rooms -->\n`;

/** The folders at the root, a line each, from the ground up. */
function whereThingsAre(table: Table): string {
  const folders = [...Map.groupBy(Object.keys(table), (name) => name.split('/')[0] ?? name)];
  const line = ([folder, inside]: [string, string[]]): string => {
    const within = inside.map((name) => `\`${name.slice(folder.length + 1)}/\`: ${lowered(table[name]?.holds ?? '')}`);
    return `| \`${folder}/\` | ${table[folder]?.holds ?? within.join(' ')} |\n`;
  };
  return `| folder | what it holds |\n|---|---|\n${folders.map(line).join('')}`;
}

/** Every room, floor by floor: what it holds, what it may import, whether it is pure, where it may hold SQL. */
function floorsInWords(table: Table): string {
  const floors = [...Map.groupBy(Object.entries(table), ([, { floor }]) => floor)].toSorted(([a], [b]) => a - b);
  const pure = Object.keys(table).filter((name) => table[name]?.pure === true);
  const stores = Object.keys(table).filter((name) => table[name]?.sql === true);
  const some = Object.entries(table).flatMap(([name, { sql }]) =>
    typeof sql === 'string' ? splitNames(sql).map((file) => `${name}/${file}.ts`) : [],
  );
  return [
    ...floors.map(([floor, entries]) => `### Floor ${floor}\n\n${entries.map(([name, room]) => roomInWords(name, room)).join('')}`),
    `### Pure\n\n${coded(pure)}: no database, no clock, no chance, no network, no file, and no room that has any of them.\n`,
    `### SQL\n\nAnywhere in ${coded(stores)}; elsewhere only in files named after what they store: ${coded(some)}.\n`,
  ].join('\n');
}

function roomInWords(name: string, { holds, imports, packages, pure, sql }: Room): string {
  const signs = [pure === true ? 'pure' : pure === 'sandbox' ? 'runs in the engine’s sandbox' : '', sql === undefined ? '' : 'SQL'].filter(Boolean);
  const knows = splitNames(imports);
  return [
    `- **\`${name}/\`**${signs.length > 0 ? ` (${signs.join(', ')})` : ''}: ${lowered(holds)}\n`,
    `  Imports ${knows.length > 0 ? coded(knows) : 'no other room'}${packages === undefined ? '' : `; packages ${coded(splitNames(packages))}`}.\n`,
  ].join('');
}

const coded = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const lowered = (sentence: string): string => sentence.replace(/^\p{Lu}(?=\p{Ll}| )/u, (first) => first.toLowerCase());
