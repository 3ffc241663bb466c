import { foldedLetters } from '../vocabulary/letters.ts';

/** A commune of today, as the national geographic code lists it. Key on `code` (INSEE): postal codes may straddle departments. */
export interface Commune {
  code: string;
  name: string;
  department: string;
  postalCodes: string[];
  population: number;
}

/** A name or code of before, and the commune of today that it belongs to. */
export interface FormerCommune {
  code: string;
  name: string;
  successor: string;
}

/** A commune as somebody may mean it. */
export interface MeantCommune {
  commune: Commune;
  /** The name it was meant by, where that is one of before: "Mancieulles" for Val de Briey. */
  formerly?: string;
}

/** The communes of the country, ready to be asked: built once. */
export interface PlaceIndex {
  byCode: ReadonlyMap<string, Commune>;
  formerCodes: ReadonlyMap<string, readonly MeantCommune[]>;
  byPostalCode: ReadonlyMap<string, readonly Commune[]>;
  byName: ReadonlyMap<string, readonly MeantCommune[]>;
  /** Names that begin with an article, without it. */
  byBareName: ReadonlyMap<string, readonly MeantCommune[]>;
  /** What names start with, from each of their words on, in order; made when first asked. */
  starts(): readonly Start[];
  postalCodes: readonly string[];
  /** Their codes, and their names as keys. */
  departments: ReadonlyMap<string, string>;
  /** Names of a department with one letter left out, for slips of the pen; made when first asked. */
  slips(department: string): ReadonlyMap<string, readonly MeantCommune[]>;
}

interface Start {
  key: string;
  place: MeantCommune;
  /** Whether it is the whole name's start. */
  first: boolean;
}

const ARTICLE = /^(?:le|la|les|l) /;

/** "Vandœuvre-lès-Nancy" and "vandoeuvre les nancy" are one name; so are "Lay-Saint-Christophe" and "LAY ST CHRISTOPHE". */
export function placeKey(name: string): string {
  return foldedLetters(name)
    .replaceAll(/(?<![a-z])s\/s(?![a-z])/g, ' sous ')
    .replaceAll(/(?<![a-z])s\//g, ' sur ')
    .replaceAll('&', ' et ')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(/\bst(e?s?)\b/g, 'saint$1')
    .replaceAll(/\blez\b/g, 'les')
    .replaceAll(/\bmt(s?)\b/g, 'mont$1')
    .replaceAll(/\bdvt\b/g, 'devant');
}

/** A name without the article it begins with; null when it begins with none. */
export function withoutArticle(key: string): string | null {
  return ARTICLE.test(key) ? key.replace(ARTICLE, '') : null;
}

function addTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** Orders the country's communes by whatever they may be called. Pure; the caller keeps the answer. */
export function indexPlaces(
  communes: readonly Commune[],
  formers: readonly FormerCommune[],
  departments: readonly { code: string; name: string }[],
): PlaceIndex {
  const byCode = new Map(communes.map((commune) => [commune.code, commune]));
  const byPostalCode = new Map<string, Commune[]>();
  const byName = new Map<string, MeantCommune[]>();
  const byBareName = new Map<string, MeantCommune[]>();
  const formerCodes = new Map<string, MeantCommune[]>();
  const ofDepartment = new Map<string, { key: string; place: MeantCommune }[]>();
  const add = (name: string, place: MeantCommune) => {
    const key = placeKey(name);
    if (byName.get(key)?.some(({ commune }) => commune === place.commune)) return;
    addTo(byName, key, place);
    const bare = withoutArticle(key);
    if (bare !== null) addTo(byBareName, bare, place);
    addTo(ofDepartment, place.commune.department, { key, place });
  };
  for (const commune of communes) {
    add(commune.name, { commune });
    for (const code of commune.postalCodes) addTo(byPostalCode, code, commune);
  }
  for (const { code, name, successor } of formers) {
    const commune = byCode.get(successor);
    if (commune === undefined) continue;
    const place = name === '' ? { commune } : { commune, formerly: name };
    if (name !== '') add(name, place);
    if (!byCode.has(code) && !formerCodes.get(code)?.some((one) => one.commune === commune)) addTo(formerCodes, code, place);
  }
  let starts: readonly Start[] | undefined;
  const slips = new Map<string, Map<string, MeantCommune[]>>();
  return {
    byCode,
    formerCodes,
    byPostalCode,
    byName,
    byBareName,
    starts() {
      starts ??= startsOf(byName);
      return starts;
    },
    postalCodes: [...byPostalCode.keys()].sort(),
    departments: new Map(departments.flatMap(({ code, name }) => [[code.toLowerCase(), code] as const, [placeKey(name), code] as const])),
    slips(department) {
      const known = slips.get(department) ?? slipsOf(ofDepartment.get(department) ?? []);
      slips.set(department, known);
      return known;
    },
  };
}

function startsOf(byName: ReadonlyMap<string, readonly MeantCommune[]>): Start[] {
  const starts: Start[] = [];
  for (const [key, places] of byName)
    for (let at = 0; at >= 0; at = key.indexOf(' ', at) + 1 || -1)
      for (const place of places) starts.push({ key: key.slice(at), place, first: at === 0 });
  return starts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** A name short of five letters has too many neighbours. */
const SHORTEST_SLIP = 5;

/**
 * A name with no letter missing, with each one missing in turn, and in one word without its plurals: two names that share one of these
 * differ by a letter, by where words are parted ("Lhopital"), or by plurals ("Neuve Maison").
 */
export function slipsOfName(key: string): string[] {
  if (key.length < SHORTEST_SLIP) return [];
  return [key, ...Array.from(key, (_, at) => key.slice(0, at) + key.slice(at + 1)), `=${key.replaceAll(/[sx](?= |$)| /g, '')}`];
}

function slipsOf(named: readonly { key: string; place: MeantCommune }[]): Map<string, MeantCommune[]> {
  const found = new Map<string, MeantCommune[]>();
  for (const { key, place } of named) for (const slip of slipsOfName(key)) addTo(found, slip, place);
  return found;
}

/** The part of a sorted list that starts with these letters. */
export function startingWith<T>(sorted: readonly T[], start: string, keyOf: (item: T) => string): readonly T[] {
  const from = firstNotBefore(sorted, start, keyOf);
  return sorted.slice(from, firstNotBefore(sorted, `${start}\uffff`, keyOf));
}

function firstNotBefore<T>(sorted: readonly T[], bound: string, keyOf: (item: T) => string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(sorted[middle] as T) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As it is offered and read back: "Mancieulles, aujourd’hui Val de Briey (54)". */
export function placeWords({ commune, formerly }: MeantCommune): string {
  const name = formerly === undefined ? commune.name : `${formerly}, aujourd’hui ${commune.name}`;
  return `${name} (${commune.department})`;
}

/** The department that a code begins with, INSEE or postal; the two of Corsica share one start in postal codes. */
export function isOfDepartment(code: string, department: string): boolean {
  if (/^2[AB]$/.test(department)) return code.startsWith('20') || code.startsWith(department);
  return code.startsWith(department);
}
