import type { CaseEvent } from '../model/events.ts';
import type { Refusal } from '../model/refusal.ts';
import { isLive } from '../model/transfer-status.ts';
import type { Turn } from '../running/turn.ts';
import { routeCase } from './qualify.ts';

/**
 * A case passes to another version of the protocol: decided in the new version's world. What was already asked of somebody
 * stays asked; what the new version asks besides is ordered now. Refused when a live transfer follows delays that the new
 * version does not have: nobody could say what is awaited of its recipient.
 */
export function versionChanged(turn: Turn, { from }: Extract<CaseEvent, { kind: 'VersionChanged' }>): Refusal | null {
  const { procedure } = turn.world;
  if (from.slug === procedure.slug && from.number === procedure.number) return null;
  if (turn.state.status !== 'OPEN')
    return { code: 'CASE_ENDED', sayable: 'Ce dossier est terminé\u00a0: il garde la version du protocole sous laquelle il s’est déroulé.' };
  const missing = turn.state.transfers
    .filter(isLive)
    .flatMap(({ policies }) => policies)
    .find((policy) => !Object.hasOwn(procedure.policies, policy));
  if (missing !== undefined)
    return {
      code: 'POLICY_MISSING',
      sayable: `Une transmission en cours suit les délais «\u00a0${missing}\u00a0», que la nouvelle version n’a pas\u00a0: le dossier garde la sienne.`,
    };
  turn.write({ kind: 'VERSION_CHANGED', because: { from: { slug: from.slug, number: from.number }, ...turn.versions } }, []);
  if (turn.state.qualification !== 'AWAITED') routeCase(turn, null);
  return null;
}
