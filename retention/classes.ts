/** A kind of data that has a term, and what the department may make of it. */
interface RetentionClass {
  /** French. */
  label: string;
  unit: 'months' | 'days';
  /** Where a department decided nothing. */
  usual: number;
  /** A department may decide within these. */
  least: number;
  most: number;
  /** What it is counted from, as the public page says it. */
  from: string;
  /** What happens then, the same way. */
  then: string;
  /** Where the usual term comes from, and what must still be checked (30 November 2026). */
  source: string;
}

const archived = 'détruit après l’accord des Archives départementales';
const sirena =
  'La notice de SIRENA, l’outil de l’État pour ces alertes : un an au plus après la clôture, puis six ans au plus en archive intermédiaire. Aucun référentiel de la CNIL ne vise ces guichets : à vérifier.';

/**
 * What is kept for a time, class by class. The page « Vos données », the register and the desk’s own page say it from here, and what is done is
 * done by these numbers.
 */
export const retentionClasses = {
  CASE: {
    label: 'Dossiers, avec leurs alertes, pièces, courriels et journal',
    unit: 'months',
    usual: 84,
    least: 12,
    most: 360,
    from: 'la clôture, le dernier acte ou la fin d’une conservation demandée, le plus tardif',
    then: archived,
    source: sirena,
  },
  CONTACT: {
    label: 'Conseils et renseignements donnés sans ouvrir de dossier',
    unit: 'months',
    usual: 12,
    least: 6,
    most: 120,
    from: 'le contact',
    then: archived,
    source: 'Proposition de Guichet, sur le modèle de la première durée de SIRENA : à vérifier.',
  },
  DECLARATION: {
    label: 'Déclarations des établissements et services',
    unit: 'months',
    usual: 84,
    least: 12,
    most: 360,
    from: 'la même date que son dossier, qui n’est pas détruit avant elle',
    then: 'détruites avec leur dossier',
    source: `${sirena} Les articles L. 331-8-1 et R. 331-8 à R. 331-10 du code de l’action sociale et des familles ne fixent pas de durée.`,
  },
  REQUEST: {
    label: 'Demandes des personnes sur leurs données, et réponses',
    unit: 'months',
    usual: 36,
    least: 12,
    most: 72,
    from: 'le jour où la réponse est partie',
    then: archived,
    source: 'Proposition de Guichet : à vérifier. Aucune copie de pièce d’identité n’est gardée.',
  },
  DRAFT: {
    label: 'Messages commencés en ligne et jamais envoyés',
    unit: 'days',
    usual: 30,
    least: 7,
    most: 90,
    from: 'la dernière saisie',
    then: 'effacés chaque nuit',
    source: 'Proposition de Guichet : à vérifier.',
  },
  MAIL: {
    label: 'Courriels écartés, et avis de non-remise rangés',
    unit: 'days',
    usual: 90,
    least: 30,
    most: 365,
    from: 'l’arrivée du courriel',
    then: 'leur contenu est effacé chaque nuit',
    source: 'Proposition de Guichet : à vérifier.',
  },
  LOG: {
    label: 'Traces : connexions, comptes, clés, recherches, lectures des dossiers',
    unit: 'months',
    usual: 12,
    least: 12,
    most: 36,
    from: 'l’acte',
    then: 'effacées chaque nuit, par jours entiers ; leur nombre et leur empreinte signée restent',
    source: 'Recommandation de la CNIL sur la journalisation (délibération n° 2021-122 du 14 octobre 2021) : six mois à un an, à vérifier.',
  },
  ACCOUNT: {
    label: 'Comptes suspendus : nom et adresse',
    unit: 'months',
    usual: 12,
    // What was read is said by account: one that went sooner would leave readings of nobody.
    least: 12,
    most: 36,
    from: 'la suspension',
    then: 'effacés chaque nuit, une fois que le département a décidé ses durées',
    source: 'La notice de SIRENA : un an après la désactivation. À vérifier. Jamais moins que les traces.',
  },
} as const satisfies Record<string, RetentionClass>;

export type RetentionClassName = keyof typeof retentionClasses;

export const retentionClassNames = Object.keys(retentionClasses) as RetentionClassName[];

/** How long each class is kept, in its own unit. */
export type Terms = Record<RetentionClassName, number>;

/** Those of a department that decided nothing. */
export const usualTerms = Object.fromEntries(retentionClassNames.map((name) => [name, retentionClasses[name].usual])) as Terms;

/** Terms as they were stored, or typed: null where one is no whole number within its bounds, or accounts go before the traces of what they did. A class that came since has its usual term. */
export function readTerms(stored: Readonly<Record<string, unknown>>): Terms | null {
  const terms = { ...usualTerms };
  for (const name of retentionClassNames) {
    const { least, most } = retentionClasses[name];
    const said = stored[name] ?? terms[name];
    if (typeof said !== 'number' || !Number.isInteger(said) || said < least || said > most) return null;
    terms[name] = said;
  }
  return terms.ACCOUNT < terms.LOG ? null : terms;
}

/** "84 mois (7 ans)", "30 jours". */
export function termSaid(name: RetentionClassName, term: number): string {
  if (retentionClasses[name].unit === 'days') return `${term} jours`;
  return term % 12 === 0 && term > 0 ? `${term} mois (${term / 12} an${term > 12 ? 's' : ''})` : `${term} mois`;
}
