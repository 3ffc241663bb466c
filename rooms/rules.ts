import { basename, dirname } from 'node:path/posix';
import { circlesOf } from './circles.ts';
import { type House, isOutside, type Placed, roomOf, splitNames } from './house.ts';
import type { Sighting } from './module.ts';
import { harmless } from './table.ts';
import { twinsIn } from './twins.ts';

/** A rule that something breaks, where, and how. */
export interface Breach {
  rule: RuleName;
  /** `file:line`, a folder or a room. */
  at: string;
  says: string;
}

type Found = Omit<Breach, 'rule'>;

const LARGEST_FOLDER = 25;
/** With fewer files than this the checker did not see the house. */
const FEWEST_MODULES = 500;

const at = ({ path }: { path: string }, { line }: { line: number }): string => `${path}:${line}`;
const inRooms = (house: House, find: (module: Placed) => Found[]): Found[] => house.product.flatMap(find);
const grouped = <Item>(items: readonly Item[], key: (item: Item) => string): [string, Item[]][] => [...Map.groupBy(items, key)];

/** One rule each: what breaks it in this house. */
const rules = {
  'no-room': ({ homeless }) => homeless.map(({ path }) => ({ at: path, says: 'is in no room of rooms/table.ts' })),

  'unlisted-import': (house) =>
    inRooms(house, (module) =>
      module.files.flatMap(({ to, line }) => {
        const room = roomOf(to, house.table);
        const allowed = room === undefined || room === module.room || splitNames(house.table[module.room]?.imports).includes(room);
        return allowed ? [] : [{ at: at(module, { line }), says: `imports ${to}: ${module.room} may not know ${room}` }];
      }),
    ),

  'unlisted-package': (house) =>
    inRooms(house, (module) =>
      module.packages
        .filter(({ to }) => !to.startsWith('node:') && !splitNames(house.table[module.room]?.packages).includes(to))
        .map((found) => ({ at: at(module, found), says: `imports ${found.to}: ${module.room} may not use this package` })),
    ),

  'imports-tests': (house) =>
    inRooms(house, (module) =>
      module.files
        .filter(({ to }) => isOutside(to))
        .map((found) => ({ at: at(module, found), says: `imports ${found.to}, which is no part of the product` })),
    ),

  upward: ({ table }) =>
    Object.keys(table).flatMap((name, index, names) =>
      splitNames(table[name]?.imports)
        .filter((room) => !isBelow(table, names.slice(0, index), room, name))
        .map((room) => ({ at: name, says: `lists ${room}, which does not stand below it` })),
    ),

  unused: (house) =>
    Object.entries(house.table).flatMap(([name, { imports, packages, sql }]) => {
      const modules = house.product.filter(({ room }) => room === name);
      if (modules.length === 0) return [{ at: name, says: 'is a room without a file of code' }];
      const known = new Set(
        modules.flatMap(({ files, packages: used }) => [...files.map(({ to }) => roomOf(to, house.table)), ...used.map(({ to }) => to)]),
      );
      const holding = new Set(modules.filter((module) => module.sql.length > 0).map(({ path }) => nameOf(path)));
      const files = typeof sql === 'string' ? splitNames(sql) : [];
      return [
        ...[...splitNames(imports), ...splitNames(packages)].filter((what) => !known.has(what)),
        ...files.filter((file) => !holding.has(file)),
      ].map((what) => ({
        at: name,
        says: `lists ${what} and has no use for it`,
      }));
    }),

  circle: ({ product }) =>
    circlesOf(product).map((circle) => ({ at: circle[0] ?? '', says: `imports itself through ${circle.slice(1).join(' → ')}` })),

  sql: (house) =>
    inRooms(house, (module) => {
      const { sql } = house.table[module.room] ?? {};
      const isStore = sql === true || splitNames(sql).includes(nameOf(module.path));
      return isStore ? [] : module.sql.map((found) => ({ at: at(module, found), says: `holds SQL (“${found.what}”): ${module.room} may not` }));
    }),

  impure: (house) => [...impureRooms(house), ...inRooms(house, (module) => worldlyIn(house, module))],

  'crowded-folder': ({ code, table }) =>
    grouped(code, ({ path }) => dirname(path))
      .filter(([folder, files]) => files.length > LARGEST_FOLDER && !table[folder]?.series)
      .map(([folder, files]) => ({ at: folder, says: `holds ${files.length} files of code; ${LARGEST_FOLDER} at most` })),

  'one-name': ({ product, table }) => {
    const declared = product.filter(({ room }) => !table[room]?.series).flatMap((module) => module.exports.map((found) => ({ ...found, module })));
    return grouped(declared, ({ what }) => what).flatMap(([name, places]) =>
      new Set(places.map(({ module }) => module.path)).size < 2
        ? []
        : places.map((place) => ({
            at: at(place.module, place),
            says: `exports ${name}, which ${places.length} files export: one name means one thing`,
          })),
    );
  },

  'nameless-store': ({ code }) =>
    code
      .filter(({ path }) => nameOf(path) === 'store')
      .map(({ path }) => ({ at: path, says: 'is called store: a file is named after what it stores' })),

  'near-twins': ({ code }) =>
    grouped(code, ({ path }) => dirname(path)).flatMap(([folder, files]) =>
      twinsIn(files.map(({ path }) => nameOf(path))).map((twins) => ({
        at: folder,
        says: `holds ${twins.join(' and ')}: who could tell them apart?`,
      })),
    ),

  'too-few': ({ code }) => (code.length < FEWEST_MODULES ? [{ at: '.', says: `only ${code.length} files of code were seen` }] : []),
} satisfies Record<string, (house: House) => Found[]>;

