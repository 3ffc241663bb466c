import { DAY } from '../calendar/milliseconds.ts';
import type { Reach } from '../vocabulary/vocabulary.ts';
import { onTime, outcomesNotThere, owedInPeriod, reachedAt } from './answers.ts';
import { chapter } from './indicator.ts';
import { endOf, itemOf, placedIn, type Survey, sent, situations, statusAt } from './survey.ts';

const ordered = 'décision de transmettre';
const stillOpen = 'ce qui n’est pas fait n’est dans aucune médiane : combien, et depuis quand pour le plus ancien, est dit à côté';
const notDue = 'ce qui a été annulé, refusé ou réorienté avant l’échéance n’était pas dû';

const toReach = (reach: Reach) => (read: Survey) =>
  sent(read).flatMap((one) => {
    const { handedOverAt } = one.transfer;
    return handedOverAt === null || (reachedAt(one, reach) === null && !stillExpected(one.transfer.status))
      ? []
      : [{ ...itemOf(one), begun: handedOverAt, done: reachedAt(one, reach) }];
  });
const stillExpected = (status: string): boolean => !['REFUSED', 'REROUTED', 'CANCELLED', 'OUTCOME_GIVEN'].includes(status);

const dueAndDone = (reach: Reach) => (read: Survey) => owedInPeriod(read, reach).map((owed) => ({ ...itemOf(owed), hit: onTime(owed) }));

