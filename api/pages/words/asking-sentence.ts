import { causeCode } from '../../../cases/model/cause.ts';
import type { World } from '../../../cases/running/turn.ts';
import { HANDED_OVER } from '../../../procedures/hand-over.ts';
import { orderWords, sentence } from '../../../procedures/sentence.ts';

/** The sentence of the protocol that asks for something: a rule's, a step's, or that of what applies when no rule does. */
export function askingSentence(id: string, { procedure }: World): string {
  const rule = procedure.chapters.flatMap(({ rules }) => rules).find((one) => one.id === id);
  if (rule !== undefined) return sentence(rule, procedure);
  if (id === 'otherwise') return `Aucun autre destinataire ne reste pour agir : ${orderWords(procedure.otherwise, procedure)}.`;
  if (id === HANDED_OVER) return 'Les faits sont dans un autre département : son guichet est saisi.';
  if (id === 'inConflict') return `Un lien avec le mis en cause écarte un destinataire : ${orderWords(procedure.inConflict, procedure)}.`;
  const step = procedure.steps.find((one) => causeCode({ kind: 'STEP', step: one.id }) === id);
  return step === undefined ? 'Une règle d’une autre version du protocole le demande.' : `Étape du protocole : ${orderWords(step.do, procedure)}.`;
}