export type RuleName = keyof typeof rules;
export const ruleNames = Object.keys(rules) as RuleName[];

/** Everything that breaks a rule, rule by rule. */
export function breachesOf(house: House): Breach[] {
  return ruleNames.flatMap((rule) => rules[rule](house).map((found) => ({ rule, ...found })));
}

const nameOf = (path: string): string => basename(path).replace(/\..*$/, '');

const folderOf = (room: string): string => room.split('/')[0] ?? room;

/** On a lower floor; or before it in its own folder. */
function isBelow(table: House['table'], before: readonly string[], room: string, name: string): boolean {
  if (!before.includes(room)) return false;
  return folderOf(room) === folderOf(name) || (table[room]?.floor ?? 0) < (table[name]?.floor ?? 0);
}

/** A pure room knows pure rooms only, so that no path leads from it to the world. */
function impureRooms({ table }: House): Found[] {
  return Object.entries(table)
    .filter(([, { pure }]) => pure)
    .flatMap(([name, { imports, packages, pure, sql }]) => [
      ...(sql === undefined ? [] : [{ at: name, says: 'is pure and may hold SQL' }]),
      ...splitNames(imports)
        .filter((room) => table[room]?.pure !== true)
        .map((room) => ({ at: name, says: `is pure and lists ${room}, which is not` })),
      ...splitNames(packages)
        .filter((of) => !harmless.includes(of) && !(pure === 'sandbox' && of.startsWith('@temporalio/')))
        .map((of) => ({ at: name, says: `is pure and lists ${of}, which may reach the world` })),
    ]);
}

function worldlyIn({ table }: House, module: Placed): Found[] {
  const { pure } = table[module.room] ?? {};
  if (pure === undefined) return [];
  const modules: Sighting[] = module.packages
    .filter(({ to }) => to.startsWith('node:') && !harmless.includes(to))
    .map(({ to, line }) => ({ what: to, line }));
  return [...modules, ...(pure === 'sandbox' ? [] : module.world)].map((found) => ({
    at: at(module, found),
    says: `reaches the world by ${found.what}: ${module.room} is pure`,
  }));
}