/** How long each step takes: elapsed hours, and opening hours of the desk beside them. */
export const promptness = chapter(
  {
    id: 'accuse-auteur',
    number: 16,
    sentence: 'De la réception à l’accusé donné à l’auteur',
    unit: 'ALERT',
    numerator: 'heures entre la réception et le premier message à l’auteur',
    denominator: 'alertes dont l’auteur peut être joint',
    dated: 'réception de l’alerte',
    censored: stillOpen,
    measure: {
      kind: 'DELAY',
      items: (read) =>
        read.cases.flatMap(({ id, lines, counted }) =>
          counted.alerts
            .filter(({ at, reachable, elsewhere }) => reachable && !elsewhere && placedIn(read, at))
            .map((alert) => ({
              case: id,
              begun: alert.at,
              done: lines.find((line) => line.kind === 'AUTHOR_TOLD' && line.alert === alert.id)?.at ?? null,
              dueAt: alert.at + 7 * DAY,
            })),
        ),
    },
  },
  {
    id: 'qualification',
    number: 17,
    sentence: 'De la réception à la qualification par une personne, hors appels',
    unit: 'CASE',
    numerator: 'heures entre l’ouverture et la première qualification par une personne',
    denominator: 'dossiers ouverts autrement que par téléphone : un appel est qualifié en l’écoutant, et sa durée n’est jamais mesurée',
    dated: 'ouverture du dossier',
    censored: stillOpen,
    version: 2,
    history: [{ version: 2, on: '2026-11-30', what: 'les appels n’y sont plus' }],
    measure: {
      kind: 'DELAY',
      items: (read) =>
        situations(read)
          .filter(({ counted }) => counted.alerts[0]?.channel !== 'PHONE')
          .flatMap(({ id, counted, lines }) => {
            const done = lines.find((line) => line.kind === 'QUALIFIED' && line.person)?.at ?? null;
            return done === null && counted.status !== 'OPEN' ? [] : [{ case: id, begun: counted.openedAt, done }];
          }),
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
    measure: { kind: 'MISSING', needs: 'qui a été joint de vive voix, et quand, sur la transmission elle-même' },
  },
  {
    id: 'remise',
    number: 19,
    sentence: 'De la décision de transmettre à la remise',
    unit: 'TRANSFER',
    numerator: 'heures entre la décision et la remise',
    denominator: 'transmissions pour action décidées',
    dated: ordered,
    censored: stillOpen,
    measure: {
      kind: 'DELAY',
      items: (read) =>
        sent(read).flatMap((one) => {
          const { orderedAt, handedOverAt, status } = one.transfer;
          return handedOverAt === null && !stillExpected(status) ? [] : [{ ...itemOf(one), begun: orderedAt, done: handedOverAt }];
        }),
    },
  },
  {
    id: 'recu',
    number: 20,
    sentence: 'De la remise à « reçu »',
    unit: 'TRANSFER',
    numerator: 'heures entre la remise et « reçu », ou ce qui va plus loin',
    denominator: 'transmissions pour action remises',
    dated: ordered,
    censored: stillOpen,
    measure: { kind: 'DELAY', items: toReach('ACKNOWLEDGED') },
  },
  {
    id: 'pris-en-charge',
    number: 21,
    sentence: 'De la remise à la prise en charge',
    unit: 'TRANSFER',
    numerator: 'heures entre la remise et la prise en charge, ou ce qui va plus loin',
    denominator: 'transmissions pour action remises',
    dated: ordered,
    censored: stillOpen,
    measure: { kind: 'DELAY', items: toReach('IN_CHARGE') },
  },
  {
    id: 'suite-donnee',
    number: 22,
    sentence: 'De la remise à la suite donnée',
    unit: 'TRANSFER',
    numerator: 'heures entre la remise et la suite donnée',
    denominator: 'transmissions pour action remises',
    dated: ordered,
    censored: stillOpen,
    measure: { kind: 'DELAY', items: toReach('OUTCOME_GIVEN') },
  },
  {
    id: 'recu-a-temps',
    number: 63,
    sentence: 'Transmissions reçues à temps, de celles qui étaient dues',
    unit: 'TRANSFER',
    numerator: '« reçu » ou plus loin à l’échéance',
    denominator: 'transmissions dont l’échéance de « reçu » est dans la période',
    dated: 'échéance',
    censored: notDue,
    measure: { kind: 'SHARE', items: dueAndDone('ACKNOWLEDGED') },
  },
  {
    id: 'pris-en-charge-a-temps',
    number: 64,
    sentence: 'Transmissions prises en charge à temps, de celles qui étaient dues',
    unit: 'TRANSFER',
    numerator: 'en charge ou plus loin à l’échéance',
    denominator: 'transmissions dont l’échéance de prise en charge est dans la période',
    dated: 'échéance',
    censored: notDue,
    measure: { kind: 'SHARE', items: dueAndDone('IN_CHARGE') },
  },
  {
    id: 'suite-a-temps',
    number: 65,
    sentence: 'Suites données à temps, de celles qui étaient dues',
    unit: 'TRANSFER',
    numerator: 'suite donnée à l’échéance',
    denominator: 'transmissions dont l’échéance de suite est dans la période',
    dated: 'échéance',
    censored: notDue,
    measure: { kind: 'SHARE', items: dueAndDone('OUTCOME_GIVEN') },
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
    sentence: 'Suites en retard sur le protocole dont le délai a été prolongé par le guichet',
    unit: 'TRANSFER',
    numerator: 'délai prolongé par le guichet, avant ou après l’échéance',
    denominator: 'transmissions dont la suite n’était pas donnée à l’échéance du protocole, dans la période',
    dated: 'échéance du protocole',
    censored: notDue,
    measure: { kind: 'SHARE', items: (read) => outcomesNotThere(read).map((one) => ({ ...itemOf(one), hit: one.extended })) },
  },
  {
    id: 'stock-ancien',
    number: 27,
    sentence: 'Dossiers ouverts depuis plus de 90 jours à la fin de la période',
    unit: 'CASE',
    numerator: 'dossiers ouverts depuis plus de 90 jours',
    denominator: 'dossiers ouverts à cette date',
    dated: 'fin de la période, ou maintenant tant qu’elle dure',
    version: 2,
    history: [{ version: 2, on: '2026-11-30', what: 'l’état est celui de la fin de la période, non plus celui d’aujourd’hui' }],
    measure: {
      kind: 'SHARE',
      items: (read) => {
        const end = endOf(read);
        return read.cases
          .filter((one) => one.counted.openedAt < end && statusAt(one, end) === 'OPEN')
          .map(({ id, counted }) => ({ case: id, hit: counted.openedAt < end - 90 * DAY }));
      },
    },
  },
  {
    id: 'equite',
    number: 58,
    sentence: 'De la remise à la prise en charge, par arrondissement',
    unit: 'TRANSFER',
    numerator: 'médiane des heures entre la remise et la prise en charge',
    denominator: 'transmissions pour action remises',
    dated: ordered,
    unknown: 'commune non connue, ou d’un autre département : une ligne à part',
    censored: stillOpen,
    measure: {
      kind: 'DELAYS',
      words: (code, read) => read.territoryName(code),
      items: (read) => {
        const communeOf = new Map(read.cases.map(({ id, counted }) => [id, counted.inseeCode]));
        return toReach('IN_CHARGE')(read).map((item) => {
          const commune = communeOf.get(item.case) ?? null;
          return { ...item, code: commune === null ? null : read.territoryOf(commune) };
        });
      },
    },
  },
);
