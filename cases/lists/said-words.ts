import type { EntryKind } from '../../vocabulary/entries.ts';
import { foldedLetters } from '../../vocabulary/letters.ts';

/** What is sought in what was said: each is a word or a phrase, as the source of a pattern. All must be in one text. */
export type WordsSought = string[];

/** Fewer letters would be found in nearly every case. */
const fewestLetters = 3;
const mostTerms = 10;

/** The letters that are read as one, by that one; and those that are read as two. */
const readAs = new Map<string, string>();
for (let code = 0xc0; code < 0x250; code += 1) {
  const letter = String.fromCodePoint(code);
  const folded = foldedLetters(letter);
  if (folded !== letter && letter === letter.toLowerCase()) readAs.set(folded, `${readAs.get(folded) ?? ''}${letter}`);
}

const marks = String.raw`\p{M}*`;
const letterPattern = (letter: string): string => `[${letter}${readAs.get(letter) ?? ''}]${marks}`;

/** A word however it is written: with accents or without, in capitals, with a ligature. */
function wordPattern(word: string): string {
  let pattern = '';
  for (let at = 0; at < word.length; at += 1) {
    const [one = '', two = ''] = word.slice(at, at + 2);
    const together = two === '' ? undefined : readAs.get(one + two);
    pattern += together === undefined ? letterPattern(one) : `(?:${letterPattern(one)}${letterPattern(two)}|[${together}]${marks})`;
    if (together !== undefined) at += 1;
  }
  return pattern;
}

const lettersIn = (text: string): string[] => foldedLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Reads what was typed: words, each at the beginning of a word of the text, and phrases between quotation marks, word after word. Null where
 * nothing is long enough to be sought.
 */
export function readWords(typed: string): WordsSought | null {
  const terms = [...typed.matchAll(/[«"“]([^»"”]*)[»"”]?|[^\s«»"“”]+/g)].map(([whole, quoted]) => lettersIn(quoted ?? whole));
  const sought = terms.filter((words) => words.length > 0).slice(0, mostTerms);
  if (!sought.some((words) => words.join('').length >= fewestLetters)) return null;
  return sought.map((words) => String.raw`(?<![\p{L}\p{N}])${words.map(wordPattern).join(String.raw`[^\p{L}\p{N}]{1,10}`)}`);
}

/** A case as it is handed over to be opened: its own key, and what was sealed with its entries. */
export interface SealedCase {
  id: string;
  key: Buffer;
  entries: { seq: number; kind: EntryKind; sealed: Buffer }[];
}

export interface WordsFound {
  id: string;
  /** What was written where the words are. */
  kind: EntryKind;
  excerpt: Excerpt;
}

/** Of the cases that were handed over: those that hold the words, and how many could not be opened, or not whole. */
export interface CasesOpened {
  found: WordsFound[];
  unopened: number;
}

/** What the process that opens cases is told: first what is sought, then cases, each time answered by `CasesOpened`. */
export type WordsOrder = { sought: WordsSought } | { cases: SealedCase[] };

/** Where a text holds what is sought. */
export interface Excerpt {
  before: string;
  hit: string;
  after: string;
}

/** The place of the first of the words in a text that holds them all; null where it does not. */
export function excerptOf(patterns: readonly RegExp[], text: string): Excerpt | null {
  const [first, ...others] = patterns.map((pattern) => pattern.exec(text));
  if (first == null || others.includes(null)) return null;
  const [hit] = first;
  const end = first.index + hit.length;
  return { before: lastWords(text.slice(0, first.index)), hit: oneLine(hit), after: firstWords(text.slice(end)) };
}

const shown = 70;
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const firstWords = (text: string): string => (text.length <= shown ? oneLine(text) : `${oneLine(text.slice(0, shown)).replace(/\s\S*$/, '')}\u00a0…`);
const lastWords = (text: string): string => (text.length <= shown ? oneLine(text) : `…\u00a0${oneLine(text.slice(-shown)).replace(/^\S*\s/, '')}`);

/** What holds words that somebody said or wrote, in what is sealed with an entry; ids, numbers and fingerprints are not said. */
const wordsUnder: ReadonlySet<string> = new Set(['narrative', 'notes', 'measuresTaken', 'health', 'assets', 'said', 'text', 'toAuthor', 'questions']);

/** The texts of what was sealed with an entry. */
export function textsIn(content: unknown, named = false): string[] {
  if (typeof content === 'string') return named ? [content] : [];
  if (typeof content !== 'object' || content === null) return [];
  if (Array.isArray(content)) return content.flatMap((one) => textsIn(one, named));
  return Object.entries(content).flatMap(([name, value]) => textsIn(value, wordsUnder.has(name)));
}
