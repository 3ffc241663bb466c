import { onTime, owedInPeriod, reachedAt, refusalOf } from './answers.ts';
import { chapter, type Indicator } from './indicator.ts';
import { silentAt } from './network.ts';
import { itemOf, type SentTransfer, type Survey, sent, tallyLinesOf } from './survey.ts';

const ordered = 'décision de transmettre';

/** A ratio for each body, of transfers: whether each is in the numerator. */
function perBody(
  definition: Omit<Indicator, 'version' | 'unit' | 'measure'>,
  transfers: (read: Survey) => { one: SentTransfer; hit: boolean }[],
): Omit<Indicator, 'version'> {
  return {
    ...definition,
    unit: 'TRANSFER',
    measure: {
      kind: 'RATES',
      words: (code, read) => read.bodyName(code),
      items: (read) => transfers(read).map(({ one, hit }) => ({ ...itemOf(one), code: one.transfer.organisation, n: hit ? 1 : 0, of: 1 })),
    },
  };
}

const handedOver = (read: Survey): SentTransfer[] => sent(read).filter(({ transfer }) => transfer.handedOverAt !== null);
const asked = (one: SentTransfer): boolean => tallyLinesOf(one, 'EXTENSION_REQUESTED').length > 0;

/** What each body did of what it was asked. No body is ranked: they are not asked the same things. */
export const bodies = chapter(
  perBody(
    {
      id: 'recu-seulement-par-organisme',
      number: 77,
      sentence: 'Transmissions seulement « reçues » à l’échéance de prise en charge, par organisme',
      numerator: 'reçues par cet organisme, et pas prises en charge, à l’échéance',
      denominator: 'transmissions dont l’échéance de prise en charge est dans la période, à cet organisme',
      dated: 'échéance',
    },
    (read) => owedInPeriod(read, 'IN_CHARGE').map((one) => ({ one, hit: !onTime(one) && !silentAt(one, one.dueAt) })),
  ),
  perBody(
    {
      id: 'prises-en-charge-par-organisme',
      number: 78,
      sentence: 'Transmissions prises en charge, par organisme',
      numerator: 'prises en charge par cet organisme, ou plus loin',
      denominator: 'transmissions pour action remises à cet organisme',
      dated: ordered,
      censored: 'ce qui vient d’être remis peut encore l’être',
    },
    (read) => handedOver(read).map((one) => ({ one, hit: reachedAt(one, 'IN_CHARGE') !== null })),
  ),
  perBody(
    {
      id: 'suites-par-organisme',
      number: 79,
      sentence: 'Transmissions prises en charge dont la suite est donnée, par organisme',
      numerator: 'suite donnée par cet organisme',
      denominator: 'transmissions pour action que cet organisme a prises en charge',
      dated: ordered,
      censored: 'une enquête en cours n’a pas encore de suite',
    },
    (read) =>
      sent(read)
        .filter((one) => reachedAt(one, 'IN_CHARGE') !== null)
        .map((one) => ({ one, hit: reachedAt(one, 'OUTCOME_GIVEN') !== null })),
  ),
  perBody(
    {
      id: 'refus-par-organisme',
      number: 80,
      sentence: 'Transmissions refusées, par organisme',
      numerator: 'refusées par cet organisme ; un refus repris n’en est pas un',
      denominator: 'transmissions pour action remises à cet organisme',
      dated: ordered,
    },
    (read) => handedOver(read).map((one) => ({ one, hit: refusalOf(one) !== null })),
  ),
  perBody(
    {
      id: 'delais-demandes-par-organisme',
      number: 81,
      sentence: 'Demandes de délai accordées, par organisme',
      numerator: 'un délai a été accordé',
      denominator: 'transmissions pour lesquelles cet organisme a demandé un délai',
      dated: ordered,
    },
    (read) =>
      sent(read)
        .filter(asked)
        .map((one) => ({ one, hit: tallyLinesOf(one, 'EXTENSION_GRANTED').length > 0 })),
  ),
  {
    id: 'delai-de-prise-en-charge-par-organisme',
    number: 82,
    sentence: 'De la remise à la prise en charge, par organisme',
    unit: 'TRANSFER',
    numerator: 'médiane des heures entre la remise et la prise en charge',
    denominator: 'transmissions pour action remises à cet organisme, et prises en charge',
    dated: ordered,
    censored: 'ce qui n’est pas pris en charge n’est dans aucune médiane',
    measure: {
      kind: 'DELAYS',
      words: (code, read) => read.bodyName(code),
      items: (read) =>
        handedOver(read).flatMap((one) => {
          const done = reachedAt(one, 'IN_CHARGE');
          const begun = one.transfer.handedOverAt;
          return done === null || begun === null ? [] : [{ ...itemOf(one), code: one.transfer.organisation, begun, done }];
        }),
    },
  },
);
