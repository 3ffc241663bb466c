import { soundOf } from '../../vocabulary/sounds.ts';
import { civilities, grammar, kin, ordinary, particles, saints } from './common-words.ts';
import type { Mark, Withheld } from './mark.ts';
import { lettersApart } from './spelling.ts';
import { bare, type Word } from './words.ts';

/** What is looked for of the names of an author. */
interface Sought {
  /** Names alone, however they are written. */
  alone: ReadonlySet<string>;
  /** Names alone, where they are written with a capital. */
  capitals: ReadonlySet<string>;
  /** Parts beside which others of the same name name the author: shared with somebody else, of two letters, or words of grammar. */
  beside: readonly { parts: readonly string[]; initials: ReadonlySet<string> }[];
  /** Two letters: after "Mme" they are a name. */
  short: ReadonlySet<string>;
  /** The longest name in letters, when it is spelt. */
  spelt: readonly string[];
  /** Those that may be misspelt, and how they are said. */
  misspelt: readonly { name: string; sound: string; isOrdinary: boolean }[];
  /** First names, as friends shorten them: "Gen". */
  first: readonly string[];
  /** Names that are somebody else's, and words: no misspelling of the author's. */
  theirs: ReadonlySet<string>;
  /** Full names and initials with a name that are somebody else's. */
  elses: ReadonlySet<string>;
}

/** A part of a name that is no other word with a letter before it. */
const LONG = 6;

/** A name of more parts is written in one word by nobody. */
const MOST_PARTS = 5;

/** Two parts or more, in every order. */
function arrangements(parts: readonly string[], before: readonly string[] = []): string[][] {
  return parts.flatMap((part, at) => {
    const together = [...before, part];
    return [...(together.length > 1 ? [together] : []), ...arrangements(parts.toSpliced(at, 1), together)];
  });
}

/** Shorter names are too near to words. */
const SPELT = 5;

/** The parts of a name, civilities and particles apart. */
export const namePieces = (name: string): string[] => partsOf(name).filter((part) => !particles.has(part));

const partsOf = (name: string): string[] =>
  (name.match(/\p{L}[\p{L}\p{M}\p{Cf}]*/gu) ?? []).map(bare).filter((part) => !civilities.has(part) && part !== '');

/** A name as somebody typed it of another: "Jeanne Keller, mère d’Odile" names Odile, and is no name of hers to share. */
function ownParts(name: string): string[] {
  const words = (name.match(/\p{L}[\p{L}\p{M}\p{Cf}]*/gu) ?? []).map(bare);
  const other = words.findIndex((word, at) => word === 'chez' || (kin.has(word) && of.has(words[at + 1] ?? '')));
  return partsOf(words.slice(0, other < 0 ? words.length : other).join(' '));
}

const of = new Set(['de', 'd', 'du', 'des']);

function sought({ names, others }: Pick<Withheld, 'names' | 'others'>): Sought {
  const alone = new Set<string>();
  const capitals = new Set<string>();
  const short = new Set<string>();
  const beside: { parts: string[]; initials: Set<string> }[] = [];
  const theirs = others.names.map(ownParts);
  const shared = new Set(theirs.flat());
  for (const name of names) {
    const whole = partsOf(name);
    const parts = namePieces(name);
    for (const part of parts) {
      if (part.length < 2 || shared.has(part) || grammar.has(part)) continue;
      if (part.length === 2) short.add(part);
      else (ordinary.has(part) ? capitals : alone).add(part);
    }
    for (const part of parts) if (grammar.has(part) && !shared.has(part)) short.add(part);
    for (const together of arrangements(whole.slice(0, MOST_PARTS))) {
      const one = together.join('');
      if (one.length >= 4 && !together.every((part) => shared.has(part) || particles.has(part))) alone.add(one);
    }
    // As mailboxes and accounts are named: "blenormand".
    for (const part of parts)
      for (const { 0: initial = '' } of parts)
        if (part.length >= LONG && !part.startsWith(initial) && alone.has(part)) alone.add(initial + part).add(part + initial);
    beside.push({ parts, initials: new Set(parts.map((part) => part.charAt(0))) });
  }
  for (const one of shared) alone.delete(one);
  const elses = theirs.flatMap((parts) =>
    parts.flatMap((one) =>
      parts.flatMap((other) => (one === other ? [] : [`${one} ${other}`, `${one.charAt(0)} ${other}`, `${other} ${one.charAt(0)}`])),
    ),
  );
  const pieces = new Set(names.flatMap(namePieces).filter((part) => part.length >= SPELT && !shared.has(part) && !grammar.has(part)));
  return {
    alone,
    capitals,
    short,
    beside,
    spelt: [...alone].filter((name) => name.length >= 4),
    misspelt: [...pieces].map((name) => ({ name, sound: soundOf(name), isOrdinary: ordinary.has(name) })),
    first: names.flatMap((name) => firstName(name) ?? []).filter((name) => name.length >= SPELT && !shared.has(name)),
    theirs: shared,
    elses: new Set(elses),
  };
}

