import { type Commune, isOfDepartment, type MeantCommune, type PlaceIndex, placeKey, slipsOfName, startingWith, withoutArticle } from './places.ts';

/**
 * What was read of a place: the one commune it can only be, or those it may be, or nothing. What is near is offered and never taken:
 * a wrong commune sends an alert to the wrong prosecutor.
 */
export type PlaceRead = { found: MeantCommune } | { offered: MeantCommune[] } | { unknown: 'NOTHING' | 'NAME' | 'CODE' };

const MOST_OFFERED = 10;
const MANY = 500;
const STREET =
  /\b(?:rue|avenue|av|ave|boulevard|bd|bld|bvd|place|pl|chemin|impasse|allees?|route|rte|quai|square|lotissement|residence|hameau|lieu dit|sentier|faubourg|cours|za|zi|bp|cs|appartement|appt?|bat|batiment|immeuble)\b/;
const CODE = /\b(?:\d{5}|2[ab]\d{3})\b/g;
const BEFORE_NAME = /^(?:(?:commune|ville|mairie|village) (?:de la |de l |de |du |des |d )|(?:a|au|aux|en|de|d) )/;
const BOROUGH = /^(paris|lyon|marseille) (?:0?[1-9]|1\d|20)(?:er|e|eme|ieme)?(?: arrondissement)?$/;

/** What was typed, taken apart. */
interface Said {
  /** Whole postal or INSEE codes. */
  codes: string[];
  /** Digits that are no whole code. */
  digits: string[];
  departments: string[];
  cedex: boolean;
  /** What remains, part by part, as keys. */
  names: string[];
}

/**
 * Reads a place as somebody wrote it: a name in whatever spelling, with its postal code, its department or a street, a postal code alone, a
 * CEDEX, an INSEE code, a name or code of before. One meaning is found; several, or near ones, are offered, those of `here` first.
 */
export function readPlace(index: PlaceIndex, typed: string, here: readonly string[]): PlaceRead {
  const said = takeApart(index, typed);
  const { codes, digits, departments, cedex, names } = said;
  const matched = names.map((name) => named(index, name)).filter((places) => places.length > 0);
  const all = distinct(matched.flat());
  const byCode = codes.map((code) => ({ code, places: cedex ? [] : ofCode(index, code) }));
  const coded = distinct(byCode.flatMap(({ places }) => places));
  const sort = (places: readonly MeantCommune[]) => ranked(places, here);

  if (all.length > 0) {
    const fits = ({ commune }: MeantCommune) =>
      (departments.length === 0 || departments.includes(commune.department)) &&
      byCode.every(({ code, places }) =>
        places.length === 0 ? isOfDepartment(code, commune.department) : places.some((place) => place.commune === commune),
      );
    const fitting = all.filter(fits);
    const [only] = fitting;
    const sure = only !== undefined && fitting.length === 1 && digits.length === 0;
    // Said without a code, where no commune of here is called just so: one of here may be meant all the same.
    const isNameAlone = fitting.length > 0 && codes.length + departments.length === 0 && !fitting.some((place) => isHere(place, here));
    const meantHere = isNameAlone ? distinct([...shortOf(index, names, here), ...names.flatMap((name) => slipsHere(index, name, here))]) : [];
    if (sure && meantHere.length === 0) return { found: only };
    if (meantHere.length > 0) return { offered: distinct([...meantHere, ...sort(fitting)]) };
    return { offered: sort(fitting.length > 0 ? fitting : distinct([...all, ...coded])) };
  }
  if (names.length === 0 && coded.length > 0) {
    const meant = distinct([...coded, ...codes.flatMap((code) => offices(index, code))]);
    const [only] = meant;
    return only !== undefined && meant.length === 1 && digits.length === 0
      ? { found: only }
      : { offered: distinct([...sort(coded), ...sort(meant)]) };
  }

  const inDepartments = (places: readonly MeantCommune[]) =>
    places.filter(({ commune }) => departments.length === 0 || departments.includes(commune.department));
  const near = distinct([...inDepartments(names.flatMap((name) => nearby(index, name, here))), ...coded]);
  if (near.length > 0) return { offered: near };
  const starts = codes.length > 0 ? codes.map((code) => code.slice(0, 3)) : names.length === 0 ? [...digits, ...departments] : [];
  const started = distinct(starts.flatMap((start) => postalStart(index, start)));
  if (started.length > 0) return { offered: sort(started).slice(0, MOST_OFFERED) };
  if (names.length > 0) return { unknown: 'NAME' };
  return { unknown: codes.length + digits.length > 0 ? 'CODE' : 'NOTHING' };
}

