import { entryTable, isEntryKind, moments } from '../vocabulary/entries.ts';
import { codes, storedLabel } from '../vocabulary/vocabulary.ts';

/** The moments that may be chosen, with their French labels. */
export const momentChoices: { value: string; label: string }[] = moments.map((value) => ({ value, label: entryTable[value].label }));

/** The French label of a kind of journal entry. A protocol holds it as text: one that no journal has is said so. */
export function momentLabel(kind: string): string {
  return isEntryKind(kind) ? entryTable[kind].label : 'moment inconnu';
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
  return family === undefined ? 'réponse inconnue' : storedLabel(family, code);
}
