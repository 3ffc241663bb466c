/** Letters that no decomposition takes apart, as whoever lacks them on a keyboard writes them. */
const asTyped: Readonly<Record<string, string>> = {
  ...{ œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd', ð: 'd', ø: 'o', þ: 'th', ı: 'i' },
  ...{ ħ: 'h', ŧ: 't', ŋ: 'n', ƒ: 'f', ɓ: 'b', ɗ: 'd', ɖ: 'd', ɛ: 'e', ɔ: 'o', ɣ: 'g', ƙ: 'k', ƴ: 'y' },
};
const undecomposed = new RegExp(`[${Object.keys(asTyped).join('')}]`, 'g');
const plain = /^[a-z]+$/;

/** A text as it is compared: without accents, capitals, ligatures and what cannot be seen. "Éloïse" and "ELOISE" are one, "Cœur" and "COEUR" too. */
export function foldedLetters(text: string): string {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .replaceAll(undecomposed, (letter) => asTyped[letter] ?? letter);
}
