import { type Maltreatment, vocabulary } from '../vocabulary/vocabulary.ts';
import { chapter } from './indicator.ts';
import { type CountedCase, type Survey, situations } from './survey.ts';
import { called, labelled } from './words.ts';

const lines = (of: (counted: CountedCase['counted']) => readonly (string | null)[]) => (read: Survey) =>
  situations(read).map(({ id, counted }) => ({ case: id, codes: of(counted) }));
const known = <Code extends string>(code: Code, unknown: Code): Code | null => (code === unknown ? null : code);
const opened = 'ouverture du dossier';

/** The lines of the field's own activity table, with the types each counts; those it has no line for are one of ours. */
const activityTypes = {
  PSYCHOLOGIQUES: 'Psychologiques',
  NEGLIGENCES: 'Négligences',
  PHYSIQUES: 'Physiques',
  LIEES_AUX_SOINS: 'Liées aux soins',
  SEXUELLES: 'Sexuelles',
  RESTRICTION_DES_DROITS: 'Restriction des droits',
} as const;
const activityTypeOf = (type: Maltreatment): string =>
  (Object.keys(activityTypes) as (keyof typeof activityTypes)[]).find((line) => (vocabulary.activityTableType[line] as string[]).includes(type)) ??
  'AUTRES';

/** How a case stands, in the words of the State's tool: nobody has taken it up, it goes on, it has ended. */
const standing = ({ status, qualification }: CountedCase['counted']): string =>
  status !== 'OPEN' ? 'CLOTURE' : qualification === 'AWAITED' ? 'NOUVEAU' : 'EN_COURS';

