import type { AsSaid } from '../cases/model/content.ts';
import { placeWords } from '../directory/places.ts';
import { readPlace } from '../directory/read-place.ts';
import { knownPlaces } from '../directory/record/communes.ts';

/** A commune as a machine gave it, where nobody can be asked. */
export interface PlaceSaid {
  inseeCode?: string;
  /** What was given, unless it is a commune of today by its name or code. */
  asSaid: AsSaid[];
}

/** By its code, of today or before; null when the code is that of no commune. */
export function readInseeCode(code: string): PlaceSaid | null {
  const { byCode, formerCodes } = knownPlaces();
  if (byCode.has(code)) return { inseeCode: code, asSaid: [] };
  const [only, ...others] = formerCodes.get(code) ?? [];
  if (only === undefined || others.length > 0) return null;
  return { inseeCode: only.commune.code, asSaid: [{ what: 'Commune', said: code, read: placeWords(only) }] };
}

/** Whether a code is some communes' postal code too, and not this one's: "54500" is Vandœuvre to who writes a letter. */
const isPostalElsewhere = (code: string, inseeCode: string): boolean =>
  knownPlaces()
    .byPostalCode.get(code)
    ?.some((commune) => commune.code !== inseeCode) ?? false;

/** By its INSEE code, or as anybody writes it: what is not one commune alone is kept as text, and is no commune to the law. */
export function readPlaceSaid(said: string, department: string): PlaceSaid {
  const code = said.trim().toUpperCase();
  const byCode = readInseeCode(code);
  if (byCode?.inseeCode !== undefined) return isPostalElsewhere(code, byCode.inseeCode) ? { asSaid: [{ what: 'Commune', said }] } : byCode;
  const read = readPlace(knownPlaces(), said, [department]);
  if (!('found' in read)) return { asSaid: [{ what: 'Commune', said }] };
  const { commune, formerly } = read.found;
  return { inseeCode: commune.code, asSaid: formerly === undefined ? [] : [{ what: 'Commune', said, read: placeWords(read.found) }] };
}