/** As one name with its codes if that is a name ("Bors (Canton de Charente-Sud)"), else part by part. */
function takeApart({ departments, byName }: PlaceIndex, typed: string): Said {
  const whole = takeParts([typed], departments);
  const [name] = whole.names;
  if (name !== undefined && whole.names.length === 1 && byName.has(name)) return whole;
  // Before "/" separates: "s/" is short for "sur".
  const written = typed.replaceAll(/(?<![\p{L}])s\/(?:s(?!\p{L}))?/giu, (short) => (short.length > 2 ? 'sous ' : 'sur '));
  return withoutDepartmentNames(takeParts(written.split(/[,;:()[\]/|\r\n\t]|\s[-–—]\s/), departments), departments);
}

function takeParts(written: readonly string[], known: ReadonlyMap<string, string>): Said {
  const said: Said = { codes: [], digits: [], departments: [], cedex: false, names: [] };
  const parts = written
    .map((part) =>
      placeKey(part)
        .replace(/\bf (?=\d{5}\b)/, '')
        .replaceAll(/\b(?:bp|cs|tsa) ?\d{1,6}\b/g, '')
        .replaceAll(/(?<=\b\d{5})(?=[a-z]{2})|(?<=[a-z]{2})(?=\d{5}\b)/g, ' ')
        .replaceAll(/\b(\d{2}) (\d{3})\b(?! \d)/g, '$1$2'),
    )
    .filter((part) => part !== '');
  for (const part of parts) {
    const borough = BOROUGH.exec(part)?.[1];
    if (borough !== undefined) {
      said.names.push(borough);
      continue;
    }
    const left = part.replace(/\bcedex(?: \d{1,2})?\b/, () => {
      said.cedex = true;
      return '';
    });
    said.codes.push(...(left.match(CODE) ?? []).map((code) => code.toUpperCase()));
    for (const words of left.split(CODE)) takeWords(said, words.replaceAll(/\s+/g, ' ').trim(), known);
  }
  return said;
}

/** A department stands at an end of a name, or alone; elsewhere a number is a house's. */
function takeWords(said: Said, words: string, known: ReadonlyMap<string, string>): void {
  const left = words
    .replace(/^(?:\d{2,3}|2[ab])(?= |$)|(?<= )(?:\d{2,3}|2[ab])$/, (code) => {
      const department = STREET.test(words) ? undefined : known.get(code);
      if (department === undefined) return code;
      said.departments.push(department);
      return '';
    })
    .trim();
  if (/^[\d ]+$/.test(left)) said.digits.push(left.replaceAll(' ', ''));
  else if (left !== '' && left !== 'france') said.names.push(left);
}

/** "Nancy, Meurthe-et-Moselle": a department's name beside another name says where, and is no place of its own. */
function withoutDepartmentNames(said: Said, known: ReadonlyMap<string, string>): Said {
  if (said.names.length + said.codes.length < 2) return said;
  const [first, ...others] = said.names;
  const names = first === undefined ? [] : [first, ...others.filter((name) => !known.has(name))];
  return { ...said, names, departments: [...said.departments, ...others.flatMap((name) => known.get(name) ?? [])] };
}

/** The places that have exactly this name, articles aside. */
function named(index: PlaceIndex, name: string): readonly MeantCommune[] {
  const { byName, byBareName } = index;
  const of = (key: string): readonly MeantCommune[] => {
    const places = [...(byName.get(key) ?? []), ...(byBareName.get(key) ?? [])];
    // "Saint" is no more Le Saint than any name that begins so.
    if (!byName.has(key) && places.length > 0 && startingWith(index.starts(), `${key} `, (start) => start.key).length > 0) return [];
    const bare = withoutArticle(key);
    return places.length > 0 || bare === null ? places : (byName.get(bare) ?? []);
  };
  const whole = of(name);
  if (whole.length > 0) return whole;
  const street = STREET.exec(name);
  const beforeStreet = street === null ? name : name.slice(0, street.index).replace(/(?: \d+)?(?: (?:bis|ter))? ?$/, '');
  for (const key of [name.replace(/ france$/, ''), beforeStreet, beforeStreet.replace(BEFORE_NAME, '')]) {
    const places = key === '' || key === name ? [] : of(key);
    if (places.length > 0) return places;
  }
  return [];
}

/** A code that is no postal code may be a CEDEX: the town whose office gives such codes. */
function offices({ byPostalCode }: PlaceIndex, code: string): MeantCommune[] {
  const served = byPostalCode.has(code) ? [] : (byPostalCode.get(`${code.slice(0, 3)}00`) ?? []);
  return ranked(served.map(placeOf), []).slice(0, 1);
}

