import { readCrockford } from '../../database/codes.ts';
import type { DatabaseKeys } from '../../database/sealing.ts';
import { foldedLetters } from '../../vocabulary/letters.ts';
import { slipsOf, soundOf } from '../../vocabulary/sounds.ts';
import { traceHash } from '../record/likeness.ts';
import { nameWords, phoneOf, streetOf } from '../record/traces.ts';

/** What somebody may mean by what they typed; nothing of it says that anything is found. */
export interface Sought {
  /** Whole references it may be, and what a reference may begin with. */
  references: string[];
  referenceStarts: string[];
  contactReference: string | null;
  phone: string | null;
  email: string | null;
  street: string | null;
  /** Words of a name, folded. */
  words: string[];
}

/** More words than a name has are a sentence: that is not looked for here. */
const mostWords = 6;
const fewestDigits = 6;

/** Reads what was typed. `year` is the department's own, the newest a reference can be of. */
export function readSought(typed: string, department: string, year: number): Sought {
  const text = typed.trim().slice(0, 200);
  const email = /[^\s<>,;]+@[^\s<>,;]+\.[a-z]{2,}/i.exec(text)?.[0].toLowerCase() ?? null;
  const digits = text.replaceAll(/\D/g, '').length;
  const phone = email === null && digits >= fewestDigits ? phoneOf(text, department) : null;
  const words = email === null && phone === null ? nameWords(text).filter((word) => word.length > 1) : [];
  return {
    ...referencesIn(text, department, year),
    phone,
    email,
    street: streetOf(text),
    words: words.length > mostWords ? [] : [...new Set(words)],
  };
}

/** How many years of references a last part alone may be of. */
const yearsBack = 10;

function referencesIn(text: string, department: string, year: number): Pick<Sought, 'references' | 'referenceStarts' | 'contactReference'> {
  const none = { references: [], referenceStarts: [], contactReference: null };
  if (!/^[\s\w./-]+$/.test(text)) return none;
  const code = readCrockford(text);
  const contact = new RegExp(`^${department}(\\d\\d)C([0-9A-Z]{4})([0-9A-Z]{3})$`).exec(code);
  if (contact !== null) return { ...none, contactReference: `${department}-${contact[1]}-C-${contact[2]}-${contact[3]}` };
  const begun = new RegExp(`^${department}(\\d\\d)([0-9A-Z]{1,4})([0-9A-Z]{1,2})?$`).exec(code);
  const start = begun === null ? null : `${department}-${begun[1]}-${begun[2]}${begun[3] === undefined ? '' : `-${begun[3]}`}`;
  const part = /^([0-9A-Z]{4})([0-9A-Z]{2})?$/.exec(code);
  if (start !== null && begun?.[3]?.length !== 2) return { ...none, referenceStarts: [start] };
  const references = start === null ? [] : [start];
  // A word of letters alone is a name first: a part of a reference nearly always holds a figure.
  if (part === null || !/\d/.test(text)) return { ...none, references };
  const years = Array.from({ length: yearsBack }, (_, back) => String((year - back) % 100).padStart(2, '0'));
  if (part[2] === undefined) return { ...none, referenceStarts: years.map((of) => `${department}-${of}-${part[1]}-`) };
  return { ...none, references: [...references, ...years.map((of) => `${department}-${of}-${part[1]}-${part[2]}`)] };
}

/** One key to look under: which word of what was typed it stands for, and how near: 0 as it sounds, 1 after one slip of the hand. */
export interface SoughtKey {
  kind: string;
  hash: string;
  word: number;
  slip: 0 | 1;
}

/** The keys a name may be kept under, whoever bears it. */
export function nameKeys(keys: DatabaseKeys, department: string, words: readonly string[], kinds: readonly string[], slips: boolean): SoughtKey[] {
  return words.flatMap((typed, word) => {
    const sound = soundOf(typed);
    const near = slips ? new Set(slipsOf(typed).map(soundOf)) : new Set<string>();
    near.delete(sound);
    const said = [{ value: sound, slip: 0 as const }, ...[...near].map((value) => ({ value, slip: 1 as const }))];
    return said.flatMap(({ value, slip }) =>
      kinds.flatMap((kind) => keysOf(keys, department, kind, value).map((hash) => ({ kind, hash, word, slip }))),
    );
  });
}

/** The keys of one value, under every generation that may be in use. */
export function keysOf(keys: DatabaseKeys, department: string, kind: string, value: string): string[] {
  return keys.index.generations.map((generation) => traceHash(keys, department, { kind, value }, generation).toString('hex'));
}

/** How many of the words somebody typed a name has to the letter. */
export function lettersAlike(words: readonly string[], name: string): number {
  const own = new Set(nameWords(foldedLetters(name)));
  return words.filter((word) => own.has(word)).length;
}
