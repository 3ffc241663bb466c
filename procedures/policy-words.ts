import { frenchSpan } from '../calendar/french.ts';
import { channelLabel } from '../vocabulary/outgoing-channels.ts';
import { type Reach, roleLabel } from '../vocabulary/vocabulary.ts';
import type { Escalation, Policy } from './procedure.ts';

export const reachWords: Record<Reach, string> = { ACKNOWLEDGED: 'Reçu', IN_CHARGE: 'Pris en charge', OUTCOME_GIVEN: 'Suite donnée' };
const escalationWords = {
  DEPUTY: 'la suppléance',
  SUPERIOR: 'la hiérarchie',
  NEXT_COMPETENT: 'l’organisme compétent suivant',
  DESK: 'le guichet',
} as const satisfies Partial<Record<Escalation['to'], string>>;

const isWorded = (to: Escalation['to']): to is keyof typeof escalationWords => Object.hasOwn(escalationWords, to);

/** Who an escalation reaches. */
export function escalationLabel(to: Escalation['to']): string {
  return isWorded(to) ? escalationWords[to] : roleLabel(to);
}

/** What a policy is called on pages, from what it does: "D’abord par téléphone, reçu sous 2 heures". */
export function policyTitle({ channels: [channel], stages: [stage] }: Policy): string {
  const first = channel === undefined ? '' : `D’abord par ${channelLabel(channel.kind)}, `;
  return `${first}${stage === undefined ? 'sans réponse attendue' : `${reachWords[stage.reach].toLowerCase()} sous ${frenchSpan(stage.within)}`}`;
}

/** What a policy does, one sentence for the hand-over, each stage, and a refusal. */
export function policySentences({ channels, handover, stages, onRefusal, secondReading }: Policy): string[] {
  return [
    `Remise sous ${frenchSpan(handover)}, par ${channels.map(({ kind, patience }) => `${channelLabel(kind)} (${frenchSpan(patience)})`).join(', puis ')}.`,
    ...stages.map(({ reach, within, remind, escalate }) => {
      const reminders = remind.length === 0 ? 'sans relance' : `relance après ${remind.map(frenchSpan).join(', ')}`;
      const then = escalate
        .map(
          ({ after, to, how }) =>
            `${escalationLabel(to)} (${how === 'TRANSFER' ? 'qui prend la suite' : 'pour information'}) après ${frenchSpan(after)} de plus`,
        )
        .join(', ');
      return `${reachWords[reach]} sous ${frenchSpan(within)}, ${reminders}${then === '' ? '' : ` ; puis ${then}`}.`;
    }),
    onRefusal === 'DESK' ? 'En cas de refus, le guichet décide.' : 'En cas de refus, l’organisme compétent suivant.',
    ...(secondReading ? ['Un document écrit pour ce destinataire est relu par une autre personne du guichet.'] : []),
  ];
}
