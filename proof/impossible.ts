import type { Conditions } from '../procedures/procedure.ts';
import { type Place, vocabulary } from '../vocabulary/vocabulary.ts';

/** Facts that cannot be together: all the conditions of one `when` never hold at once. */
interface Impossible {
  /** French; shown with every proof. */
  words: string;
  when: Conditions[];
}

const precisions: Partial<Record<Place, string[]>> = vocabulary.placePrecision;
const everyPrecision = [...new Set(Object.values(vocabulary.placePrecision).flat())];

/** What a proof leaves out because it cannot occur. One line each, in words; the prover reads nothing else about it. */
export const impossible: readonly Impossible[] = [
  {
    words: 'La précision du lieu est toujours une précision de ce lieu\u00a0: un EHPAD n’est pas un domicile.',
    when: (Object.keys(vocabulary.place) as Place[]).map((place) => ({
      place: { anyOf: [place] },
      placePrecision: { anyOf: everyPrecision.filter((code) => !(precisions[place] ?? []).includes(code)) },
    })),
  },
  {
    words: 'Une personne de moins de 18 ans est mineure, ou sa situation n’est pas connue\u00a0; un mineur n’a pas 18 ans ou plus.',
    when: [
      { age: { anyOf: ['-18'] }, victimGroup: { anyOf: ['PERSONNE_AGEE', 'PERSONNE_HANDICAPEE', 'AUTRE_ADULTE_VULNERABLE'] } },
      { age: { anyOf: ['18-29', '30-59', '60-79', '>=80'] }, victimGroup: { anyOf: ['MINEUR'] } },
    ],
  },
  {
    words: 'Une personne de moins de 60 ans n’est pas un «\u00a0adulte vulnérable de 60 ans et plus\u00a0».',
    when: [{ age: { anyOf: ['18-29', '30-59'] }, victimGroup: { anyOf: ['PERSONNE_AGEE'] } }],
  },
];

/** What a proof does not look at although it may occur, in words: the desk then decides. */
export const leftAside: readonly string[] = [
  'Les faits se passent dans une commune du département, ou dans une commune qui n’est pas connue\u00a0: ailleurs, un autre guichet est compétent.',
  'Un seul organisme de l’annuaire est mis en cause à la fois, seul ou avec des personnes que l’annuaire ne connaît pas.',
  'Un établissement désigné par son numéro FINESS a la catégorie que dit l’annuaire.',
];
