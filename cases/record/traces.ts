import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { foldedLetters } from '../../vocabulary/letters.ts';
import { phoneNumber } from '../../vocabulary/phone-number.ts';
import { soundOf } from '../../vocabulary/sounds.ts';
import type { AlertContent, Person } from '../model/content.ts';

/** What a case is found by, beside what two of them have alike: each word of a name by its sound, and a street. */
export const findKinds = ['VICTIM_WORD', 'IMPLICATED_WORD', 'REPORTER_WORD', 'STREET'] as const;
export type FindKind = (typeof findKinds)[number];

export type LikenessKind = 'VICTIM' | 'IMPLICATED' | 'REPORTER' | 'PHONE' | 'EMAIL' | 'ADDRESS';

/** Something of an alert that, found equal in another, suggests that both are about one situation. Personal: never stored as it is. */
export interface Trace<Kind = LikenessKind> {
  kind: Kind;
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

const plain = (text: string): string[] =>
  foldedLetters(text)
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

const civilities = new Set(['m', 'mr', 'mme', 'mlle', 'monsieur', 'madame', 'mademoiselle', 'dr', 'docteur', 'ne', 'nee', 'epouse', 'veuve', 'ans']);

/** The words of a name, without titles and ages: "Mme Zéphirine Dupont, épouse Quillever, 84 ans" has three. */
export const nameWords = (text: string): string[] => plain(text).filter((word) => !civilities.has(word) && !/\d/.test(word));

/** A name without accents, titles, ages or order: "QUILLEVER Zéphirine" and "Mme Zephirine Quillever, 84 ans" are one. */
function nameOf(text: string): string | null {
  const words = nameWords(text);
  return words.length < 2 ? null : words.sort().join(' ');
}

export function phoneOf(text: string, department: string): string | null {
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

/** Too small to be looked for. */
const small = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'l', 'd', 'a', 'au', 'aux', 'et', 'en', 'sur', 'sous']);
const streetTypes = new Set([
  ...Object.values(streets),
  'rue',
  'chemin',
  'route',
  'quai',
  'square',
  'lotissement',
  'residence',
  'hameau',
  'cours',
  'sentier',
]);

/** The street of an address, or what somebody types of one: "12 bis, av. de la Libération, 54000 Nancy" and "avenue Libération" are one. */
export function streetOf(text: string): string | null {
  for (const part of text.split(/[,;\n]|\b\d{2}\s?\d{3}\b/)) {
    const words = plain(part).map((word) => streets[word] ?? word);
    const at = words.findIndex((word) => streetTypes.has(word) && word !== 'saint' && word !== 'sainte');
    const named = at < 0 ? [] : words.slice(at).filter((word) => !small.has(word));
    if (named.length >= 2) return named.join(' ');
  }
  return null;
}

/** What a case is found by, of an alert: said in one way, however it was typed. */
export function findTracesOf({ victim, implicated = [], reporter }: AlertContent): Trace<FindKind>[] {
  const people: [FindKind, Person | undefined][] = [
    ['VICTIM_WORD', victim],
    ...implicated.map((one): [FindKind, Person] => ['IMPLICATED_WORD', one]),
    ['REPORTER_WORD', reporter],
  ];
  const found = people.flatMap(([kind, person]): Trace<FindKind>[] => {
    const street = kind === 'REPORTER_WORD' ? null : streetOf(person?.address ?? '');
    return [
      ...nameWords(person?.name ?? '').map((word) => ({ kind, value: soundOf(word) })),
      ...(street === null ? [] : [{ kind: 'STREET' as const, value: street }]),
    ];
  });
  return [...new Map(found.map((trace) => [`${trace.kind}\n${trace.value}`, trace])).values()];
}
