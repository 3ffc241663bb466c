import { firstAnswerAt, onTime, owedInPeriod, reachedAt, refusalOf } from './answers.ts';
import { chapter } from './indicator.ts';
import { itemOf, placedIn, type SentTransfer, type Survey, sent } from './survey.ts';
import { labelled } from './words.ts';

const ordered = 'décision de transmettre';
const today = `${ordered} ; l’état est celui d’aujourd’hui`;
const firstLimit = 'transmissions dont l’échéance de « reçu » est dans la période';

/** What was due to be received: whether anything at all had been heard by then. */
const silences = (read: Survey) => owedInPeriod(read, 'ACKNOWLEDGED').map((one) => ({ one, silent: silentAt(one, one.dueAt) }));
export const silentAt = (one: SentTransfer, at: number): boolean => (firstAnswerAt(one) ?? Number.POSITIVE_INFINITY) > at;

/** Those that were decided upon: taken in charge or further, or refused. */
const decided = (read: Survey) =>
  sent(read).flatMap((one) => {
    const refusal = refusalOf(one);
    return refusal === null && reachedAt(one, 'IN_CHARGE') === null ? [] : [{ one, refusal }];
  });

/** Whether anybody answered. */
export const network = chapter(
  {
    id: 'silence',
    number: 28,
    sentence: 'Transmissions sans aucune réponse à l’échéance',
    unit: 'TRANSFER',
    numerator: 'rien n’a été entendu du destinataire à l’échéance de « reçu »',
    denominator: firstLimit,
    dated: 'échéance',
    censored: 'ce qui a été annulé ou réorienté avant l’échéance n’était pas dû',
    measure: { kind: 'SHARE', items: (read) => silences(read).map(({ one, silent }) => ({ ...itemOf(one), hit: silent })) },
  },
  {
    id: 'silence-par-organisme',
    number: 66,
    sentence: 'Transmissions sans aucune réponse à l’échéance, par organisme',
    unit: 'TRANSFER',
    numerator: 'rien n’a été entendu de cet organisme à l’échéance de « reçu »',
    denominator: `${firstLimit}, à cet organisme`,
    dated: 'échéance',
    measure: {
      kind: 'RATES',
      words: (code, read) => read.bodyName(code),
      items: (read) => silences(read).map(({ one, silent }) => ({ ...itemOf(one), code: one.transfer.organisation, n: silent ? 1 : 0, of: 1 })),
    },
  },
  {
    id: 'recu-seulement',
    number: 29,
    sentence: 'Transmissions seulement « reçues » à l’échéance de prise en charge',
    unit: 'TRANSFER',
    numerator: 'reçues, et pas prises en charge, à l’échéance',
    denominator: 'transmissions dont l’échéance de prise en charge est dans la période',
    dated: 'échéance',
    version: 2,
    history: [{ version: 2, on: '2026-11-30', what: 'à l’échéance, et non plus dans leur état d’aujourd’hui' }],
    measure: {
      kind: 'SHARE',
      items: (read) => owedInPeriod(read, 'IN_CHARGE').map((owed) => ({ ...itemOf(owed), hit: !onTime(owed) && !silentAt(owed, owed.dueAt) })),
    },
  },
  {
    id: 'transmissions-par-etat',
    number: 30,
    sentence: 'Transmissions pour action, par état',
    unit: 'TRANSFER',
    numerator: 'transmissions dans cet état',
    denominator: 'transmissions pour action décidées',
    dated: today,
    measure: {
      kind: 'LINES',
      words: labelled('transferStatus'),
      items: (read) => sent(read).map((one) => ({ ...itemOf(one), codes: [one.transfer.status] })),
    },
  },
  {
    id: 'refus',
    number: 31,
    sentence: 'Transmissions refusées',
    unit: 'TRANSFER',
    numerator: 'transmissions refusées, réorientées comprises ; un refus repris n’en est pas un',
    denominator: 'transmissions pour action décidées',
    dated: ordered,
    version: 2,
    history: [{ version: 2, on: '2026-11-30', what: 'un refus repris ne compte plus' }],
    measure: { kind: 'SHARE', items: (read) => sent(read).map((one) => ({ ...itemOf(one), hit: refusalOf(one) !== null })) },
  },
  {
    id: 'refus-par-motif',
    number: 67,
    sentence: 'Refus, par motif',
    unit: 'TRANSFER',
    numerator: 'transmissions refusées pour ce motif',
    denominator: 'transmissions refusées',
    dated: ordered,
    measure: {
      kind: 'LINES',
      words: labelled('refusalReason'),
      items: (read) =>
        sent(read).flatMap((one) => {
          const refusal = refusalOf(one);
          return refusal === null ? [] : [{ ...itemOf(one), codes: [refusal.reason] }];
        }),
    },
  },
  {
    id: 'hors-competence',
    number: 32,
    sentence: 'Transmissions refusées parce qu’hors de la compétence ou du territoire',
    unit: 'TRANSFER',
    numerator: 'refusées pour incompétence ou hors territoire',
    denominator: 'transmissions prises en charge ou refusées',
    dated: ordered,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        decided(read).map(({ one, refusal }) => ({
          ...itemOf(one),
          hit: refusal?.reason === 'HORS_COMPETENCE' || refusal?.reason === 'HORS_TERRITOIRE',
        })),
    },
  },
  {
    id: 'obligations-tenues',
    number: 34,
    sentence: 'Obligations tenues à leur propre instant, quels que soient les relais',
    unit: 'OBLIGATION',
    numerator: 'quelqu’un avait pris en charge à l’instant de l’obligation',
    denominator: 'obligations dont l’instant est dans la période',
    dated: 'instant de l’obligation',
    censored: 'une obligation levée avant son instant n’était pas due',
    measure: {
      kind: 'SHARE',
      items: (read) =>
        read.cases.flatMap(({ id, counted, lines }) =>
          counted.obligations.flatMap(({ id: obligation, answerBy }) => {
            if (!placedIn(read, answerBy)) return [];
            const said = lines.flatMap((line) => (line.kind === 'OBLIGATION' && line.obligation === obligation ? [line] : []));
            const met = said.some(({ status, at }) => status === 'MET' && at <= answerBy);
            return met || said.some(({ status }) => status === 'LAPSED') ? [{ case: id, hit: met }] : [];
          }),
        ),
    },
  },
  {
    id: 'satisfaction',
    number: 42,
    sentence: 'Satisfaction des partenaires, et utilité du dossier reçu',
    unit: 'TRANSFER',
    numerator: 'réponses favorables',
    denominator: 'réponses',
    dated: 'réponse',
    measure: { kind: 'MISSING', needs: 'les questions posées aux partenaires' },
  },
);
