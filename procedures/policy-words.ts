import { frenchSpan } from '../calendar/french.ts';
import { channelLabel } from '../vocabulary/outgoing-channels.ts';
import { label, type Reach, type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import type { Escalation, Policy } from './procedure.ts';

export const reachWords: Record<Reach, string> = { ACKNOWLEDGED: 'Reçu', IN_CHARGE: 'Pris en charge', OUTCOME_GIVEN: 'Suite donnée' };
const escalationWords: Partial<Record<Escalation['to'], string>> = {
  DEPUTY: 'la suppléance',
  SUPERIOR: 'la hiérarchie',
  NEXT_COMPETENT: 'l’organisme compétent suivant',
  DESK: 'le guichet',
};

/** Who an escalation reaches. */
export function escalationLabel(to: Escalation['to']): string {
  return escalationWords[to] ?? label('role', to);
}

/** A role, or every role of a group: "Police nationale ou Gendarmerie nationale". */
export function roleLabel(to: Role | RoleGroup): string {
  return to in vocabulary.roleGroup ? vocabulary.roleGroup[to as RoleGroup].map((role) => label('role', role)).join(' ou ') : label('role', to);
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
