import { type MeantCommune, placeWords } from '../../directory/places.ts';
import { readPlace } from '../../directory/read-place.ts';
import { knownPlaces } from '../../directory/record/communes.ts';

/** What a form's commune comes to: nothing was written; one commune; what was written is kept as it is; or a question. */
export type CommuneAnswer = { empty: true } | { place: MeantCommune } | { kept: string } | { offered: MeantCommune[] };

/** Chosen where none of the communes offered is the right one: what was written is kept, and read by a person. */
export const noneOfThem = 'AUCUNE';

/**
 * Reads a commune as it was written, and the choice among those offered. Those of these departments come first; nothing is guessed.
 * `known` is the commune of the establishment that was named: it is the answer where nothing is written, and a question where another is.
 */
export function readCommune(written: string, chosen: string, departments: readonly string[], known?: string): CommuneAnswer {
  const commune = known === undefined ? undefined : knownPlaces().byCode.get(known);
  if (written.trim() === '') return commune === undefined ? { empty: true } : { place: { commune } };
  const read = readPlace(knownPlaces(), written, departments);
  if ('found' in read && (commune === undefined || commune === read.found.commune)) return { place: read.found };
  const meant = 'found' in read ? [read.found] : 'offered' in read ? read.offered : [];
  const offered = commune === undefined ? meant : [{ commune }, ...meant.filter((place) => place.commune !== commune)];
  const place = offered.find(({ commune }) => commune.code === chosen);
  if (place !== undefined) return { place };
  return chosen === noneOfThem ? { kept: written } : { offered };
}

/** The choices beside what was written: none when it is one commune by itself. `none` says that none of them is right. */
export function communeChoices(written: string, departments: readonly string[], none: string, known?: string): { value: string; label: string }[] {
  const answer = readCommune(written, '', departments, known);
  if (!('offered' in answer)) return [];
  return [...answer.offered.map((place) => ({ value: place.commune.code, label: placeWords(place) })), { value: noneOfThem, label: none }];
}
