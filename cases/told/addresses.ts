import { soundOf } from '../../vocabulary/sounds.ts';
import type { Mark, Withheld } from './mark.ts';
import { lettersApart } from './spelling.ts';
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

/** What is said of where somebody lives, before the word of a street or a number. */
const lives = new Set(
  'habite habitons habitent habitant demeure demeurant loge logee reside residons residant domicilie domiciliee vis vit vivons aux quartier lotissement cote'.split(
    /\s+/,
  ),
);
const months = new Set('janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(' '));
const neighbours = new Set('voisin voisine voisins voisines'.split(' '));
const numbered = new Set('au du n no numero'.split(' '));
/** Words of many streets. */
const usual = new Set(
  `gare eglise ecole ecoles poste mairie republique liberte liberation victoire paix chateau hopital marche stade general marechal docteur saint sainte
   grande petite haute basse nord sud est ouest centre ville jean pierre`.split(/\s+/),
);

const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d{1,4}$/.test(word);

/** Whether a word of a street is that one, or is said like it. */
const isSaidLike = (one: string, other: string | undefined): boolean =>
  other === one ||
  (other !== undefined && one.length >= 5 && other.length >= 5 && (soundOf(one) === soundOf(other) || lettersApart(one, other, 1) <= 1));

/** Where a text says where an author lives: the street, with or without its number, however it is shortened; its word alone, or the number, after "habite". */
export function addressMarks(words: readonly Word[], { addresses }: Pick<Withheld, 'addresses'>): Mark<'ADDRESS'>[] {
  const sought = addresses.flatMap((address) => address.split(/[\n,;]/).flatMap((line) => [lineWords(line)].filter((one) => one !== null)));
  const numbers = new Set(addresses.flatMap((address) => /^\D{0,3}(\d{1,4})\b(?!\d)/.exec(address)?.[1] ?? []));
  if (sought.length === 0 && numbers.size === 0) return [];
  const long = compared(words);
  const streetsSought = sought.filter(([kind = '']) => streets.has(kind));
  const alone = new Set(streetsSought.flatMap((line) => line.slice(1)).filter((word) => word.length >= 4 && !usual.has(word)));
  const whole = long.flatMap((word, at) =>
    sought.flatMap((line): Mark<'ADDRESS'>[] => {
      const last = long[at + line.length - 1];
      return last !== undefined && line.every((one, index) => (index === 0 ? long[at]?.long === one : isSaidLike(one, long[at + index]?.long)))
        ? [{ kind: 'ADDRESS', from: word.from, to: last.to }]
        : [];
    }),
  );
  return [...whole, ...bareMarks(words, alone, numbers)];
}

function bareMarks(words: readonly Word[], alone: ReadonlySet<string>, numbers: ReadonlySet<string>): Mark<'ADDRESS'>[] {
  return words.flatMap((word, at): Mark<'ADDRESS'>[] => {
    const before = words.slice(Math.max(0, at - 4), at).map((other) => other.bare);
    const mark: Mark<'ADDRESS'> = { kind: 'ADDRESS', from: word.from, to: word.to };
    const said = before.some((other) => lives.has(other));
    if (alone.has(word.bare))
      return said || before.some((other) => neighbours.has(other)) || isNumber(before.at(-1)) || isNumber(before.at(-2)) ? [mark] : [];
    if (!numbers.has(word.bare) || !numbered.has(before.at(-1) ?? '')) return [];
    const [next = '', after = ''] = words.slice(at + 1, at + 3).map((other) => other.bare);
    const isTerm = isNumber(after) || isNumber(next);
    const isNeighbours = before.at(-1) === 'du' && neighbours.has(before.at(-2) ?? '');
    const isStreet = ['de', 'dans', 'rue'].includes(next) && ['la', 'cette', 'notre', 'sa', 'meme', 'rue'].includes(after);
    return !months.has(next) && !isTerm && (said || isNeighbours || isStreet || /^n(?:o|umero)?$/.test(before.at(-1) ?? '')) ? [mark] : [];
  });
}