/** What the situations are, as far as they are known. */
export const situationLines = chapter(
  {
    id: 'dossiers-par-lieu',
    number: 59,
    sentence: 'Dossiers par lieu des faits',
    unit: 'CASE',
    numerator: 'dossiers dont les faits ont lieu là',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'lieu inconnu : une ligne à part',
    measure: { kind: 'LINES', words: labelled('place'), items: lines(({ place }) => [known(place, 'INCONNU')]) },
  },
  {
    id: 'dossiers-par-type',
    number: 60,
    sentence: 'Dossiers par type de maltraitance',
    unit: 'CASE',
    numerator: 'dossiers où ce type est retenu ; un dossier peut en avoir plusieurs, la somme dépasse alors le total',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'aucun type qualifié : une ligne à part',
    measure: {
      kind: 'LINES',
      words: labelled('maltreatment'),
      items: lines(({ maltreatment }) => (maltreatment.length === 0 ? [null] : maltreatment)),
    },
  },
  {
    id: 'dossiers-par-public',
    number: 61,
    sentence: 'Dossiers par public',
    unit: 'CASE',
    numerator: 'dossiers dont la personne concernée est de ce public',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'public inconnu : une ligne à part',
    measure: { kind: 'LINES', words: labelled('victimGroup'), items: lines(({ victimGroup }) => [known(victimGroup, 'INCONNU')]) },
  },
  {
    id: 'dossiers-par-etat',
    number: 84,
    sentence: 'Dossiers ouverts dans la période, selon où ils en sont aujourd’hui',
    unit: 'CASE',
    numerator: 'dossiers dans cet état : nouveau (les faits ne sont pas qualifiés), en cours, clôturé (clos ou non retenu)',
    denominator: 'dossiers ouverts',
    dated: opened,
    measure: {
      kind: 'LINES',
      words: called({ NOUVEAU: 'Nouveaux', EN_COURS: 'En cours', CLOTURE: 'Clôturés' }),
      items: lines((counted) => [standing(counted)]),
    },
  },
  {
    id: 'lieux-du-tableau-d-activite',
    number: 85,
    sentence: 'Dossiers à domicile et en établissement',
    unit: 'CASE',
    numerator: 'dossiers dont les faits ont lieu au domicile, dans un établissement quel qu’il soit, ou ailleurs (trajet)',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'lieu inconnu : une ligne à part',
    measure: {
      kind: 'LINES',
      words: called({ DOMICILE: 'Domicile', ETABLISSEMENTS: 'Établissements', AILLEURS: 'Ailleurs' }),
      items: lines(({ place }) => [
        place === 'INCONNU' ? null : place === 'DOMICILE' ? 'DOMICILE' : place.includes('ETABLISSEMENT') ? 'ETABLISSEMENTS' : 'AILLEURS',
      ]),
    },
  },
  {
    id: 'types-du-tableau-d-activite',
    number: 86,
    sentence: 'Dossiers par type de maltraitance, dans les six lignes du tableau d’activité',
    unit: 'CASE',
    numerator: 'dossiers où l’un des types de cette ligne est retenu ; un dossier peut être dans plusieurs lignes',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'aucun type qualifié : une ligne à part',
    measure: {
      kind: 'LINES',
      words: called({ ...activityTypes, AUTRES: 'Matérielles et financières, auto-négligence' }),
      items: lines(({ maltreatment }) => (maltreatment.length === 0 ? [null] : [...new Set(maltreatment.map(activityTypeOf))])),
    },
  },
  {
    id: 'type-retenu',
    number: 87,
    sentence: 'Dossiers où un type de maltraitance au moins est retenu',
    unit: 'CASE',
    numerator: 'dossiers où un type de maltraitance au moins est qualifié',
    denominator: 'dossiers ouverts',
    dated: opened,
    measure: { kind: 'SHARE', items: (read) => situations(read).map(({ id, counted }) => ({ case: id, hit: counted.maltreatment.length > 0 })) },
  },
  {
    id: 'dossiers-par-territoire',
    number: 62,
    sentence: 'Dossiers par arrondissement',
    unit: 'CASE',
    numerator: 'dossiers dont les faits ont lieu là',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'commune non connue, ou d’un autre département : une ligne à part',
    measure: {
      kind: 'LINES',
      words: (code, read) => read.territoryName(code),
      items: (read) =>
        situations(read).map(({ id, counted }) => ({
          case: id,
          codes: [counted.inseeCode === null ? null : read.territoryOf(counted.inseeCode)],
        })),
    },
  },
  {
    id: 'alertes-par-auteur',
    number: 5,
    sentence: 'Dossiers par lien de l’auteur avec la personne',
    unit: 'CASE',
    numerator: 'dossiers dont l’auteur a ce lien',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'lien non connu : une ligne à part',
    measure: { kind: 'LINES', words: labelled('reporterLink'), items: lines(({ reporterLink }) => [reporterLink]) },
  },
  {
    id: 'repetition',
    number: 13,
    sentence: 'Dossiers d’une situation déjà signalée',
    unit: 'CASE',
    numerator: 'dossiers où une alerte antérieure est connue, par type',
    denominator: 'dossiers ouverts',
    dated: opened,
    unknown: 'personne ne l’a dit : une ligne à part',
    measure: { kind: 'LINES', words: labelled('repetition'), items: lines(({ repetition }) => [repetition]) },
  },
  {
    id: 'represailles',
    number: 54,
    sentence: 'Dossiers en établissement où des représailles sont signalées',
    unit: 'CASE',
    numerator: 'dossiers où une forme de représailles au moins est notée',
    denominator: 'dossiers dont les faits ont lieu dans un établissement',
    dated: opened,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        situations(read).flatMap(({ id, counted }) =>
          counted.place.includes('ETABLISSEMENT') ? [{ case: id, hit: counted.reprisals.length > 0 }] : [],
        ),
    },
  },
  {
    id: 'completude',
    number: 57,
    sentence: 'Faits connus dans les dossiers qualifiés',
    unit: 'CASE',
    numerator: 'dossiers où ce fait est connu',
    denominator: 'dossiers ouverts et qualifiés',
    dated: opened,
    measure: {
      kind: 'RATES',
      words: called({
        inseeCode: 'Commune',
        place: 'Lieu',
        victimGroup: 'Public',
        age: 'Âge',
        danger: 'Danger',
        maltreatment: 'Type de maltraitance',
        implicated: 'Mis en cause',
        reporterLink: 'Lien de l’auteur',
      }),
      items: (read) =>
        situations(read)
          .filter(({ counted }) => counted.qualification !== 'AWAITED')
          .flatMap(({ id, counted }) =>
            Object.entries({
              inseeCode: counted.inseeCode !== null,
              place: counted.place !== 'INCONNU',
              victimGroup: counted.victimGroup !== 'INCONNU',
              age: counted.age !== null && counted.age !== 'INCONNU',
              danger: counted.danger !== null,
              maltreatment: counted.maltreatment.length > 0,
              implicated: counted.implicatedKnown,
              reporterLink: counted.reporterLink !== null,
            }).map(([code, isKnown]) => ({ case: id, code, n: isKnown ? 1 : 0, of: 1 })),
          ),
    },
  },
);
