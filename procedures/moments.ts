import type { EntryKind } from '../vocabulary/entries.ts';
import { codes, label } from '../vocabulary/vocabulary.ts';

/** Moments of a case after which a protocol may order a step, in the order in which they come. */
const moments = {
  ALERT_RECORDED: 'Alerte enregistrée',
  QUALIFIED: 'Alerte qualifiée',
  NOT_RETAINED: 'Alerte non retenue',
  TRANSFER_ORDERED: 'Transmission décidée',
  HANDED_OVER: 'Transmission remise',
  UNDELIVERABLE: 'Transmission non remise',
  ACKNOWLEDGED: 'Transmission reçue',
  INFORMATION_REQUESTED: 'Complément demandé',
  INFORMATION_GIVEN: 'Complément donné',
  REFUSED: 'Transmission refusée',
  REROUTED: 'Transmission réorientée',
  IN_CHARGE: 'Prise en charge',
  LIMIT_MISSED: 'Délai dépassé',
  OBLIGATION_LAPSED: 'Personne n’a pris en charge à temps',
  OUTCOME_GIVEN: 'Suite donnée',
  ANSWER_CHALLENGED: 'Réponse contestée',
  LATE_ANSWER: 'Réponse tardive',
  CONFLICT: 'Conflit d’intérêts',
  TASK_DONE: 'Tâche faite',
  RESULT_RECORDED: 'Résultat noté',
  CLOSED: 'Dossier clos',
  REOPENED: 'Dossier rouvert',
  LOOK_AGAIN: 'Nouvelle vérification',
} as const satisfies Partial<Record<EntryKind, string>>;

/** The moments that may be chosen, with their French labels. */
export const momentChoices: { value: string; label: string }[] = Object.entries(moments).map(([value, text]) => ({ value, label: text }));

/** The French label of a kind of journal entry; the code itself for one that no list offers. */
export function momentLabel(kind: string): string {
  return (moments as Record<string, string>)[kind] ?? kind;
}

/** Codes that an answer may carry, by the moment at which it comes. */
const answers = { OUTCOME_GIVEN: 'outcome', REFUSED: 'refusalReason', RESULT_RECORDED: 'conclusion' } as const;

/** What an answer may say, for steps that wait for one: outcomes, refusals, conclusions. A code that several use is offered once. */
export const answerChoices: { value: string; label: string }[] = [...new Set(Object.values(answers).flatMap((family) => codes(family)))].map(
  (code) => {
    const of = (Object.keys(answers) as (keyof typeof answers)[]).filter((moment) => (codes(answers[moment]) as string[]).includes(code));
    return { value: code, label: `${of.map(momentLabel).join(' ou ')}\u00a0: ${answerLabel(code)}` };
  },
);

/** The French label of an outcome, a refusal or a conclusion. */
export function answerLabel(code: string): string {
  const family = Object.values(answers).find((one) => (codes(one) as string[]).includes(code));
  return family === undefined ? code : label(family, code);
}