/** Whichever of a name is no surname in capitals, the first of them. */
function firstName(name: string): string | undefined {
  const typed = (name.match(/\p{L}[\p{L}\p{M}\p{Cf}]*/gu) ?? []).filter((part) => !civilities.has(bare(part)) && !particles.has(bare(part)));
  const found = typed.find((part) => part !== part.toUpperCase()) ?? typed[0];
  return typed.length > 1 && found !== undefined ? bare(found) : undefined;
}

/** How a word is written: a capital says that it is a name, but for the first of a sentence or in a text of capitals. */
interface Writing {
  capital: boolean;
  civil: boolean;
}

/** Whether a word is a name of the author's as somebody heard it, or typed it in haste. */
function isMisspelt({ misspelt, theirs }: Sought, word: string, { capital, civil }: Writing): boolean {
  if (word.length < SPELT - 1 || theirs.has(word) || ordinary.has(word) || grammar.has(word)) return false;
  const isName = capital || civil;
  const sound = soundOf(word);
  return misspelt.some((one) => {
    if (one.isOrdinary && !isName) return false;
    if (one.sound === sound && sound.length >= (isName ? SPELT - 2 : SPELT)) return true;
    const shortest = Math.min(one.name.length, word.length);
    const most = shortest < SPELT ? 0 : isName ? (shortest >= 7 ? 2 : 1) : shortest >= 8 ? 1 : 0;
    if (most === 0 || (one.name[0] !== word[0] && one.sound[0] !== sound[0])) return false;
    const apart = lettersApart(one.name, word, most);
    return apart <= most && ![...theirs].some((other) => lettersApart(other, word, apart) <= apart) && !isInflected(one.name, word);
  });
}

/** A word in its plural or feminine. */
const isInflected = (one: string, other: string): boolean => one.replace(/(?:e|s|es|x)$/, '') === other.replace(/(?:e|s|es|x)$/, '');

/** Where a text names an author: by any part of a name that is not somebody else's too, or by one beside another part or an initial. */
export function nameMarks(text: string, words: readonly Word[], withheld: Withheld): Mark<'NAME'>[] {
  if (withheld.names.length === 0) return [];
  const wanted = sought(withheld);
  const marks: Mark<'NAME'>[] = [];
  const heard = new Map<string, boolean>();
  const hasSmall = /\p{Ll}/u.test(text);
  const misspelt = (word: Word, civil: boolean): boolean => {
    const capital = word.capital && hasSmall && !isFirst(text, word);
    const key = `${word.bare} ${capital} ${civil}`;
    const known = heard.get(key) ?? isMisspelt(wanted, word.bare, { capital, civil });
    heard.set(key, known);
    return known || ((capital || civil) && isShortened(text, word, wanted));
  };
  const add = (first: Word, last: Word = first): void => {
    marks.push({ kind: 'NAME', from: first.from, to: last.to });
  };
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const before = words[index - 1];
    const ofSaint = before !== undefined && saints.has(before.bare) && touches(text, before, word) && !isAuthors(withheld, before.bare);
    if ((wanted.alone.has(word.bare) || (word.capital && wanted.capitals.has(word.bare))) && !ofSaint) add(word);
    if (gluedTo(text, word).some((part) => wanted.alone.has(part) || wanted.capitals.has(part))) add(word);
    const civil = before !== undefined && civilities.has(before.bare) && touches(text, before, word) && !/['’]/.test(betweenOf(text, before, word));
    if (!ofSaint && misspelt(word, civil)) add(word);
    if (before !== undefined && civilities.has(before.bare) && touches(text, before, word)) {
      if (wanted.short.has(word.bare) || wanted.capitals.has(word.bare)) add(word);
    }
    if (next === undefined || !touches(text, word, next)) continue;
    const two = word.bare + next.bare;
    if (wanted.alone.has(two) && (next.capital || isHyphenated(text, word, next))) add(word, next);
    if (nameTogether(wanted, word.bare, next.bare)) add(word, next);
    // "Paul, dit le Petit" has a word between, "Paul de Martin" a particle.
    const after = words[index + 2];
    if (after !== undefined && particles.has(next.bare) && touches(text, next, after) && nameTogether(wanted, word.bare, after.bare))
      add(word, after);
  }
  return [...marks, ...speltMarks(text, words, wanted)];
}

