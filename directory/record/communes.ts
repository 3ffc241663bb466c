import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Commune, type FormerCommune, indexPlaces, type PlaceIndex } from '../places.ts';

interface Listed {
  code: string;
  nom: string;
  type: string;
  departement?: string;
  collectiviteOutremer?: { code: string };
  codesPostaux?: string[];
  population?: number;
  anciensCodes?: string[];
  arrondissement?: string;
  /** Of what is part of a commune today: which one. */
  chefLieu?: string;
  commune?: string;
}

interface Country {
  places: PlaceIndex;
  byDepartment: ReadonlyMap<string, readonly Commune[]>;
  /** Departments that were asked for, in order. */
  byName: Map<string, readonly Commune[]>;
}

const french = new Intl.Collator('fr');
let read: Country | undefined;

function country(): Country {
  read ??= readCountry();
  return read;
}

/** The national list, ready to be asked by name or code. Read once for the life of the process (well under a second). */
export function knownPlaces(): PlaceIndex {
  return country().places;
}

/** The communes of a department, by name. */
export function communesOf(department: string): readonly Commune[] {
  const { byDepartment, byName } = country();
  const sorted = byName.get(department) ?? (byDepartment.get(department) ?? []).toSorted((a, b) => french.compare(a.name, b.name));
  byName.set(department, sorted);
  return sorted;
}

/** The name of a commune, by its INSEE code; undefined when no commune of today has it. */
export function communeName(inseeCode: string): string | undefined {
  return knownPlaces().byCode.get(inseeCode)?.name;
}

/** Communes that are written together: those of an intercommunality or of an arrondissement, as far as they are of a department. */
export interface CommuneGrouping {
  code: string;
  name: string;
  communes: string[];
}

const groupings = new Map<string, CommuneGrouping[]>();

/** The intercommunalities and the arrondissements of a department, by name. Read when first asked, for the life of the process. */
export function groupingsOf(department: string): readonly CommuneGrouping[] {
  const known = groupings.get(department) ?? readGroupings(department);
  groupings.set(department, known);
  return known;
}

/** The arrondissements alone. */
export const arrondissementsOf = (department: string): readonly CommuneGrouping[] =>
  groupingsOf(department).filter(({ code }) => code.startsWith('arrondissement-'));

function readGroupings(department: string): CommuneGrouping[] {
  const here = new Set(communesOf(department).map(({ code }) => code));
  const listed = etalab<Listed[]>('communes').filter(({ type, code }) => type === 'commune-actuelle' && here.has(code));
  const arrondissements = etalab<{ code: string; nom: string }[]>('arrondissements').map(({ code, nom }) => ({
    code: `arrondissement-${code}`,
    name: `Arrondissement de ${nom}`,
    communes: listed.filter(({ arrondissement }) => arrondissement === code).map((one) => one.code),
  }));
  const intercommunalities = etalab<{ code: string; nom: string; membres: { code: string }[] }[]>('epci').map(({ code, nom, membres }) => ({
    code: `epci-${code}`,
    name: nom,
    communes: membres.map((one) => one.code).filter((one) => here.has(one)),
  }));
  return [...arrondissements, ...intercommunalities].filter(({ communes }) => communes.length > 0).toSorted((a, b) => french.compare(a.name, b.name));
}

function readCountry(): Country {
  const listed = etalab<Listed[]>('communes');
  const departments = etalab<{ code: string; nom: string }[]>('departements');
  const communes = listed
    .filter(({ type }) => type === 'commune-actuelle')
    .map(
      (one): Commune => ({
        code: one.code,
        name: one.nom,
        department: one.departement ?? one.code.slice(0, 3),
        postalCodes: one.codesPostaux ?? [],
        population: one.population ?? 0,
      }),
    );
  return {
    places: indexPlaces(
      communes,
      formerOf(listed),
      departments.map(({ code, nom }) => ({ code, name: nom })),
    ),
    byDepartment: Map.groupBy(communes, ({ department }) => department),
    byName: new Map(),
  };
}

/** Parts of a commune that once were one, the codes it took over, and names that today's list has lost. */
function formerOf(listed: readonly Listed[]): FormerCommune[] {
  const parts = listed.flatMap(({ code, nom, chefLieu, commune }) => {
    const successor = chefLieu ?? commune;
    return successor === undefined ? [] : [{ code, name: nom, successor }];
  });
  const takenOver = listed.flatMap(({ code, anciensCodes = [] }) => anciensCodes.map((former) => ({ code: former, name: '', successor: code })));
  const successors = Map.groupBy([...parts, ...takenOver], ({ code }) => code);
  const lost = readFileSync(new URL('./former-communes.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const [code = '', name = ''] = line.split('\t');
      const known = new Set(successors.get(code)?.map(({ successor }) => successor) ?? [code]);
      return [...known].map((successor) => ({ code, name, successor }));
    });
  return [...parts, ...lost, ...takenOver];
}

function etalab<T>(list: string): T {
  const file = createRequire(import.meta.url).resolve(`@etalab/decoupage-administratif/data/${list}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
