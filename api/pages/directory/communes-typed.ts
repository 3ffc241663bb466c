import { readPlace } from '../../../directory/read-place.ts';
import { communeName, knownPlaces } from '../../../directory/record/communes.ts';

const MOST_SAID = 5;

/** A commune so that it is read again as itself: its name, and its INSEE code. */
export const communeWritten = (code: string): string => `${communeName(code) ?? ''} (${code})`.trim();

/** Communes as somebody typed them, one a line or between commas: their INSEE codes, and what could not be read. */
export function readCommunes(text: string, department: string): { codes: string[]; problems: string[] } {
  const codes = new Set<string>();
  const problems: string[] = [];
  for (const typed of text.split(/[\n,;]/).map((line) => line.trim())) {
    if (typed === '') continue;
    const read = readPlace(knownPlaces(), typed, [department]);
    if ('found' in read) codes.add(read.found.commune.code);
    else if ('offered' in read)
      problems.push(`«\u00a0${typed}\u00a0» peut être ${read.offered.map(({ commune }) => `${commune.name} (${commune.code})`).join(', ')}.`);
    else problems.push(`«\u00a0${typed}\u00a0» n’est pas une commune connue.`);
  }
  const more = problems.length - MOST_SAID;
  return { codes: [...codes], problems: more > 0 ? [...problems.slice(0, MOST_SAID), `Et ${more} autres lignes à reprendre.`] : problems };
}
