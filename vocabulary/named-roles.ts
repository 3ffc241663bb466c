import { foldedLetters } from './letters.ts';
import type { Role } from './vocabulary.ts';

/** How a sentence of a protocol names whom it is about, in letters without accents. */
const names: readonly (readonly [RegExp, readonly Role[]])[] = [
  [/\b(?:parquet|procureure?|magistrate?|tribunal|justice)\b/, ['PARQUET']],
  [/\bforces de l.ordre\b/, ['POLICE', 'GENDARMERIE']],
  [/\b(?:police|commissariat)\b/, ['POLICE']],
  [/\b(?:gendarmerie|gendarmes)\b/, ['GENDARMERIE']],
  [/\b(?:ars|agence regionale de sante)\b/, ['ARS', 'CELLULE_ARS']],
  [/\bcellule de recueil des signalements\b/, ['CELLULE_ARS']],
  [/\b(?:crip|informations preoccupantes)\b/, ['CRIP']],
  [/\b(?:conseil departemental|departement)\b/, ['CD']],
  [/\bddets\b/, ['DDETS']],
  [/\b(?:ccas|maire|mairie)\b/, ['CCAS']],
  [/\balma\b/, ['ALMA']],
  [/\bdefenseure? des droits\b/, ['DEFENSEUR_DROITS']],
  [/\b(?:prefet|prefete|prefecture)\b/, ['PREFECTURE']],
  [/\b(?:etablissement|direction|directeur|directrice)\b/, ['ETABLISSEMENT']],
  [/\b(?:mandataire|mjpm|tuteur|curateur)\b/, ['MJPM']],
  [/\b(?:assurance maladie|cpam)\b/, ['ASSURANCE_MALADIE']],
  [/\bconseil de l.ordre\b/, ['ORDRE']],
  [/\bjuge\b/, ['JUGE_PROTECTION']],
  [/\b(?:mdph|maison departementale des personnes handicapees)\b/, ['MDPH']],
  [/\b(?:france victimes|aide aux victimes)\b/, ['FRANCE_VICTIMES']],
  [/\b(?:bailleur|bailleresse)\b/, ['BAILLEUR']],
  [/\b(?:banque|banquiere?)\b/, ['BANQUE']],
];

/** The roles that a sentence names, in its order; none where it names nobody. */
export function rolesNamedIn(sentence: string): Role[] {
  const text = foldedLetters(sentence);
  const found = names.flatMap(([name, roles]) => {
    const at = text.search(name);
    return at < 0 ? [] : [{ at, roles }];
  });
  return [...new Set(found.toSorted((a, b) => a.at - b.at).flatMap(({ roles }) => roles))];
}
