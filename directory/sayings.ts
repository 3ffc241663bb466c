import { label, type Role, type RoleGroup } from '../cases/vocabulary.ts';
import type { Competence, Gap } from './resolve.ts';

const groups: Record<RoleGroup, string> = { POLICE_OR_GENDARMERIE: 'Police ou gendarmerie' };

/** The French name of a role or a group of roles. */
export function sayRole(to: Role | RoleGroup): string {
  return to in groups ? groups[to as RoleGroup] : label('role', to);
}

const gaps: Record<Gap['reason'], string> = {
  NOBODY: 'l’annuaire ne compte aucun organisme compétent pour cette situation',
  TIE: 'plusieurs organismes sont compétents au même rang\u202f; l’annuaire doit dire lequel passe d’abord',
  NO_CHANNEL: 'l’organisme compétent n’a aucune coordonnée utilisable par les canaux prévus',
  ALL_IN_CONFLICT: 'tous les organismes compétents sont écartés',
  NO_COMMUNE: 'la commune des faits n’est pas connue',
};

/** What stands in the way of a transfer, for the coordinator. Names no person. */
export function sayGap(to: Role | RoleGroup, reason: Gap['reason']): string {
  return `${sayRole(to)}\u00a0: ${gaps[reason]}.`;
}

const competences: Record<Competence, string> = {
  COMMUNE: 'compétent dans la commune des faits',
  DEPARTMENT: 'compétent dans tout le département',
  CONCERNED: 'établissement ou service concerné',
};

/** Why a body was chosen, to be read beside its name. */
export function sayCompetence(why: Competence): string {
  return competences[why];
}
