import { foldedLetters } from '../../vocabulary/letters.ts';

/** A word of a text, or a number of it: letters and digits are never one word. */
export interface Word {
  from: number;
  to: number;
  /** Without accents, capitals, ligatures and what cannot be seen. */
  bare: string;
  /** Whether it begins with a capital. */
  capital: boolean;
}

/** A word as it is compared. */
export const bare = foldedLetters;

/** The words and numbers of a text, in their order. Unicode takes some apostrophes (ʼ) for letters: nobody else does. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}--[ʹ-ˏ]][[\p{L}--[ʹ-ˏ]]\p{M}\p{Cf}]*|\p{N}+/gv)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
    bare: bare(word),
    capital: /^\p{Lu}/u.test(word),
  }));
}
