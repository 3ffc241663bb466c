import type { FactName } from '../vocabulary/fact-table.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { codes, label } from '../vocabulary/vocabulary.ts';

/** The facts by which a body's competence may be limited, in the order in which they are said. */
export const limitingFacts = ['place', 'finessCategory', 'authority', 'maltreatment', 'victimGroup'] as const satisfies readonly FactName[];
export type LimitingFact = (typeof limitingFacts)[number];

/** For each fact that is named, the codes of which one must be there. */
export type FactLimits = { [fact in LimitingFact]?: string[] };

/** Which situations a body is competent for: only those, and never these. What is not known is in no list. */
export interface Competent {
  onlyFor?: FactLimits;
  neverFor?: FactLimits;
}

/** What is asked of a directory: where, and what its bodies may be limited by. What is absent is not known. */
export type Situated = Pick<Facts, 'inseeCode' | 'finess'> & Partial<Pick<Facts, LimitingFact>>;

/** The limit that keeps a body from answering. */
export interface Limited {
  how: 'ONLY' | 'NEVER';
  fact: LimitingFact;
}

function has(fact: LimitingFact, listed: readonly string[], situation: Situated): boolean {
  if (fact === 'maltreatment') return situation.maltreatment?.some((code) => listed.includes(code)) ?? false;
  const code = situation[fact];
  return code !== undefined && listed.includes(code);
}

/** Why a body does not answer in a situation; null when it does. An exclusion is total: one fact of it is enough. */
export function limitedBy({ onlyFor, neverFor }: Competent, situation: Situated): Limited | null {
  for (const fact of neverFor === undefined ? [] : limitingFacts) {
    const listed = neverFor?.[fact];
    if (listed !== undefined && has(fact, listed, situation)) return { how: 'NEVER', fact };
  }
  for (const fact of onlyFor === undefined ? [] : limitingFacts) {
    const listed = onlyFor?.[fact];
    if (listed !== undefined && !has(fact, listed, situation)) return { how: 'ONLY', fact };
  }
  return null;
}

export const isLimited = ({ onlyFor, neverFor }: Competent): boolean => onlyFor !== undefined || neverFor !== undefined;

/**
 * How special a body is: by how many facts it is limited, and then to how few of their codes. Whoever answers for a part of what another
 * answers for is always the more special.
 */
export function specialty({ onlyFor = {} }: Competent): { facts: number; codes: number } {
  const lists = Object.values(onlyFor);
  return { facts: lists.length, codes: lists.reduce((sum, list) => sum + new Set(list).size, 0) };
}

const names: Record<LimitingFact, string> = {
  place: 'lieu',
  finessCategory: 'catégorie FINESS',
  authority: 'autorité',
  maltreatment: 'faits',
  victimGroup: 'personne',
};
/** What a limiting fact is called beside its values. */
export const limitName = (fact: LimitingFact): string => names[fact];

/** The codes that a limit may name; null for FINESS categories, which are three digits. */
export const limitCodes = (fact: LimitingFact): readonly string[] | null => (fact === 'finessCategory' ? null : codes(fact));

/** One code of a limit in words: « Domicile », « 500 ». */
export const limitCodeWords = (fact: LimitingFact, code: string): string => (fact === 'finessCategory' ? code : label(fact, code as never));

/** FactLimits in words: "lieu : Domicile ou Trajet, transport ; autorité : Conseil départemental". */
export function situationLimits(limits: FactLimits): string {
  const list = new Intl.ListFormat('fr', { type: 'disjunction' });
  return limitingFacts
    .flatMap((fact) => {
      const listed = limits[fact];
      return listed === undefined ? [] : [`${names[fact]}\u00a0: ${list.format(listed.map((code) => limitCodeWords(fact, code)))}`];
    })
    .join('\u00a0; ');
}
