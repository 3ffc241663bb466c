import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { phoneNumber } from '../../vocabulary/phone-number.ts';
import type { AlertContent, Person } from '../model/content.ts';

export type LikenessKind = 'VICTIM' | 'IMPLICATED' | 'REPORTER' | 'PHONE' | 'EMAIL' | 'ADDRESS';

/** Something of an alert that, found equal in another, suggests that both are about one situation. Personal: never stored as it is. */
export interface Trace {
  kind: LikenessKind;
  /** Written in one way, however it was typed. */
  value: string;
}

/**
 * What to look for elsewhere: names of at least two words, numbers, addresses. Order and number say nothing; each is given once.
 * Numbers are read as they are dialled in the department.
 */
export function tracesOf({ victim, implicated = [], reporter }: AlertContent, department: string): Trace[] {
  const people: [LikenessKind, Person | undefined][] = [
    ['VICTIM', victim],
    ...implicated.map((one): [LikenessKind, Person] => ['IMPLICATED', one]),
    ['REPORTER', reporter],
  ];
  const found = people.flatMap(([kind, person]) => (person === undefined ? [] : tracesOfPerson(kind, person, department)));
  return [...new Map(found.map((trace) => [`${trace.kind}\n${trace.value}`, trace])).values()];
}

function tracesOfPerson(kind: LikenessKind, { name, phone, email, address }: Person, department: string): Trace[] {
  const traces: [LikenessKind, string | null][] = [
    [kind, nameOf(name ?? '')],
    // A number or an address is the same whoever gave it.
    ['PHONE', phone ? phoneOf(phone, department) : null],
    ['EMAIL', email?.trim().toLowerCase() || null],
    ['ADDRESS', kind === 'REPORTER' ? null : addressOf(address ?? '')],
  ];
  return traces.flatMap(([of, value]) => (value === null ? [] : [{ kind: of, value }]));
}

/** Letters that no decomposition takes apart, as whoever lacks them on a keyboard writes them. */
const asTyped: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd', ð: 'd', ø: 'o', þ: 'th', ı: 'i' };

const plain = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßłđðøþı]/g, (letter) => asTyped[letter] ?? letter)
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

const civilities = new Set(['m', 'mr', 'mme', 'mlle', 'monsieur', 'madame', 'mademoiselle', 'dr', 'docteur', 'ne', 'nee', 'epouse', 'veuve', 'ans']);

/** A name without accents, titles, ages or order: "QUILLEVER Zéphirine" and "Mme Zephirine Quillever, 84 ans" are one. */
function nameOf(text: string): string | null {
  const words = plain(text).filter((word) => !civilities.has(word) && !/\d/.test(word));
  return words.length < 2 ? null : words.sort().join(' ');
}

function phoneOf(text: string, department: string): string | null {
  const number = phoneNumber(text, department);
  if (number !== null) return number.dialled;
  const possible = parsePhoneNumberFromString(text, 'FR');
  return possible?.isPossible() ? possible.number : null;
}

const streets: Record<string, string> = {
  av: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  r: 'rue',
  pl: 'place',
  imp: 'impasse',
  all: 'allee',
  st: 'saint',
  ste: 'sainte',
};

/** Without its postal code, which one of two callers leaves out. */
function addressOf(text: string): string | null {
  const words = plain(text.replaceAll(/\b\d{2}\s?\d{3}\b(?=[\s,]*\p{L})/gu, ' ')).map((word) => streets[word] ?? word);
  return words.length >= 3 && words.some((word) => /\d/.test(word)) ? words.join(' ') : null;
}
