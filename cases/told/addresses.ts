import type { Mark, Withheld } from './mark.ts';
import { type Word, wordsOf } from './words.ts';

const short: Record<string, string> = {
  av: 'avenue',
  ave: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  boul: 'boulevard',
  r: 'rue',
  pl: 'place',
  all: 'allee',
  ch: 'chemin',
  che: 'chemin',
  chem: 'chemin',
  imp: 'impasse',
  rte: 'route',
  fg: 'faubourg',
  fbg: 'faubourg',
  res: 'residence',
  bat: 'batiment',
  sq: 'square',
  st: 'saint',
  ste: 'sainte',
  gal: 'general',
  mal: 'marechal',
  dr: 'docteur',
};
const streets = new Set(
  `rue avenue boulevard place allee chemin impasse route faubourg residence square cours quai sentier sente ruelle passage villa lotissement
   hameau cite clos esplanade promenade montee venelle traverse`.split(/\s+/),
);
const homes = new Set(['ehpad', 'hopital', 'clinique', 'foyer', 'maison', 'chu', 'chr', 'esat', 'mas', 'fam', 'usld']);
const little = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'l', 'd', 'a', 'au', 'aux', 'et', 'en']);

/** Words of a street as they are compared: in full, without the little ones. */
const compared = (words: readonly Word[]): (Word & { long: string })[] =>
  words.flatMap((word) => (little.has(word.bare) ? [] : [{ ...word, long: short[word.bare] ?? word.bare }]));

/** The lines of an address that say more than a town: from the kind of street on, or the whole line. */
function lineWords(line: string): string[] | null {
  const words = compared(wordsOf(line));
  const street = words.findIndex(({ long }) => streets.has(long));
  const ofStreet = street < 0 ? words : words.slice(street);
  const town = ofStreet.findIndex(({ bare }) => /^\d{5}$/.test(bare));
  const kept = (town < 0 ? ofStreet : ofStreet.slice(0, town)).map(({ long }) => long);
  // Where somebody works or is cared for is the place of the facts, as a rule.
  if (street < 0 && words.some(({ bare }) => homes.has(bare))) return null;
  if (street >= 0) return kept.length >= 2 ? kept : null;
  return town >= 0 && kept.length < 2 ? null : kept.length >= 2 && !/^\d+$/.test(kept[0] ?? '') ? kept : null;
}

/** Where a text says where an author lives: the street, with or without its number, however it is shortened. */
export function addressMarks(words: readonly Word[], { addresses }: Pick<Withheld, 'addresses'>): Mark<'ADDRESS'>[] {
  const sought = addresses.flatMap((address) => address.split(/[\n,;]/).flatMap((line) => [lineWords(line)].filter((one) => one !== null)));
  if (sought.length === 0) return [];
  const long = compared(words);
  return long.flatMap((word, at) =>
    sought.flatMap((line): Mark<'ADDRESS'>[] => {
      const last = long[at + line.length - 1];
      return last !== undefined && line.every((one, index) => long[at + index]?.long === one)
        ? [{ kind: 'ADDRESS', from: word.from, to: last.to }]
        : [];
    }),
  );
}
