import { readPlace } from '../../../directory/read-place.ts';
import { communesOf, knownPlaces } from '../../../directory/record/communes.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { FoundPlace } from '../../../templates/views/find.ts';
import { foldedLetters } from '../../../vocabulary/letters.ts';
import { casesNarrowedHref } from '../shared/addresses.ts';

const mostPlaces = 8;

/** Communes, establishments and partners that what was typed names: each leads to its cases. Nothing personal is read for it. */
export function placesNamed(directory: IndexedDirectory, typed: string): FoundPlace[] {
  return [...communesNamed(directory.department, typed), ...bodiesNamed(directory, typed)].slice(0, mostPlaces);
}

function communesNamed(department: string, typed: string): FoundPlace[] {
  const read = readPlace(knownPlaces(), typed, [department]);
  const meant = 'found' in read ? [read.found] : 'offered' in read ? read.offered : [];
  const here = new Set(communesOf(department).map(({ code }) => code));
  return meant
    .filter(({ commune }) => here.has(commune.code))
    .map(({ commune }) => ({ label: commune.name, why: 'Commune\u00a0: ses dossiers', href: casesNarrowedHref('commune', commune.code) }));
}

/** Each word that was typed begins a word of its name, or the whole is its FINESS number. */
function bodiesNamed({ organisationById, establishments }: IndexedDirectory, typed: string): FoundPlace[] {
  const words = wordsOf(typed);
  const number = typed.replaceAll(/\s/g, '');
  const finessOf = new Map([...establishments].flatMap(([finess, bodies]) => bodies.map(({ id }): [string, string] => [id, finess])));
  return [...organisationById.values()].flatMap(({ id, name }): FoundPlace[] => {
    const own = wordsOf(name);
    const finess = finessOf.get(id);
    const isNamed = words.length > 0 && words.every((word) => own.some((one) => one.startsWith(word)));
    if (!isNamed && (finess === undefined || finess !== number)) return [];
    return finess === undefined
      ? [{ label: name, why: 'Partenaire\u00a0: les dossiers qui lui sont transmis', href: casesNarrowedHref('partenaire', id) }]
      : [{ label: name, why: `Établissement (FINESS ${finess})\u00a0: ses dossiers`, href: casesNarrowedHref('etablissement', finess) }];
  });
}

const wordsOf = (text: string): string[] =>
  foldedLetters(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
