import { type PetitionItemId, petitionItems } from '../cases/told/petition.ts';
import { typographic } from '../templates/text/typography.ts';
import type { Field } from '../vocabulary/vocabulary.ts';
import type { DocumentSection } from './documents.ts';
import { headingsOf } from './models.ts';

/** The heading of a request for protection that tells each thing the law wants in it. */
const headingOf: Record<PetitionItemId, string> = {
  PERSON: 'personne',
  FACTS: 'faits-protection',
  LIVING: 'conditions',
  ASSETS: 'patrimoine',
  AUTONOMY: 'autonomie',
  MEASURE: 'mesure',
  DONE: 'demarches',
};

/** « Non connu » says that nobody knows, as leaving it empty does. */
const unsaid = /^\s*(?:(?:non|in)\s?(?:connue?s?|renseignée?s?)(?: du guichet)?\s*\.?)?\s*$/i;

/** How complete a request for protection is, printed on it: what is told above, what lacks, and what the transfer does not show. */
export function petitionSection(discloses: readonly Field[], sections: Readonly<Record<string, string>>): DocumentSection {
  const shown = new Set(headingsOf('requete-protection', discloses).map(({ id }) => id));
  const lines = petitionItems.map(({ id, label, required }) => {
    const told = !unsaid.test(sections[headingOf[id]] ?? '');
    const standing = !shown.has(headingOf[id]) ? 'n’est pas montré par cette transmission' : told ? 'dit ci-dessus' : 'manque';
    return { lacks: standing !== 'dit ci-dessus', line: `${label}${required ? ' (obligatoire)' : ''} : ${standing}.` };
  });
  const lacking = lines.filter(({ lacks }) => lacks).length;
  const summary = lacking === 0 ? `Les ${lines.length} éléments sont donnés.` : `${lines.length - lacking} éléments sur ${lines.length} sont donnés.`;
  return {
    heading: 'Ce que la loi demande à cette requête (art. 1216-1 à 1216-3 du code de procédure civile)',
    text: typographic([summary, '', ...lines.map(({ line }) => `– ${line}`)].join('\n')),
  };
}
