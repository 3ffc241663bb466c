import { behind, figures } from '../count.ts';
import { ownIndicator } from '../question.ts';
import type { Survey } from '../survey.ts';

/** A line of the yearly activity table that the field publishes: a figure, or one of its lines. */
export interface ActivityLine {
  /** Under which heading of the table it stands; absent: none. */
  under?: string;
  label: string;
  indicator: string;
  code?: string;
  /** How it is counted here, where the published table may count otherwise. */
  comment?: string;
}

const people = 'Victimes présumées';
const places = 'Lieu de survenue';
const types = 'Types de maltraitances';
const one = (under: string, indicator: string, code: string, label: string, comment?: string): ActivityLine => ({
  under,
  label,
  indicator,
  code,
  ...(comment !== undefined && { comment }),
});

/**
 * The table by which the field reports a year (3977 and its centres, February 2022), line by line, in its order and its words. Its places add up to more than
 * its cases, and its types to fewer: a case could have two places there, and types without a line.
 */
export const activityLines: readonly ActivityLine[] = [
  {
    label: 'Appels téléphoniques',
    indicator: 'appels-telephoniques',
    comment: 'Appels notés : alertes, mais aussi informations, orientations. Ceux auxquels personne n’a répondu ne sont pas connus.',
  },
  { label: 'Dossiers ouverts', indicator: 'dossiers-ouverts' },
  one(
    people,
    'dossiers-par-public',
    'PERSONNE_AGEE',
    'Adultes vulnérables de 60 ans et plus',
    'Dossiers dont la personne est de ce public : ce ne sont pas des personnes.',
  ),
  one(people, 'dossiers-par-public', 'PERSONNE_HANDICAPEE', 'Adultes en situation de handicap'),
  one(places, 'lieux-du-tableau-d-activite', 'DOMICILE', 'Domicile', 'Un dossier a un seul lieu.'),
  one(places, 'lieux-du-tableau-d-activite', 'ETABLISSEMENTS', 'Établissements'),
  one(types, 'types-du-tableau-d-activite', 'PSYCHOLOGIQUES', 'Psychologiques', 'Un dossier peut avoir plusieurs types.'),
  one(types, 'types-du-tableau-d-activite', 'NEGLIGENCES', 'Négligences'),
  one(types, 'types-du-tableau-d-activite', 'PHYSIQUES', 'Physiques'),
  one(types, 'types-du-tableau-d-activite', 'LIEES_AUX_SOINS', 'Liées aux soins'),
  one(types, 'types-du-tableau-d-activite', 'SEXUELLES', 'Sexuelles'),
  one(types, 'types-du-tableau-d-activite', 'RESTRICTION_DES_DROITS', 'Restriction des droits'),
];

/** What each line of the table counts in a year, in its order. */
export function activityTotals(read: Survey): number[] {
  return activityLines.map(({ indicator: id, code }) => {
    const indicator = ownIndicator(id);
    if (code !== undefined) return behind(read, indicator, code).length;
    const [figure] = figures(read, [indicator]);
    return figure !== undefined && 'value' in figure ? figure.value : 0;
  });
}

export interface ActivityRow extends ActivityLine {
  value: number;
  /** Whole per cent of the year before; null where it counted none, or cannot be compared. */
  evolution: number | null;
}

/** The table of a year, beside the year before; null: it cannot be compared, since the year still goes on. */
export function activityTable(now: readonly number[], before: readonly number[] | null): ActivityRow[] {
  return activityLines.map((line, index) => {
    const [value = 0, then = 0] = [now[index], before?.[index]];
    return { ...line, value, evolution: before === null || then === 0 ? null : Math.round(((value - then) * 100) / then) };
  });
}

/** « + 18 % ». */
export function evolutionWords(evolution: number | null): string {
  if (evolution === null) return 'pas de comparaison';
  return `${evolution > 0 ? '+ ' : evolution < 0 ? '− ' : ''}${new Intl.NumberFormat('fr-FR').format(Math.abs(evolution))} %`;
}
