import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { AlertContent, Person } from '../model/content.ts';

export type LikenessKind = 'VICTIM' | 'IMPLICATED' | 'REPORTER' | 'PHONE' | 'EMAIL' | 'ADDRESS';

/** Something of an alert that, found equal in another, suggests that both are about one situation. Personal: never stored as it is. */
export interface Trace {
  kind: LikenessKind;
  /** Written in one way, however it was typed. */
  value: string;
}

/** What to look for elsewhere: names of at least two words, numbers, addresses. Order and number say nothing; each is given once. */
export function tracesOf({ victim, implicated = [], reporter }: AlertContent): Trace[] {
  const people: [LikenessKind, Person | undefined][] = [
    ['VICTIM', victim],
    ...implicated.map((one): [LikenessKind, Person] => ['IMPLICATED', one]),
    ['REPORTER', reporter],
  ];
  const found = people.flatMap(([kind, person]) => (person === undefined ? [] : tracesOfPerson(kind, person)));
  return [...new Map(found.map((trace) => [`${trace.kind}\n${trace.value}`, trace])).values()];
}

function tracesOfPerson(kind: LikenessKind, { name, phone, email, address }: Person): Trace[] {
  const traces: [LikenessKind, string | null][] = [
    [kind, nameOf(name ?? '')],
    // A number or an address is the same whoever gave it.
    ['PHONE', phoneOf(phone ?? '')],
    ['EMAIL', email?.trim().toLowerCase() || null],
    ['ADDRESS', kind === 'REPORTER' ? null : addressOf(address ?? '')],
  ];
  return traces.flatMap(([of, value]) => (value === null ? [] : [{ kind: of, value }]));
}

const plain = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

const civilities = new Set(['m', 'mr', 'mme', 'mlle', 'monsieur', 'madame', 'mademoiselle', 'dr', 'docteur', 'ne', 'nee', 'epouse', 'veuve', 'ans']);

/** A name without accents, titles, ages or order: "QUILLEVER Zéphirine" and "Mme Zephirine Quillever, 84 ans" are one. */
function nameOf(text: string): string | null {
  const words = plain(text).filter((word) => !civilities.has(word) && !/\d/.test(word));
  return words.length < 2 ? null : words.sort().join(' ');
}

function phoneOf(text: string): string | null {
  const number = parsePhoneNumberFromString(text, 'FR');
  return number?.isPossible() ? number.number : null;
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

function addressOf(text: string): string | null {
  const words = plain(text).map((word) => streets[word] ?? word);
  return words.length >= 3 && words.some((word) => /\d/.test(word)) ? words.join(' ') : null;
}
