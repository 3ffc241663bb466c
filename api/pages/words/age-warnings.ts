import { isChild } from '../../../procedures/children.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Facts } from '../../../vocabulary/facts.ts';

/** What must be seen of the person's age before anybody is told: she is a child, or nobody knows. Empty where there is nothing to say. */
export function ageWarnings(facts: Pick<Facts, 'age' | 'victimGroup'>): string[] {
  if (isChild(facts))
    return [
      'La personne est mineure : la CRIP est saisie, et aucun organisme des adultes, sauf règle qui nomme les mineurs.',
      'Si vous parlez à l’auteur, donnez-lui le 119 : gratuit, jour et nuit.',
    ].map(typographic);
  const unknown = facts.victimGroup === 'INCONNU' && (facts.age === undefined || facts.age === 'INCONNU');
  return unknown
    ? [typographic('L’âge de la personne n’est pas connu : elle est traitée comme un adulte. Si elle a moins de 18 ans, dites-le ici.')]
    : [];
}
