import { chapter } from './indicator.ts';
import { hoursOf } from './scope.ts';

/** From the hand-over of a transfer to the first entry of its journal that reaches a stage. */
const reached = (kind: 'ACKNOWLEDGED' | 'IN_CHARGE' | 'OUTCOME_GIVEN') =>
  hoursOf(`SELECT s.handed_over_at AS begun, min(e.at) AS done FROM sent s
           JOIN journal_entry e ON e.case_id = s.case_id AND e.kind = '${kind}' AND e.codes->>'transfer' = s.id
           WHERE s.handed_over_at IS NOT NULL GROUP BY s.case_id, s.id, s.handed_over_at`);

const working = 'le calcul en temps ouvré, à côté du temps écoulé';

/** How long each step takes, in elapsed hours. What is not done yet is in no median: the stock says it. */
export const promptness = chapter(
  {
    id: 'accuse-auteur',
    number: 16,
    sentence: 'De la réception à l’accusé donné à l’auteur',
    unit: 'ALERT',
    numerator: 'accusés donnés dans le délai',
    denominator: 'alertes dont l’auteur peut être joint',
    dated: 'réception de l’alerte',
    measure: { kind: 'MISSING', needs: working },
  },
  {
    id: 'qualification',
    number: 17,
    sentence: 'De la réception à la qualification par une personne',
    unit: 'CASE',
    numerator: 'heures écoulées entre l’ouverture et la première qualification',
    dated: 'ouverture du dossier',
    measure: {
      kind: 'HOURS',
      sql: hoursOf(`SELECT s.opened_at AS begun, min(e.at) AS done FROM situation s
                    JOIN journal_entry e ON e.case_id = s.id AND e.kind = 'QUALIFIED' AND e.actor_kind IN ('AGENT', 'COORDINATOR') GROUP BY s.id, s.opened_at`),
    },
  },
  {
    id: 'danger-personne-jointe',
    number: 18,
    sentence: 'Danger imminent : de la réception à une personne compétente jointe de vive voix',
    unit: 'CASE',
    numerator: 'alertes de danger 3 ou 4 dont quelqu’un a été joint en une heure',
    denominator: 'alertes de danger 3 ou 4',
    dated: 'réception de l’alerte',
    measure: { kind: 'MISSING', needs: 'qui a été joint par l’appel d’astreinte, et quand' },
  },
  {
    id: 'remise',
    number: 19,
    sentence: 'De la décision de transmettre à la remise',
    unit: 'TRANSFER',
    numerator: 'heures écoulées entre la décision et la remise',
    dated: 'décision de transmettre',
    measure: { kind: 'HOURS', sql: hoursOf('SELECT ordered_at AS begun, handed_over_at AS done FROM sent WHERE handed_over_at IS NOT NULL') },
  },
  {
    id: 'recu',
    number: 20,
    sentence: 'De la remise à « reçu »',
    unit: 'TRANSFER',
    numerator: 'heures écoulées entre la remise et « reçu »',
    dated: 'décision de transmettre',
    measure: { kind: 'HOURS', sql: reached('ACKNOWLEDGED') },
  },
  {
    id: 'pris-en-charge',
    number: 21,
    sentence: 'De la remise à la prise en charge',
    unit: 'TRANSFER',
    numerator: 'heures écoulées entre la remise et la prise en charge',
    dated: 'décision de transmettre',
    measure: { kind: 'HOURS', sql: reached('IN_CHARGE') },
  },
  {
    id: 'suite-donnee',
    number: 22,
    sentence: 'De la remise à la suite donnée',
    unit: 'TRANSFER',
    numerator: 'heures écoulées entre la remise et la suite donnée',
    dated: 'décision de transmettre',
    measure: { kind: 'HOURS', sql: reached('OUTCOME_GIVEN') },
  },
  {
    id: 'premier-contact',
    number: 23,
    sentence: 'De la réception au premier contact d’un partenaire avec la personne',
    unit: 'PERSON',
    numerator: 'personnes rencontrées dans les sept jours',
    denominator: 'personnes concernées',
    dated: 'réception de l’alerte',
    measure: { kind: 'MISSING', needs: 'la date de la visite, que les partenaires ne disent pas encore' },
  },
  {
    id: 'confirmation-ecrite',
    number: 24,
    sentence: 'Transmissions orales confirmées par écrit sous 48 heures',
    unit: 'TRANSFER',
    numerator: 'confirmées à temps',
    denominator: 'transmissions orales',
    dated: 'transmission orale',
    measure: { kind: 'MISSING', needs: 'un acte daté de confirmation sur la transmission' },
  },
  {
    id: 'evaluation-cd',
    number: 25,
    sentence: 'Évaluations du Conseil départemental rendues en trois mois',
    unit: 'TRANSFER',
    numerator: 'rendues en trois mois',
    denominator: 'évaluations attendues dans la période',
    dated: 'échéance',
    measure: { kind: 'MISSING', needs: 'ce qui distingue une évaluation attendue d’une autre suite' },
  },
  {
    id: 'prolongations',
    number: 26,
    sentence: 'Retards avec prolongation accordée, et sans',
    unit: 'TRANSFER',
    numerator: 'transmissions en retard, prolongées ou non',
    denominator: 'transmissions en retard',
    dated: 'échéance',
    measure: { kind: 'MISSING', needs: 'l’acte qui accorde une prolongation' },
  },
  {
    id: 'stock-ancien',
    number: 27,
    sentence: 'Dossiers ouverts depuis plus de 90 jours à la fin de la période',
    unit: 'CASE',
    numerator: 'dossiers ouverts depuis plus de 90 jours',
    denominator: 'dossiers ouverts à cette date',
    dated: 'fin de la période ; l’état est celui d’aujourd’hui',
    measure: {
      kind: 'SHARE',
      sql: `SELECT count(*) FILTER (WHERE opened_at < $3::timestamptz - interval '90 days') AS n, count(*) AS of FROM case_file
            WHERE department = $1 AND NOT exercise AND opened_at < $3 AND $2::timestamptz < $3
              AND (status = 'OPEN' OR (status = 'CLOSED' AND closed_at >= $3))`,
    },
  },
);
