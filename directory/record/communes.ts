import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A commune of today, as the national geographic code lists it. Key on `code` (INSEE): postal codes may straddle departments. */
export interface Commune {
  code: string;
  name: string;
  postalCodes: string[];
  population: number;
}

interface Listed {
  code: string;
  nom: string;
  type: string;
  departement?: string;
  codesPostaux?: string[];
  population?: number;
}

const read = new Map<string, readonly Commune[]>();

/** The communes of a department, by name. Read once per department (about 60 ms), and only they stay in memory. */
export function communesOf(department: string): readonly Commune[] {
  const known = read.get(department);
  if (known !== undefined) return known;
  const file = createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/data/communes.json');
  const all = JSON.parse(readFileSync(file, 'utf8')) as Listed[];
  const communes = all
    .filter(({ type, departement }) => type === 'commune-actuelle' && departement === department)
    .map(({ code, nom, codesPostaux, population }): Commune => ({ code, name: nom, postalCodes: codesPostaux ?? [], population: population ?? 0 }))
    .sort((a, b) => a.name.localeCompare(b.name, 'fr'));
  read.set(department, communes);
  return communes;
}

/** The name of a commune, by its INSEE code; undefined when these codes do not have it. */
export function communeName(inseeCode: string): string | undefined {
  const department = /^97/.test(inseeCode) ? inseeCode.slice(0, 3) : inseeCode.slice(0, 2);
  return communesOf(department).find(({ code }) => code === inseeCode)?.name;
}

/** "Vandœuvre-lès-Nancy" and "vandoeuvre les nancy" are one name. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/^st(e?)(?=[ -])/g, 'saint$1')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}

/**
 * Communes whose name, one of its words, or postal code starts with what was typed. Accents, case, hyphens and "St" do not matter.
 * Names that start with it come first, then the most populated. Nothing typed finds nothing. Pure.
 */
export function searchCommunes(communes: readonly Commune[], typed: string, limit = 10): Commune[] {
  const asked = plain(typed);
  if (asked === '') return [];
  const found = communes.flatMap((commune) => {
    const name = plain(commune.name);
    if (name.startsWith(asked) || commune.postalCodes.some((code) => code.startsWith(asked)) || commune.code === typed.trim())
      return [{ commune, rank: 0 }];
    return ` ${name}`.includes(` ${asked}`) ? [{ commune, rank: 1 }] : [];
  });
  return found
    .sort((a, b) => a.rank - b.rank || b.commune.population - a.commune.population || a.commune.code.localeCompare(b.commune.code))
    .slice(0, limit)
    .map(({ commune }) => commune);
}
