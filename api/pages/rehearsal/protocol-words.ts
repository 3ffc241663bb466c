import { causeCode, type TaskCause } from '../../../cases/model/cause.ts';
import type { World } from '../../../cases/running/turn.ts';
import { outgoing } from '../../../vocabulary/outgoing-channels.ts';
import { askingSentence } from '../words/asking-sentence.ts';

/** Null where the line of the task says it already. */
const reasons: Record<Exclude<TaskCause['kind'], 'RULE' | 'STEP' | 'CHANNEL'>, string | null> = {
  AGENT: null,
  ALERT: 'Une alerte est arrivée.',
  DANGER: null,
  NEWS: 'Une alerte est arrivée.',
  MESSAGE_LOST: 'Un message n’est pas parvenu.',
  NO_CHANNEL_LEFT: 'Aucun canal ne reste pour joindre le destinataire.',
  REMINDER: null,
  LIMIT: null,
  ESCALATION: null,
  OBLIGATION: null,
  REFUSED: null,
  TAKEN_BACK: null,
  INFORMATION: null,
  EXTENSION: null,
  CHANGED: null,
  NEW_VERSION: null,
  LET_GO: null,
  LINK: null,
  REPLY: null,
  UNWATCHED: null,
  LATE_ANSWER: null,
  CONFLICT: 'Un lien avec le mis en cause écarte un destinataire.',
  GAP: 'L’annuaire ne donne personne pour ce rôle à cet endroit.',
  UNREAD: null,
  PLACES_DIFFER: null,
  ELSEWHERE: null,
  CALENDAR: null,
  AUTHOR_WROTE: null,
  NOT_SAFER: null,
  PARTNER_WROTE: null,
  TEXT_HELD: null,
  LEGAL_BASIS: null,
  PERSON_TO_INFORM: null,
  INFORMING: null,
  LOOK_AGAIN: null,
  REOPENED: null,
  UNMERGED: null,
  MERGED: null,
};

/** Why a task is raised in a rehearsal, in a sentence. */
export function taskReason(cause: TaskCause, world: World): string[] {
  if (cause.kind === 'RULE' || cause.kind === 'STEP') return [askingSentence(causeCode(cause), world)];
  if (cause.kind === 'CHANNEL') return [`${outgoing[cause.channel].carrier.why}.`];
  const said = reasons[cause.kind];
  return said === null ? [] : [said];
}
