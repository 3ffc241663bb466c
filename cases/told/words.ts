/** A word of a text, or a number of it: letters and digits are never one word. */
export interface Word {
  from: number;
  to: number;
  /** Without accents, capitals, ligatures and what cannot be seen. */
  bare: string;
  /** Whether it begins with a capital. */
  capital: boolean;
}

const ligatures: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };
const plain = /^[a-z]+$/;

/** A word as it is compared: "Éloïse" and "ELOISE" are one, "Cœur" and "COEUR" too. */
export function bare(word: string): string {
  const lower = word.toLowerCase();
  if (plain.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .replaceAll(/[œæßøłđı]/g, (letter) => ligatures[letter] ?? letter);
}

/** The words and numbers of a text, in their order. Unicode takes some apostrophes (ʼ) for letters: nobody else does. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}--[ʹ-ˏ]][[\p{L}--[ʹ-ˏ]]\p{M}\p{Cf}]*|\p{N}+/gv)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
    bare: bare(word),
    capital: /^\p{Lu}/u.test(word),
  }));
}
