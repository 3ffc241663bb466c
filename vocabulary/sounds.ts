import { foldedLetters } from './letters.ts';

/**
 * How a French reader says a name, roughly, as a key: names that sound alike have one key, however they are spelt. Rules in their order;
 * capitals stand for one sound (C: "ch", N: "gn", A, I, O: nasal vowels). No library of npm that is kept up does it for French.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/(.)\1+/g, '$1'],
  [/ph/g, 'f'],
  [/sch|sh|ch(?=[^lr]|$)/g, 'C'],
  [/c(?=oise?$)/g, 's'],
  [/ch|ck|c?qu?|c(?=[^eiy]|$)/g, 'k'],
  [/c/g, 's'],
  [/gn/g, 'N'],
  [/gu(?=[eiy])/g, 'G'],
  [/g(?=[eiy])/g, 'j'],
  [/G/g, 'g'],
  [/h/g, ''],
  [/bv/g, 'v'],
  [/w/g, 'v'],
  [/y/g, 'i'],
  [/z/g, 's'],
  [/dt/g, 't'],
  [/eaul?[dtsx]*$|aul?[dtsx]*$|o[dtsx]+$|eau|au/g, 'o'],
  [/oeu|eu/g, 'e'],
  [/ou/g, 'u'],
  [/oin/g, 'uI'],
  [/oi/g, 'ua'],
  [/(?:ain|ein|in|im|un|aim|um)(?=[^aeiounm]|$)/g, 'I'],
  [/(?:ean|an|am|en|em)(?=[^aeiounm]|$)/g, 'A'],
  [/(?:on|om)(?=[^aeiounm]|$)/g, 'O'],
  [/iA$/g, 'iI'],
  [/ai|ei/g, 'e'],
  [/(?:er|et|es|ez|e)[sxz]?$/g, ''],
  [/([^x])[dtspxz]+$/g, '$1'],
  [/e$/g, ''],
  [/x/g, 'ks'],
  [/(.)\1+/g, '$1'],
];

const shortest = 2;

/** The key of a word by its sound; the word itself where hardly anything would remain of it. */
export function soundOf(word: string): string {
  const letters = foldedLetters(word.replaceAll(/ç/gi, 's')).replaceAll(/[^a-z0-9]/g, '');
  const sound = rules.reduce((said, [written, heard]) => said.replaceAll(written, heard), letters);
  return sound.length < shortest ? letters : sound;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
/** A shorter word has too many neighbours. */
const shortestSlip = 4;

/** What the word may have been before one slip of the hand: a letter too many, missing, for another, or two in the wrong order. */
export function slipsOf(word: string): string[] {
  const letters = foldedLetters(word).replaceAll(/[^a-z]/g, '');
  if (letters.length < shortestSlip) return [];
  const found = new Set<string>();
  for (let at = 0; at <= letters.length; at += 1) {
    const [before, after] = [letters.slice(0, at), letters.slice(at)];
    found.add(before + after.slice(1));
    if (after.length > 1) found.add(`${before}${after[1]}${after[0]}${after.slice(2)}`);
    for (const letter of alphabet) found.add(before + letter + after).add(before + letter + after.slice(1));
  }
  found.delete(letters);
  return [...found];
}
