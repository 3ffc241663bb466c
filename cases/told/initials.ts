import { civilities, jobs, kin } from './common-words.ts';
import type { Mark, Withheld } from './mark.ts';
import { namePieces } from './names.ts';
import type { Word } from './words.ts';

/** "Mme Th." */
const MOST = 4;

/**
 * Where a text gives initials of an author: one after "Mme" or a relation ("Mme T.", "sa fille G."), two with their full stops ("G. T."). Those
 * that are somebody else's too say nothing.
 */
export function initialMarks(text: string, words: readonly Word[], { names, others }: Pick<Withheld, 'names' | 'others'>): Mark<'NAME'>[] {
  const parts = names.map(namePieces);
  const theirs = others.names.flatMap(namePieces);
  const own = parts.flat();
  if (own.length === 0) return [];
  const begins = (word: Word): boolean => own.some((part) => part.startsWith(word.bare)) && !theirs.some((part) => part.startsWith(word.bare));
  return words.flatMap((word, at): Mark<'NAME'>[] => {
    const next = words[at + 1];
    if (next === undefined || !next.capital || next.bare.length > MOST) return [];
    const between = text.slice(word.to, next.from);
    const stop = /^\s?(?:\.|…|\*)/.test(text.slice(next.to, next.to + 2));
    const goesOn = isNameAfter(text, next, words[at + 2]) && !own.includes(words[at + 2]?.bare ?? '');
    const mark: Mark<'NAME'> = { kind: 'NAME', from: word.from, to: next.to };
    if (civilities.has(word.bare) && /^\.?[\s_]{1,2}$/.test(between) && (next.bare.length === 1 || stop) && begins(next) && !goesOn) return [mark];
    if ((kin.has(word.bare) || jobs.has(word.bare)) && /^,?\s$/.test(between) && stop && begins(next) && !goesOn) return [mark];
    const isPair = word.capital && word.bare.length === 1 && next.bare.length === 1 && /^\.[\s-]?$/.test(between) && !goesOn;
    const isOwn =
      isPair &&
      parts.some((all) =>
        all.some((one, first) => one.startsWith(word.bare) && all.some((other, last) => last !== first && other.startsWith(next.bare))),
      );
    return isOwn && !(civilities.has(word.bare) && !begins(next)) && !isTheirPair(others.names, word, next) ? [mark] : [];
  });
}

/** "M. A. Dupont": a name of somebody else follows. */
const isNameAfter = (text: string, word: Word, after: Word | undefined): boolean =>
  after?.capital === true && after.bare.length > 2 && /^\.?[\s-]{1,2}$/.test(text.slice(word.to, after.from));

const isTheirPair = (names: readonly string[], one: Word, other: Word): boolean =>
  names.map(namePieces).some((parts) => [one, other].every(({ bare }) => parts.some((part) => part.startsWith(bare))));
