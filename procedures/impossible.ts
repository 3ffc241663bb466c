import type { FactName } from '../vocabulary/fact-table.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type Place, vocabulary } from '../vocabulary/vocabulary.ts';
import type { Conditions } from './procedure.ts';
import { holds } from './routing.ts';

/** Facts that cannot be together: all the conditions of one `when` never hold at once. */
interface Impossible {
  /** French; shown with every proof. */
  words: string;
  when: Conditions[];
  /** Which of them is doubted, and the facts as the law then reads them. */
  doubted: 'age' | 'placePrecision' | 'victimGroup';
  instead(facts: Facts): Facts;
  /** What is said to a person who gives them, at the field that is doubted. */
  ask: string;
}

const precisions: Partial<Record<Place, string[]>> = vocabulary.placePrecision;
const everyPrecision = [...new Set(Object.values(vocabulary.placePrecision).flat())];

/**
 * Facts that cannot be together. A person who gives them is asked again; from a door without one the doubted fact is not known to the law.
 * So no case holds them, and proofs leave them out.
 */
export const impossible: readonly Impossible[] = [
  {
    words: 'La précision du lieu est toujours une précision de ce lieu\u00a0: un EHPAD n’est pas un domicile.',
    when: (Object.keys(vocabulary.place) as Place[]).map((place) => ({
      place: { anyOf: [place] },
      placePrecision: { anyOf: everyPrecision.filter((code) => !(precisions[place] ?? []).includes(code)) },
    })),
    doubted: 'placePrecision',
    instead: ({ placePrecision, ...others }) => others,
    ask: 'Cette précision n’est pas de ce lieu : choisissez-en une autre.',
  },
  {
    words: 'Une personne de moins de 18 ans est mineure, ou sa situation n’est pas connue.',
    when: [{ age: { anyOf: ['-18'] }, victimGroup: { anyOf: ['PERSONNE_AGEE', 'PERSONNE_HANDICAPEE', 'AUTRE_ADULTE_VULNERABLE'] } }],
    doubted: 'victimGroup',
    instead: (facts) => ({ ...facts, victimGroup: 'MINEUR' }),
    ask: 'À moins de 18 ans, la personne est mineure : choisissez « Mineur », ou un autre âge.',
  },
  {
    words: 'Un mineur n’a pas 18 ans ou plus.',
    when: [{ age: { anyOf: ['18-29', '30-59', '60-79', '>=80'] }, victimGroup: { anyOf: ['MINEUR'] } }],
    doubted: 'age',
    instead: ({ age, ...others }) => others,
    ask: 'Un mineur n’a pas 18 ans : choisissez un autre âge, ou une autre situation.',
  },
  {
    words: 'Une personne de moins de 60 ans n’est pas un «\u00a0adulte vulnérable de 60 ans et plus\u00a0».',
    when: [{ age: { anyOf: ['18-29', '30-59'] }, victimGroup: { anyOf: ['PERSONNE_AGEE'] } }],
    doubted: 'age',
    instead: ({ age, ...others }) => others,
    ask: 'Cette personne aurait moins de 60 ans : choisissez un autre âge, ou une autre situation.',
  },
];

/** What cannot be together in these facts: at which field to ask again, and what to say there. */
export function contradictions(facts: Facts): Pick<Impossible, 'doubted' | 'ask' | 'instead'>[] {
  return impossible.filter(({ when }) => when.some((conditions) => holds(conditions, facts)));
}

/** These facts as the law reads them: without what cannot be. `unclear` names what was set aside. */
export function possibleFacts(facts: Facts): { facts: Facts; unclear: FactName[] } {
  const found = contradictions(facts);
  return { facts: found.reduce((read, { instead }) => instead(read), facts), unclear: found.map(({ doubted }) => doubted) };
}