/** The first word of a sentence or of a line has its capital from there. */
const isFirst = (text: string, { from }: Word): boolean => /(?:^|[.!?…:;\n«"“(•-])\s*$/u.test(text.slice(Math.max(0, from - 4), from));

/** A first name as friends say it: "Gen", "Geneviè". */
const isShortened = (text: string, { bare: word, to }: Word, { first, theirs }: Sought): boolean =>
  word.length >= 3 &&
  !theirs.has(word) &&
  !ordinary.has(word) &&
  !grammar.has(word) &&
  !/^[-‐‑’'.]\p{L}/u.test(text.slice(to, to + 2)) &&
  first.some((name) => name.length >= word.length + 2 && name.startsWith(word));

/** What is written in one word with others, as files are named: "LettreMartin", "mmemartin". */
function gluedTo(text: string, word: Word): string[] {
  const pieces = text.slice(word.from, word.to).match(/\p{Lu}*[^\p{Lu}]+|\p{Lu}+/gu) ?? [];
  const civil = /^(?:mme|mlle|madame|monsieur|mademoiselle|docteur)(?=.{3})/.exec(word.bare)?.[0];
  return [...(pieces.length > 1 ? pieces.map(bare) : []), ...(civil === undefined ? [] : [word.bare.slice(civil.length)])];
}

const isAuthors = ({ names }: Withheld, part: string): boolean => names.some((name) => partsOf(name).includes(part));

/** Whether two words are parts of one name of the author's, or an initial and a part, and together nobody else's. */
function nameTogether({ beside, elses }: Sought, one: string, other: string): boolean {
  if (elses.has(`${one} ${other}`)) return false;
  return beside.some(({ parts, initials }) => {
    const both = parts.includes(one) && parts.includes(other) && one !== other;
    const initialFirst = one.length === 1 && initials.has(one) && parts.some((part) => part === other && part.length > 1 && rest(parts, other, one));
    const initialLast = other.length === 1 && initials.has(other) && parts.some((part) => part === one && part.length > 1 && rest(parts, one, other));
    return both || ((initialFirst || initialLast) && parts.length > 1);
  });
}

/** Whether another part than this one has that initial. */
const rest = (parts: readonly string[], part: string, initial: string): boolean =>
  parts.some((other) => other !== part && other.charAt(0) === initial);

const betweenOf = (text: string, one: Word, other: Word): string => text.slice(one.to, Math.min(other.from, one.to + 6));
/** Nothing but what may stand inside a name lies between. */
const touches = (text: string, one: Word, other: Word): boolean => other.from - one.to <= 4 && /^[\s.,'’_\-‐‑–]*$/u.test(betweenOf(text, one, other));
const isHyphenated = (text: string, one: Word, other: Word): boolean => /^[-‐‑\u00ad]\s*$/u.test(betweenOf(text, one, other));

const isLigature = (word: string): boolean => word === 'oe' || word === 'ae';

/** A name spelt letter by letter: "M-A-R-T-I-N", "m a r t i n". */
function speltMarks(text: string, words: readonly Word[], { spelt }: Sought): Mark<'NAME'>[] {
  const marks: Mark<'NAME'>[] = [];
  let run: Word[] = [];
  const close = (): void => {
    const letters = run.map((word) => word.bare).join('');
    // "œ" is one letter and two.
    const letter = run.flatMap((word) => [...word.bare].map(() => word));
    for (const name of run.length >= 4 ? spelt : [])
      for (let at = letters.indexOf(name); at >= 0; at = letters.indexOf(name, at + 1)) {
        const [first, last] = [letter[at], letter[at + name.length - 1]];
        if (first !== undefined && last !== undefined) marks.push({ kind: 'NAME', from: first.from, to: last.to });
      }
    run = [];
  };
  for (const word of words) {
    const last = run.at(-1);
    if (word.bare.length !== 1 && !isLigature(word.bare)) close();
    else {
      if (last !== undefined && !touches(text, last, word)) close();
      run.push(word);
    }
  }
  close();
  return marks;
}
