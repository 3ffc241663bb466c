import { isAnswered, statusesThat } from '../cases/model/transfer-status.ts';
import { chapter } from './indicator.ts';
import { linesBy } from './scope.ts';

const acting = statusesThat(isAnswered)
  .map((status) => `'${status}'`)
  .join(', ');

/** Whether anybody answered. */
export const network = chapter(
  {
    id: 'silence',
    number: 28,
    sentence: 'Transmissions sans réponse à l’échéance',
    unit: 'TRANSFER',
    numerator: 'sans réponse à l’instant de l’obligation',
    denominator: 'transmissions dont l’échéance est dans la période',
    dated: 'échéance',
    measure: { kind: 'MISSING', needs: 'l’échéance de chaque obligation, en une ligne que l’on compte' },
  },
  {
    id: 'recu-seulement',
    number: 29,
    sentence: 'Transmissions seulement « reçues »',
    unit: 'TRANSFER',
    numerator: 'transmissions dont la dernière réponse est « reçu »',
    denominator: 'transmissions pour action décidées',
    dated: 'décision de transmettre ; l’état est celui d’aujourd’hui',
    measure: { kind: 'SHARE', sql: `SELECT count(*) FILTER (WHERE status = 'ACKNOWLEDGED') AS n, count(*) AS of FROM sent` },
  },
  {
    id: 'transmissions-par-etat',
    number: 30,
    sentence: 'Transmissions pour action, par état',
    unit: 'TRANSFER',
    numerator: 'transmissions dans cet état',
    denominator: 'transmissions pour action décidées',
    dated: 'décision de transmettre ; l’état est celui d’aujourd’hui',
    measure: { kind: 'LINES', family: 'transferStatus', sql: linesBy('sent', 'status') },
  },
  {
    id: 'refus',
    number: 31,
    sentence: 'Transmissions refusées',
    unit: 'TRANSFER',
    numerator: 'transmissions refusées, réorientées comprises',
    denominator: 'transmissions pour action décidées',
    dated: 'décision de transmettre',
    measure: {
      kind: 'SHARE',
      sql: `SELECT count(*) FILTER (WHERE EXISTS (
              SELECT FROM journal_entry e WHERE e.case_id = sent.case_id AND e.kind = 'REFUSED' AND e.codes->>'transfer' = sent.id)) AS n,
            count(*) AS of FROM sent`,
    },
  },
  {
    id: 'competence-partagee',
    number: 41,
    sentence: 'Dossiers où deux organismes ou plus agissent',
    unit: 'CASE',
    numerator: 'dossiers avec deux organismes en charge ou ayant donné une suite',
    denominator: 'dossiers ouverts',
    dated: 'ouverture du dossier',
    measure: {
      kind: 'SHARE',
      sql: `SELECT count(*) FILTER (WHERE (
              SELECT count(DISTINCT t.organisation) FROM transfer t
              WHERE t.case_id = situation.id AND t.purpose = 'ACTION' AND t.status IN (${acting})) >= 2) AS n,
            count(*) AS of FROM situation`,
    },
  },
);
