import { isRoleGroup, label, type Role, type RoleGroup } from '../vocabulary/vocabulary.ts';

const groups: Record<RoleGroup, string> = { POLICE_OR_GENDARMERIE: 'Police ou gendarmerie' };

/** The French name of a role or a group of roles. */
function sayRole(to: Role | RoleGroup): string {
  return isRoleGroup(to) ? groups[to] : label('role', to);
}

const gaps: Record<Gap['reason'], string> = {
  NOBODY: 'l’annuaire ne compte aucun organisme compétent pour cette situation',
  TIE: 'plusieurs organismes sont compétents au même rang\u202f; l’annuaire doit dire lequel passe d’abord',
  NO_CHANNEL: 'l’organisme compétent n’a aucune coordonnée utilisable par les canaux prévus',
  ALL_IN_CONFLICT: 'tous les organismes compétents sont écartés',
  NO_COMMUNE: 'la commune des faits n’est pas connue',
};

/** Why nobody answers, alone. */
export const gapWords = (reason: Gap['reason']): string => gaps[reason];

/** What stands in the way of a transfer, for the coordinator. Names no person. */
export function sayGap(to: Role | RoleGroup, reason: Gap['reason']): string {
  return `${sayRole(to)}\u00a0: ${gaps[reason]}.`;
}

export interface Gap {
  role: Role | RoleGroup;
  reason: 'NOBODY' | 'TIE' | 'NO_CHANNEL' | 'ALL_IN_CONFLICT' | 'NO_COMMUNE';
  /** French, without a name: what the coordinator has to mend. */
  sayable: string;
}
