import { DAY } from '../calendar/milliseconds.ts';
import { isAnswered } from '../cases/model/transfer-status.ts';
import { endedAt, firstAnswerAt, reachedAt, remindersOf } from './answers.ts';
import { chapter } from './indicator.ts';
import {
  everySent,
  handedOverForAction,
  itemOf,
  placedIn,
  type SentTransfer,
  type Survey,
  sent,
  situations,
  stepsAsked,
  tallyLinesOf,
} from './survey.ts';
import { called } from './words.ts';

const ordered = 'décision de transmettre';
const opened = 'ouverture du dossier';

/** How many bodies a transfer had passed through before. */
function hopsTo({ of, transfer }: SentTransfer): number {
  const before = of.counted.transfers.find(({ id }) => id === transfer.replaces);
  return before === undefined ? 0 : 1 + hopsTo({ of, transfer: before });
}

/** Days at risk after each rank of reminder (0: before any), and whether the first answer came there. */
function hazards(read: Survey, one: SentTransfer) {
  const { handedOverAt } = one.transfer;
  if (handedOverAt === null) return [];
  const answer = firstAnswerAt(one);
  const end = Math.min(answer ?? Number.POSITIVE_INFINITY, endedAt(one) ?? Number.POSITIVE_INFINITY, read.now);
  const begins = [handedOverAt, ...remindersOf(one).map(({ at }) => at)].filter((at) => at <= end);
  return begins.map((begun, rank) => {
    const until = begins[rank + 1] ?? end;
    return {
      ...itemOf(one),
      code: `${rank}`,
      n: answer !== null && until === answer && rank === begins.length - 1 ? 1 : 0,
      of: (until - begun) / DAY,
    };
  });
}

const escalatedTo: Readonly<Record<string, string>> = {
  DEPUTY: 'Suppléant',
  SUPERIOR: 'Supérieur',
  NEXT_COMPETENT: 'Organisme suivant',
  DESK: 'Guichet',
};

