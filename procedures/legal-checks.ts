/** Something the law asks of a protocol. A department may do without it, with a reason that stays with the version. */
interface LegalCheck {
  id: string;
  /** French. */
  title: string;
  article: string;
}

/** Delays that a text sets: a department does not choose them. `writtenConfirmation` is CASF R.331-8, `secondPart` CSP R.1413-69. */
export const legalDelays = { writtenConfirmation: { hours: 48 }, secondPart: { months: 3 } } as const;

/** Articles as the field knows them; where a text gives no number, the figure is this project's and the title says "proposition". */
export const legalChecks = [
  {
    id: 'cellule-toute-alerte',
    title: 'La cellule de recueil connaît toute alerte au sujet d’un majeur',
    article: 'article L. 119-2 du code de l’action sociale et des familles',
  },
  {
    id: 'cellule-sans-delai',
    title: 'La cellule est saisie sans délai (proposition\u00a0: jamais d’abord par courrier, remise sous deux jours ouvrés)',
    article: 'article L. 119-2 du code de l’action sociale et des familles',
  },
  {
    id: 'crime-parquet',
    title: 'Un crime ou un délit possible est porté à la connaissance du procureur',
    article: 'article 40 du code de procédure pénale',
  },
  {
    id: 'hors-etat-de-se-proteger',
    title: 'Les mauvais traitements d’une personne hors d’état de se protéger sont portés à une autorité judiciaire ou administrative',
    article: 'article 434-3 du code pénal',
  },
  {
    id: 'danger-forces-de-l-ordre',
    title: 'Devant un danger imminent, police ou gendarmerie sont saisies',
    article: 'article 223-6 du code pénal',
  },
  {
    id: 'declaration-autorite',
    title: 'La déclaration d’un établissement social ou médico-social parvient à une autorité qui l’autorise',
    article: 'article L. 331-8-1 du code de l’action sociale et des familles',
  },
  {
    id: 'confirmation-ecrite-48h',
    title: 'Une déclaration orale est confirmée par écrit sous 48 heures',
    article: 'article R. 331-8 du code de l’action sociale et des familles',
  },
  {
    id: 'eigs-autorite',
    title: 'Un événement indésirable grave est transmis à l’agence régionale de santé',
    article: 'article L. 1413-14 du code de la santé publique',
  },
  {
    id: 'eigs-seconde-partie',
    title: 'La seconde partie de la déclaration d’un événement indésirable grave est demandée avant trois mois',
    article: 'article R. 1413-69 du code de la santé publique',
  },
  {
    id: 'procureur-identite-et-faits',
    title: 'Le procureur reçoit l’identité de la personne, les faits et ce que l’on sait de son état',
    article: 'article 1216-1 du code de procédure civile',
  },
  {
    id: 'accuse-auteur',
    title: 'L’auteur de l’alerte en reçoit accusé sous sept jours ouvrés (par analogie)',
    article: 'décret n° 2022-1284',
  },
] as const satisfies readonly LegalCheck[];

export type LegalCheckId = (typeof legalChecks)[number]['id'];
