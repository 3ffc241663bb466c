import type { core, ZodType } from 'zod';
import type { AsSaid } from '../cases/model/content.ts';

/** How what a machine sent is read where nobody can be asked again. */
export interface ReadAnyhow {
  /** What a field that must be there is, when what came for it is none; undefined: what holds it goes with it. */
  instead(path: Path): unknown;
  /** What the field is called where a person reads what came. Null: what came for it is not kept, since its author does not want it to be. */
  what(path: Path): string | null;
}

/** Names of fields only: which of several is not said. */
export type Path = readonly string[];

/** More wrong fields than this, and what is at the top goes whole. */
const ONE_BY_ONE = 60;
const ENOUGH = 120;

/**
 * Reads something by its schema, and keeps as text each value that it has no place for: what can be read is read, the rest is said to a
 * person as it came. Null for what cannot be made to fit, which is not of this kind at all.
 */
export function keepWhatCan<T>(schema: ZodType<T>, sent: unknown, keeping: ReadAnyhow): { read: T; asSaid: AsSaid[] } | null {
  let value = structuredClone(sent);
  const asSaid: AsSaid[] = [];
  const took = (path: PropertyKey[], said: unknown) => {
    const what = keeping.what(named(path));
    if (said !== undefined && said !== null && what !== null) asSaid.push({ what, said: typeof said === 'string' ? said : JSON.stringify(said) });
  };
  for (let turn = 0; turn < ENOUGH; turn += 1) {
    const result = schema.safeParse(value);
    if (result.success) return { read: result.data, asSaid };
    const [issue] = result.error.issues;
    if (issue === undefined) return null;
    const [first = [], ...others] = wrongPaths(issue);
    for (const path of turn < ONE_BY_ONE ? [first, ...others] : [first.slice(0, 1)]) value = without(value, path, keeping, took);
  }
  return null;
}

const named = (path: readonly PropertyKey[]): string[] => path.filter((part) => typeof part === 'string');

/** The places that one complaint is about. */
function wrongPaths(issue: core.$ZodIssue): PropertyKey[][] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  if (issue.code === 'invalid_union') {
    const nearest = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length)[0];
    if (nearest !== undefined && nearest.path.length > 0) return [[...issue.path, ...nearest.path]];
  }
  return [issue.path];
}

type Took = (path: PropertyKey[], said: unknown) => void;

/** The value without what is at a path. What is missing there is what stands instead of it, or what holds it goes. */
function without(value: unknown, path: PropertyKey[], keeping: ReadAnyhow, took: Took): unknown {
  const last = path.at(-1);
  const holder = path.slice(0, -1).reduce((inner: unknown, part) => (isHolder(inner) ? Reflect.get(inner, part) : undefined), value);
  if (last === undefined || !isHolder(holder)) {
    took(path, value);
    return keeping.instead([]);
  }
  const found = Reflect.get(holder, last);
  if (found !== undefined) {
    took(path, found);
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else Reflect.deleteProperty(holder, last);
    return value;
  }
  const instead = keeping.instead(named(path));
  if (instead === undefined) return without(value, path.slice(0, -1), keeping, took);
  Reflect.set(holder, last, instead);
  return value;
}

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null;
