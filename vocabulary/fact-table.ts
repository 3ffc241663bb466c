import { codes, type LabelledFamily } from './vocabulary.ts';

/** A fact that rules may read, with everything that differs from one fact to another. */
interface FactEntry {
  /** What it is called in forms and lists. */
  label: string;
  /** How a rule speaks of it: what comes before its values, and what says that it is known or not. */
  is: string;
  known: string;
  unknown: string;
  /** The family of its codes in `vocabulary.json`; absent for one whose codes are made otherwise. */
  family?: LabelledFamily;
  /** Its key in the link of a rehearsal: one or two letters, never another's, never changed. */
  key: string;
  /** For a plain fact, what it is about: where an agent is asked for it, and where it is read. */
  about?: 'PLACE' | 'PERSON' | 'FACTS' | 'AUTHOR';
  /** For a plain fact, what comes before its value in a described situation. */
  word?: string;
}

/**
 * Every fact, in the order in which rules say them. A plain fact (one with `about`) is one code of a family, or not known: its entry and
 * its codes in `vocabulary.json` are all it takes. It is then asked, stored, accepted by the API, read by rules, proved and said.
 */
export const factTable = {
  channel: {
    label: 'Porte d’entrée',
    is: 'l’alerte arrive par',
    known: 'le canal est connu',
    unknown: 'le canal n’est pas connu',
    family: 'channel',
    key: 'ch',
  },
  inseeCode: { label: 'Commune', is: 'la commune a pour code', known: 'la commune est connue', unknown: 'la commune n’est pas connue', key: 'c' },
  place: { label: 'Lieu', is: 'le lieu est', known: 'le lieu est connu', unknown: 'le lieu n’est pas connu', family: 'place', key: 'l' },
  placePrecision: {
    label: 'Lieu, plus précisément',
    is: 'le lieu est précisément',
    known: 'le lieu est précisé',
    unknown: 'le lieu n’est pas précisé',
    key: 'lp',
  },
  finessCategory: {
    label: 'Catégorie FINESS de l’établissement',
    is: 'la catégorie FINESS est',
    known: 'la catégorie FINESS est connue',
    unknown: 'la catégorie FINESS n’est pas connue',
    key: 'fc',
  },
  authority: {
    label: 'Autorité qui autorise l’établissement',
    is: 'l’établissement est autorisé par',
    known: 'l’autorité qui autorise l’établissement est connue',
    unknown: 'l’autorité qui autorise l’établissement n’est pas connue',
    family: 'authority',
    key: 'au',
    about: 'PLACE',
    word: 'autorisé par',
  },
  implicated: {
    label: 'Mis en cause',
    is: 'le mis en cause est',
    known: 'le mis en cause est connu',
    unknown: 'le mis en cause n’est pas connu',
    key: 'i',
  },
  maltreatment: {
    label: 'Faits',
    is: 'les faits comprennent',
    known: 'les faits sont qualifiés',
    unknown: 'les faits ne sont pas qualifiés',
    family: 'maltreatment',
    key: 'm',
  },
  danger: { label: 'Danger', is: 'le danger est', known: 'le danger est connu', unknown: 'le danger n’est pas connu', family: 'danger', key: 'd' },
  victimGroup: {
    label: 'Personne',
    is: 'la personne est',
    known: 'la situation de la personne est connue',
    unknown: 'la situation de la personne n’est pas connue',
    family: 'victimGroup',
    key: 'v',
  },
  age: {
    label: 'Âge',
    is: 'l’âge est',
    known: 'l’âge est connu',
    unknown: 'l’âge n’est pas connu',
    family: 'age',
    key: 'g',
    about: 'PERSON',
    word: 'âge',
  },
  protectionMeasure: {
    label: 'Mesure de protection',
    is: 'la mesure de protection est',
    known: 'la mesure de protection est connue',
    unknown: 'la mesure de protection n’est pas connue',
    family: 'protectionMeasure',
    key: 't',
    about: 'PERSON',
    word: 'protection',
  },
  origin: {
    label: 'Origine',
    is: 'l’origine est',
    known: 'l’origine est connue',
    unknown: 'l’origine n’est pas connue',
    family: 'origin',
    key: 'o',
    about: 'FACTS',
    word: 'origine',
  },
  firearm: {
    label: 'Arme à feu au domicile',
    is: 'pour les armes, il est dit',
    known: 'la présence d’une arme à feu est connue',
    unknown: 'la présence d’une arme à feu n’est pas connue',
    family: 'firearm',
    key: 'af',
    about: 'PLACE',
    word: 'armes',
  },
  visit: {
    label: 'Précaution pour une visite',
    is: 'pour une visite, il est dit',
    known: 'une précaution pour une visite est dite',
    unknown: 'aucune précaution pour une visite n’est dite',
    family: 'visit',
    key: 'pv',
    about: 'PLACE',
    word: 'visite',
  },
  reporterLink: {
    label: 'Auteur de l’alerte',
    is: 'l’auteur de l’alerte est',
    known: 'le lien de l’auteur est connu',
    unknown: 'le lien de l’auteur n’est pas connu',
    family: 'reporterLink',
    key: 'r',
    about: 'AUTHOR',
    word: 'auteur',
  },
  flags: {
    label: 'Mentions',
    is: 'il est noté',
    known: 'une mention est portée',
    unknown: 'aucune mention n’est portée',
    family: 'flag',
    key: 'n',
  },
} as const satisfies Record<string, FactEntry>;

type Table = typeof factTable;

/** The facts a rule may name in its conditions. `implicated` is read as `KIND` or `KIND/PRECISION`. */
export type FactName = keyof Table;
export const factNames = Object.keys(factTable) as FactName[];

/** One fact with all that may be said of any. */
export const factEntry = (fact: FactName): FactEntry => factTable[fact];

/** Facts that are one code of a family, or not known. */
export type PlainFact = { [fact in FactName]: Table[fact] extends { about: string } ? fact : never }[FactName];
/** Those that the desk's own form of facts asks for; the author's are asked with the author. */
export type AskedFact = { [fact in PlainFact]: Table[fact]['about'] extends 'AUTHOR' ? never : fact }[PlainFact];
/** What a case holds of the plain facts. */
export type PlainFacts = { [fact in PlainFact]?: CodeOf<fact> };
type CodeOf<fact extends PlainFact> = ReturnType<typeof codes<Table[fact]['family']>>[number];

export const plainFacts = factNames.filter((fact): fact is PlainFact => factEntry(fact).about !== undefined);
export const askedFacts = plainFacts.filter((fact): fact is AskedFact => factTable[fact].about !== 'AUTHOR');
export const plainFactsAbout = (about: FactEntry['about']): PlainFact[] => plainFacts.filter((fact) => factTable[fact].about === about);

/** The codes a plain fact may have. */
export const plainCodes = <fact extends PlainFact>(fact: fact): [CodeOf<fact>, ...CodeOf<fact>[]] =>
  codes(factTable[fact].family) as [CodeOf<fact>, ...CodeOf<fact>[]];
