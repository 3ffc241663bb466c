import type { TaskCause } from '../../../cases/model/cause.ts';
import { outgoing } from '../../../vocabulary/outgoing-channels.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Names } from './names.ts';

type Words<Kind extends TaskCause['kind']> = (cause: Extract<TaskCause, { kind: Kind }>, names: Pick<Names, 'rule'>) => string;

const words: { [Kind in TaskCause['kind']]: Words<Kind> } = {
  RULE: ({ rule }, names) => names.rule(rule),
  STEP: () => 'Étape du protocole',
  AGENT: () => 'Demandé par un agent',
  ALERT: () => 'Alerte reçue',
  DANGER: () => 'Danger annoncé',
  NEWS: () => 'L’auteur doit être prévenu',
  MESSAGE_LOST: ({ message }) => (message.kind === 'AUTHOR' ? 'L’auteur doit être prévenu' : 'Un message ne lui est pas parvenu'),
  CHANNEL: ({ channel }) => outgoing[channel].carrier.why,
  NO_CHANNEL_LEFT: () => 'Plus aucun canal',
  REMINDER: () => 'Relance sans courriel',
  LIMIT: () => 'Délai du protocole dépassé',
  ESCALATION: () => 'Délai du protocole dépassé',
  OBLIGATION: () => 'Échéance de l’obligation',
  REFUSED: ({ reason }) => label('refusalReason', reason),
  TAKEN_BACK: () => 'Refus repris par le destinataire',
  INFORMATION: () => 'Demande du destinataire',
  EXTENSION: () => 'Demande du destinataire',
  CHANGED: () => 'La situation a changé',
  NEW_VERSION: () => 'Nouvelle version à donner sans courriel',
  REPLY: () => 'Réponse à donner sans courriel',
  LET_GO: () => 'Fin à dire sans courriel',
  LINK: () => 'Lien retiré, à dire sans courriel',
  UNWATCHED: () => 'Plus rien n’est attendu',
  LATE_ANSWER: () => 'Réponse arrivée après la fin',
  CONFLICT: () => 'Lien avec le mis en cause',
  GAP: () => 'L’annuaire ne donne personne',
  UNREAD: () => 'Réponse non reconnue',
  PLACES_DIFFER: () => 'Deux communes possibles',
  ELSEWHERE: () => 'Commune d’un autre département',
  CALENDAR: () => 'Un calendrier n’ouvre plus',
  AUTHOR_WROTE: () => 'L’auteur a écrit',
  NOT_SAFER: () => 'La personne n’est pas plus en sécurité',
  PARTNER_WROTE: () => 'Un destinataire a écrit',
  LEGAL_BASIS: () => 'Le fondement de l’alerte est à vérifier',
  PERSON_TO_INFORM: () => 'La personne n’a pas donné son accord',
  INFORMING: ({ whom }) => `Information différée : ${label('informedParty', whom)}`,
  TEXT_HELD: () => 'Le récit désigne l’auteur',
  LOOK_AGAIN: () => 'Vérification après clôture',
  REOPENED: () => 'Dossier rouvert',
  UNMERGED: () => 'Dossier rouvert',
  MERGED: () => 'Un autre dossier est fusionné ici',
};

/** Why somebody has something to do, in a few words; a rule of the protocol says its own. */
export function causeWords(cause: TaskCause, names: Pick<Names, 'rule'>): string {
  return (words[cause.kind] as (cause: TaskCause, names: Pick<Names, 'rule'>) => string)(cause, names);
}