/** The communes of a postal code, and the one that has it as its own code, today or before. */
function ofCode({ byPostalCode, byCode, formerCodes }: PlaceIndex, code: string): MeantCommune[] {
  const own = byCode.get(code);
  return distinct([...(byPostalCode.get(code) ?? []).map(placeOf), ...(own === undefined ? [] : [placeOf(own)]), ...(formerCodes.get(code) ?? [])]);
}

const placeOf = (commune: Commune): MeantCommune => ({ commune });

function postalStart({ postalCodes, byPostalCode }: PlaceIndex, start: string): MeantCommune[] {
  return startingWith(postalCodes, start, (code) => code).flatMap((code) => (byPostalCode.get(code) ?? []).map(placeOf));
}

/**
 * Communes of here in whose names what was said stands: "Essey" is Essey-lès-Nancy, and "Sion" Saxon-Sion, to whoever lives there, though one
 * elsewhere is called so.
 */
const shortOf = (index: PlaceIndex, names: readonly string[], here: readonly string[]): MeantCommune[] =>
  names.flatMap((name) =>
    ranked(
      startingWith(index.starts(), name, ({ key }) => key)
        // Of the words of a longer name, only what is a name by itself: « Le » of « Havre (Le) » is none.
        .filter(
          ({ key, first, place }) => (first ? key.startsWith(`${name} `) : isName(index, name) && isFirstWord(key, name)) && isHere(place, here),
        )
        .map(({ place }) => place),
      here,
    ).slice(0, MOST_OFFERED - 1),
  );

const isName = ({ byName, byBareName }: PlaceIndex, name: string): boolean => byName.has(name) || byBareName.has(name);
const isFirstWord = (key: string, name: string): boolean => key === name || key.startsWith(`${name} `);

/** Names that start so, else names inside what was written, else names a letter away. */
function nearby(index: PlaceIndex, name: string, here: readonly string[]): MeantCommune[] {
  const everywhere = startingWith(index.starts(), name, ({ key }) => key);
  // A letter or two start thousands of names: those of here are enough.
  const starting = everywhere.length > MANY ? everywhere.filter(({ place }) => isHere(place, here)) : everywhere;
  if (starting.length > 0)
    return distinct([
      ...ranked(
        starting.filter(({ first }) => first).map(({ place }) => place),
        here,
      ),
      ...ranked(
        starting.map(({ place }) => place),
        here,
      ),
    ])
      .sort((a, b) => Number(isHere(b, here)) - Number(isHere(a, here)))
      .slice(0, MOST_OFFERED);
  const inside = ranked(namesInside(index, name), here);
  if (inside.length > 0) return inside.slice(0, MOST_OFFERED);
  return slipsHere(index, name, here);
}

/** Names of here that differ from this one as a slip of the pen does. */
const slipsHere = (index: PlaceIndex, name: string, here: readonly string[]): MeantCommune[] =>
  ranked(distinct(here.flatMap((department) => slipsOfName(name).flatMap((slip) => index.slips(department).get(slip) ?? []))), here).slice(
    0,
    MOST_OFFERED,
  );

/** "12 rue Saint-Dizier Nancy" holds Saint-Dizier and Nancy: the longest names first, each word once. */
function namesInside(index: PlaceIndex, text: string): MeantCommune[] {
  const words = text.split(' ');
  const found: MeantCommune[] = [];
  const used = new Set<number>();
  for (let length = Math.min(words.length, 7); length > 0; length--)
    for (let from = 0; from + length <= words.length; from++) {
      const at = Array.from({ length }, (_, step) => from + step);
      const key = words.slice(from, from + length).join(' ');
      if (key.length < 3 || at.some((word) => used.has(word)) || (length === 1 && STREET.test(key))) continue;
      const places = [...(index.byName.get(key) ?? []), ...(index.byBareName.get(key) ?? [])];
      if (places.length === 0) continue;
      found.push(...places);
      for (const word of at) used.add(word);
    }
  return distinct(found);
}

function distinct(places: readonly MeantCommune[]): MeantCommune[] {
  const first = new Map<string, MeantCommune>();
  for (const place of places) if (!first.has(place.commune.code)) first.set(place.commune.code, place);
  return [...first.values()];
}

const isHere = ({ commune }: MeantCommune, here: readonly string[]) => here.includes(commune.department);

/** Those of here first, then the most populated. */
function ranked(places: readonly MeantCommune[], here: readonly string[]): MeantCommune[] {
  return places.toSorted(
    (a, b) =>
      Number(isHere(b, here)) - Number(isHere(a, here)) || b.commune.population - a.commune.population || (a.commune.code < b.commune.code ? -1 : 1),
  );
}
