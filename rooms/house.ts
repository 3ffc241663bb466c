import { dirname, join } from 'node:path/posix';
import { type CodeModule, packageOf } from './module.ts';
import { outside, type Room, rooms } from './table.ts';

/** A file of the product, in its room. */
export interface Placed extends CodeModule {
  room: string;
  /** Files of the house it imports, as paths from the root. */
  files: { to: string; line: number }[];
  packages: { to: string; line: number }[];
}

/** Everything the rules look at. */
export interface House {
  table: Readonly<Record<string, Room>>;
  /** The product: all that is in a room, tests apart. */
  product: readonly Placed[];
  /** All code, tests apart, in rooms or outside. */
  code: readonly CodeModule[];
  /** Code that is in no room and not known to be outside. */
  homeless: readonly CodeModule[];
}

/** `undefined` when no room of the table holds this path. */
export function roomOf(path: string, table: Readonly<Record<string, Room>> = rooms): string | undefined {
  const folder = dirname(path);
  if (folder in table) return folder;
  return folder === '.' ? undefined : roomOf(folder, table);
}

/** A test of a file, or what tests share; it may import everything. */
export const isTest = (path: string): boolean => /\.(test|testing)\.\w+$/.test(path);
/** No part of the product, whatever it is. */
export const isOutside = (path: string): boolean => isTest(path) || outside.some((place) => path === place || path.startsWith(`${place}/`));
/** A list of the table: names with spaces between. */
export const splitNames = (names: string | undefined): string[] => names?.split(/\s+/).filter(Boolean) ?? [];

/** Puts every file in its room. */
export function houseOf(modules: readonly CodeModule[], table: Readonly<Record<string, Room>> = rooms): House {
  const code = modules.filter(({ path }) => !isTest(path));
  const inside = code.filter(({ path }) => !isOutside(path));
  const product = inside.flatMap((module): Placed[] => {
    const room = roomOf(module.path, table);
    return room === undefined ? [] : [{ ...module, room, ...targetsOf(module) }];
  });
  return { table, product, code, homeless: inside.filter(({ path }) => roomOf(path, table) === undefined) };
}

function targetsOf({ path, imports }: CodeModule): Pick<Placed, 'files' | 'packages'> {
  const targets = imports.map(({ what, line }) => ({ file: join(dirname(path), what), of: packageOf(what), line }));
  return {
    files: targets.flatMap(({ file, of, line }) => (of === null ? [{ to: file, line }] : [])),
    packages: targets.flatMap(({ of, line }) => (of === null ? [] : [{ to: of, line }])),
  };
}