/** What is done when nobody answers, or nobody can be reached. */
export const relays = chapter(
  {
    id: 'effet-des-relances',
    number: 35,
    sentence: 'Réponses dans la semaine qui suit une relance, par rang',
    unit: 'TRANSFER',
    numerator: 'le destinataire répond dans les sept jours',
    denominator: 'relances de ce rang, envoyées depuis sept jours au moins',
    dated: 'relance',
    censored: 'une relance de moins de sept jours ne compte pas encore',
    measure: {
      kind: 'RATES',
      words: (rank) => `Relance ${rank}`,
      items: (read) =>
        everySent(read).flatMap((one) =>
          remindersOf(one)
            .filter(({ at, until }) => placedIn(read, at) && until <= read.now)
            .map(({ rank, answered }) => ({ ...itemOf(one), code: `${rank}`, n: answered ? 1 : 0, of: 1 })),
        ),
    },
  },
  {
    id: 'rythme-des-reponses',
    number: 69,
    sentence: 'Premières réponses pour un jour d’attente, avant et après chaque relance',
    unit: 'TRANSFER',
    numerator: 'premières réponses venues à ce moment',
    denominator: 'jours d’attente passés à ce moment, toutes transmissions ensemble',
    dated: ordered,
    censored: 'une transmission annulée ou réorientée n’attend plus',
    measure: {
      kind: 'RATES',
      words: (rank) => (rank === '0' ? 'Avant toute relance' : `Après la relance ${rank}`),
      items: (read) => sent(read).flatMap((one) => hazards(read, one)),
    },
  },
  {
    id: 'escalades',
    number: 36,
    sentence: 'Escalades, vers qui',
    unit: 'TRANSFER',
    numerator: 'transmissions portées à cette personne ou à cet organisme',
    denominator: 'transmissions pour action portées plus haut',
    dated: 'escalade',
    measure: {
      kind: 'LINES',
      words: (to) => escalatedTo[to] ?? 'Un autre organisme',
      items: (read) =>
        everySent(read).flatMap((one) => {
          const told = tallyLinesOf(one, 'ESCALATED').flatMap(({ at, to }) => (placedIn(read, at) ? [to] : []));
          return told.length === 0 ? [] : [{ ...itemOf(one), codes: told }];
        }),
    },
  },
  {
    id: 'escalades-abouties',
    number: 70,
    sentence: 'Transmissions portées plus haut qui finissent prises en charge',
    unit: 'TRANSFER',
    numerator: 'prises en charge, par ce destinataire ou par celui qui le remplace',
    denominator: 'transmissions pour action décidées et portées plus haut',
    dated: ordered,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        sent(read)
          .filter((one) => tallyLinesOf(one, 'ESCALATED').length > 0)
          .map((one) => ({ ...itemOf(one), hit: takenAfter(one) })),
    },
  },
  {
    id: 'non-remises',
    number: 37,
    sentence: 'Transmissions que leur destinataire n’a pas reçues par les canaux prévus',
    unit: 'TRANSFER',
    numerator: 'plus aucun canal, ou pas remises à temps',
    denominator: 'transmissions pour action décidées',
    dated: ordered,
    measure: { kind: 'SHARE', items: (read) => sent(read).map((one) => ({ ...itemOf(one), hit: tallyLinesOf(one, 'UNDELIVERABLE').length > 0 })) },
  },
  {
    id: 'canal-de-secours',
    number: 71,
    sentence: 'Transmissions passées à un autre canal et remises',
    unit: 'TRANSFER',
    numerator: 'remises après un changement de canal',
    denominator: 'transmissions passées à un autre canal',
    dated: ordered,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        sent(read)
          .filter((one) => tallyLinesOf(one, 'CHANNEL_CHANGED').length > 0)
          .map((one) => ({ ...itemOf(one), hit: one.transfer.handedOverAt !== null })),
    },
  },
  {
    id: 'conflits',
    number: 39,
    sentence: 'Dossiers où un lien d’intérêts écarte un organisme, et un autre est trouvé',
    unit: 'CASE',
    numerator: 'dossiers transmis pour action malgré cela',
    denominator: 'dossiers où un organisme est écarté',
    dated: 'ouverture du dossier',
    measure: {
      kind: 'SHARE',
      items: (read) =>
        situations(read).flatMap(({ id, lines, counted }) =>
          lines.some(({ kind }) => kind === 'CONFLICT') ? [{ case: id, hit: handedOverForAction(counted) }] : [],
        ),
    },
  },
  {
    id: 'concertations',
    number: 40,
    sentence: 'Concertations, de la demande à leur tenue',
    unit: 'CASE',
    numerator: 'heures entre la demande et la concertation tenue',
    denominator: 'concertations demandées',
    dated: 'demande',
    censored: 'ce qui n’est pas tenu n’est dans aucune médiane',
    measure: {
      kind: 'DELAY',
      items: (read) => stepsAsked(read, 'CONCERTATION'),
    },
  },
  {
    id: 'passages',
    number: 68,
    sentence: 'Organismes essayés avant celui qui prend en charge',
    unit: 'TRANSFER',
    numerator: 'transmissions que celle-ci remplace, l’une après l’autre',
    denominator: 'transmissions prises en charge',
    dated: ordered,
    measure: {
      kind: 'MEAN',
      items: (read) =>
        sent(read)
          .filter((one) => reachedAt(one, 'IN_CHARGE') !== null)
          .map((one) => ({ ...itemOf(one), n: hopsTo(one) })),
    },
  },
  {
    id: 'reorientations',
    number: 33,
    sentence: 'Dossiers dont une transmission a été réorientée',
    unit: 'CASE',
    numerator: 'dossiers dont une transmission au moins est passée à un autre organisme',
    denominator: 'dossiers ouverts',
    dated: 'ouverture du dossier',
    measure: {
      kind: 'SHARE',
      items: (read) => situations(read).map(({ id, lines }) => ({ case: id, hit: lines.some(({ kind }) => kind === 'REROUTED') })),
    },
  },
  {
    id: 'competence-partagee',
    number: 41,
    sentence: 'Dossiers où deux organismes ou plus agissent',
    unit: 'CASE',
    numerator: 'dossiers avec deux organismes en charge ou ayant donné une suite',
    denominator: 'dossiers ouverts',
    dated: opened,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        situations(read).map(({ id, counted }) => {
          const acting = counted.transfers.filter((transfer) => transfer.purpose === 'ACTION' && isAnswered(transfer));
          return { case: id, hit: new Set(acting.map(({ organisation }) => organisation)).size >= 2 };
        }),
    },
  },
  {
    id: 'gaps',
    number: 38,
    sentence: 'Trous de l’annuaire rencontrés, par motif',
    unit: 'CASE',
    numerator: 'dossiers qui ont rencontré ce trou',
    denominator: 'dossiers qui en ont rencontré un',
    dated: 'rencontre du trou',
    measure: {
      kind: 'LINES',
      words: called({
        NOBODY: 'Aucun organisme compétent',
        TIE: 'Plusieurs au même rang',
        NO_CHANNEL: 'Aucune coordonnée utilisable',
        ALL_IN_CONFLICT: 'Tous écartés',
        NO_COMMUNE: 'Commune des faits inconnue',
      }),
      items: (read) =>
        read.cases.flatMap(({ id, lines }) => {
          const met = lines.flatMap((line) => (line.kind === 'GAP' && placedIn(read, line.at) ? [line.reason] : []));
          return met.length === 0 ? [] : [{ case: id, codes: met }];
        }),
    },
  },
);

function takenAfter(one: SentTransfer): boolean {
  if (reachedAt(one, 'IN_CHARGE') !== null) return true;
  const next = one.of.counted.transfers.find(({ replaces }) => replaces === one.transfer.id);
  return next !== undefined && takenAfter({ of: one.of, transfer: next });
}
