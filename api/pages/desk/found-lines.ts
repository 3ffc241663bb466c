import type { Instant } from '../../../calendar/span.ts';
import type { FoundBy, FoundCase } from '../../../cases/lists/found-cases.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { FoundCaseLine } from '../../../templates/views/find.ts';
import { caseRow } from './queue-lines.ts';

const reasons: Record<FoundBy, string> = {
  REFERENCE: 'Référence',
  PHONE: 'Téléphone',
  EMAIL: 'Adresse électronique',
  VICTIM_WORD: 'Nom de la personne concernée',
  IMPLICATED_WORD: 'Nom d’une personne mise en cause',
  REPORTER_WORD: 'Nom de l’auteur de l’alerte',
  STREET: 'Rue',
};

/** A case that was found, and why. */
export function foundCaseLine(found: FoundCase, directory: IndexedDirectory, now: Instant): FoundCaseLine {
  const { by, near, victim } = found;
  return { ...caseRow(found, directory, now), why: near ? `${reasons[by]}, à peu près` : reasons[by], ...(victim !== null && { victim }) };
}
