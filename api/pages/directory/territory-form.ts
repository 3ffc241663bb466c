import type { AreaOfCompetence } from '../../../directory/directory.ts';
import { placeKey } from '../../../directory/places.ts';
import { readPlace } from '../../../directory/read-place.ts';
import { communeName, groupingsOf, knownPlaces } from '../../../directory/record/communes.ts';
import { freeText, oneCode } from '../shared/fields.ts';
import { type FormError, one, type Typed } from '../shared/form.ts';

const MOST_SAID = 5;

/** A commune so that it is read again as itself: its name, and its INSEE code. */
export const communeWritten = (code: string): string => `${communeName(code) ?? ''} (${code})`.trim();

/**
 * Communes as somebody typed them, one a line or between commas: their INSEE codes, and what could not be read. A name that others have elsewhere
 * is the department's own, where one there is called just so: what is written here is about the department, and is shown before it counts.
 */
export function readCommunes(text: string, department: string): { codes: string[]; problems: string[] } {
  const codes = new Set<string>();
  const problems: string[] = [];
  for (const typed of text.split(/[\n,;]/).map((line) => line.trim())) {
    if (typed === '') continue;
    const read = readPlace(knownPlaces(), typed, [department]);
    const own =
      'offered' in read ? read.offered.filter(({ commune }) => commune.department === department && placeKey(commune.name) === placeKey(typed)) : [];
    const [only] = own;
    if ('found' in read) codes.add(read.found.commune.code);
    else if (only !== undefined && own.length === 1) codes.add(only.commune.code);
    else if ('offered' in read)
      problems.push(`«\u00a0${typed}\u00a0» peut être ${read.offered.map(({ commune }) => `${commune.name} (${commune.code})`).join(', ')}.`);
    else problems.push(`«\u00a0${typed}\u00a0» n’est pas une commune connue.`);
  }
  const more = problems.length - MOST_SAID;
  return { codes: [...codes], problems: more > 0 ? [...problems.slice(0, MOST_SAID), `Et ${more} autres lignes à reprendre.`] : problems };
}

/** What is asked of where somebody answers. */
export const territoryFields = {
  area: oneCode(['ALL', 'COMMUNES'] as const, 'Choisissez le territoire.'),
  communes: freeText(60_000),
  grouping: freeText(),
  except: freeText(60_000),
};

/** The communes that were typed, with those of the group that was chosen. */
function readTerritory(typed: Typed, department: string) {
  const grouping = groupingsOf(department).find(({ code }) => code === one(typed, 'grouping'));
  const communes = readCommunes(one(typed, 'communes'), department);
  const except = readCommunes(one(typed, 'except'), department);
  return { communes: { ...communes, codes: [...new Set([...communes.codes, ...(grouping?.communes ?? [])])] }, except };
}

export function territoryProblems(typed: Typed, department: string): FormError<'communes' | 'except'>[] {
  const { communes, except } = readTerritory(typed, department);
  if (one(typed, 'area') !== 'COMMUNES') return except.problems.length > 0 ? [{ field: 'except', message: except.problems.join(' ') }] : [];
  if (communes.problems.length > 0) return [{ field: 'communes', message: communes.problems.join(' ') }];
  if (communes.codes.length > 0) return [];
  return [{ field: 'communes', message: 'Écrivez les communes, ou choisissez tout le département\u00a0: une liste vide ne couvre rien.' }];
}

/** The territory as it was typed. */
export function territoryTyped(typed: Typed, department: string): AreaOfCompetence {
  const { communes, except } = readTerritory(typed, department);
  if (one(typed, 'area') === 'COMMUNES') return { communes: communes.codes };
  return { wholeDepartment: true, ...(except.codes.length > 0 && { except: except.codes }) };
}

/** The form's fields for a territory. */
export function typedTerritory(territory: AreaOfCompetence): Typed {
  const listed = (communes: readonly string[]) => communes.map(communeWritten).join('\n');
  if ('communes' in territory) return { area: 'COMMUNES', communes: listed(territory.communes), except: '' };
  return { area: 'ALL', communes: '', except: listed(territory.except ?? []) };
}
