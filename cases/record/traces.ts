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
    ...phonesIn(phone ?? '', department).map((number): [LikenessKind, string] => ['PHONE', number]),
    ['EMAIL', email?.trim().toLowerCase() || null],
    ['ADDRESS', kind === 'REPORTER' ? null : addressOf(address ?? '')],
  ];
  return traces.flatMap(([of, value]) => (value === null ? [] : [{ kind: of, value }]));
}

const plain = (text: string): string[] =>
  foldedLetters(text)
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

const civilities = new Set(
  'm mr mrs mme mmes mlle mlles monsieur madame mademoiselle messieurs mesdames dr docteur pr professeur me maitre ne nee epouse ep epx veuf veuve vve dit dite alias et ou ans'.split(
    ' ',
  ),
);
/** What is written apart from the name it belongs to, or not: "Le Goff" and "Legoff", "N’Diaye" and "Ndiaye". */
const particles = new Set('le la les l de du des d n o mc mac ben bou abd al el van von der den di da del'.split(' '));

/** The words of a name, without titles and ages: "Mme Zéphirine Dupont, épouse Quillever, 84 ans" has three. */
export const nameWords = (text: string): string[] => plain(text).filter((word) => !civilities.has(word) && !/\d/.test(word));

/** A name without accents, titles, ages, order or a blank after its particles: "QUILLEVER Zéphirine" and "Mme Zephirine Quillever, 84 ans" are one. */
function nameOf(text: string): string | null {
  const words = nameWords(text);
  const apart = words.map((word, index) => (particles.has(word) && index + 1 < words.length ? word : `${word} `));
  return words.length < 2 ? null : apart.join('').trimEnd().split(' ').sort().join(' ');
}

/** The number of a field, or each of those it holds. */
function phonesIn(text: string, department: string): string[] {
  if (text === '') return [];
  const one = phoneOf(text, department);
  return one !== null ? [one] : text.split(/[/;,\n]|\sou\s|\set\s/).flatMap((part) => phoneOf(part, department) ?? []);
}

export function phoneOf(text: string, department: string): string | null {
  const number = phoneNumber(text, department);
  if (number !== null) return number.dialled;
  const possible = parsePhoneNumberFromString(text, 'FR');
  return possible?.isPossible() ? possible.number : null;
}

/** Short ways to write what stands in an address. */
const streets: Record<string, string> = {
  av: 'avenue',
  ave: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  bvd: 'boulevard',
  boul: 'boulevard',
  r: 'rue',
  pl: 'place',
  imp: 'impasse',
  all: 'allee',
  ch: 'chemin',
  che: 'chemin',
  chem: 'chemin',
  rte: 'route',
  fg: 'faubourg',
  fbg: 'faubourg',
  sq: 'square',
  res: 'residence',
  lot: 'lotissement',
  lieudit: 'lieu dit',
  st: 'saint',
  ste: 'sainte',
  gal: 'general',
  gen: 'general',
  mal: 'marechal',
  cdt: 'commandant',
  col: 'colonel',
  pdt: 'president',
  bat: 'batiment',
  appt: 'appartement',
  apt: 'appartement',
  app: 'appartement',
  esc: 'escalier',
  etg: 'etage',
};

const isCode = (word: string | undefined): boolean => word !== undefined && /^\d{5}$/.test(word);
/** Where in a building: one of two callers does not say it. */
const inside = new Set(['appartement', 'batiment', 'escalier', 'etage', 'porte']);

const floor = /\b\d{1,2}\s?(?:er|ere|e|eme|nd|nde)?\s?etage\b/g;

/**
 * An address in one way: without its postal code, wherever it stands, CEDEX, country or place in the building, which one of two callers
 * leaves out; the number apart from its letter.
 */
function addressOf(text: string): string | null {
  const apart = plain(foldedLetters(text).replaceAll(floor, ' ')).flatMap((word) => {
    const [, number, letter] = /^(\d{1,4})(bis|ter|quater|[a-h])$/.exec(word) ?? [];
    return number === undefined || letter === undefined ? [streets[word] ?? word] : [number, letter];
  });
  const words: string[] = [];
  for (let at = 0; at < apart.length; at += 1) {
    const [word = '', next, afterNext] = apart.slice(at, at + 3);
    const isSplit = /^\d{2}$/.test(word) && /^\d{3}$/.test(next ?? '') && (afterNext === undefined ? at > 0 : /^\p{L}/u.test(afterNext));
    if (isCode(word) || (word === 'f' && isCode(next)) || (word === 'france' && next === undefined)) continue;
    if (isSplit) at += 1;
    else if (word === 'cedex') at += /^\d{1,2}$/.test(next ?? '') ? 1 : 0;
    else if (inside.has(word) && next !== undefined && next.length <= 3) at += 1;
    else if (!(['n', 'no', 'num', 'numero'].includes(word) && /^\d/.test(next ?? ''))) words.push(word);
  }
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
