import { carryingTasks, outgoing } from '../../vocabulary/outgoing-channels.ts';
import type { InformedParty, TaskKind } from '../../vocabulary/vocabulary.ts';
import type { TaskCause } from '../model/cause.ts';
import type { OrderedTask } from '../model/events.ts';
import type { AuthorNews } from '../model/message.ts';

/** Causes whose words come with them: from the protocol, or from the directory. */
type CauseWithWords = Extract<TaskCause, { kind: 'RULE' | 'STEP' | 'GAP' }>;
/** Causes that the law itself knows. */
export type CauseOfLaw = Exclude<TaskCause, CauseWithWords>;

const ordered: Record<OrderedTask, string> = {
  CALL_BACK: 'Rappeler au rendez-vous convenu.',
  CONCERTATION: 'Tenir la réunion pluridisciplinaire, puis noter ce qui est décidé.',
  MEDIATION: 'Conduire la médiation, puis noter ce qui en sort.',
  CONCILIATION: 'Conduire la conciliation, puis noter ce qui en sort.',
  ADVISER: 'Reprendre ce dossier et en conduire la suite.',
  SECOND_OPINION: 'Donner un second avis sur ce dossier.',
  LETTER: 'Envoyer le courrier, puis noter la date de dépôt.',
  SECOND_READING: 'Relire le document avant son envoi.',
  COME_BACK: 'Revenir sur ce dossier, comme prévu.',
};

const news: Record<AuthorNews, string> = {
  RECEIVED: 'Accuser réception auprès de l’auteur, par le moyen et aux heures qu’il a indiqués.',
  TRANSFERRED: 'Dire à l’auteur que son alerte est transmise.',
  LAPSED: 'Dire à l’auteur que personne n’a pris la situation en charge à temps, et quel recours lui est ouvert.',
  NOT_RETAINED: 'Dire à l’auteur pourquoi son alerte n’est pas retenue, et vers qui se tourner.',
  CLOSED: 'Dire à l’auteur que le dossier est clos, et ce qui peut lui être dit.',
  MESSAGE: 'Dire à l’auteur ce que le guichet lui a écrit.',
};

const ofWhom: Record<InformedParty, string> = { PERSONNE: 'de la personne concernée', MIS_EN_CAUSE: 'de qui est mis en cause' };
const silent = 'Le destinataire n’a pas répondu dans le délai : décider de la suite avec lui ou avec un autre.';
const newAlert = 'Nouvelle alerte sur ce dossier : la lire et, s’il y a lieu, qualifier à nouveau.';

const byWhat = (task: TaskKind): string => (task === 'LETTER' ? 'par courrier' : 'par téléphone');

const sentences: { [Kind in CauseOfLaw['kind']]: (cause: Extract<CauseOfLaw, { kind: Kind }>, task: TaskKind) => string } = {
  AGENT: (_cause, task) => ordered[task as OrderedTask],
  ALERT: ({ alert }, task) => {
    if (task === 'CALL_BACK') return news.RECEIVED;
    return alert === 'a1' ? 'Qualifier l’alerte : consigner les faits, puis confirmer les transmissions.' : newAlert;
  },
  DANGER: () => 'Danger imminent annoncé : appeler tout de suite l’auteur ou la personne, et les secours si besoin.',
  NEWS: (cause) => news[cause.news],
  MESSAGE_LOST: ({ message }) =>
    message.kind === 'AUTHOR'
      ? 'Un message à l’auteur n’a pas pu être remis : le joindre autrement, aux heures qu’il a indiquées.'
      : 'Un message à ce destinataire n’a pas pu être remis : vérifier son adresse dans l’annuaire.',
  CHANNEL: ({ channel }) => outgoing[channel].carrier.sayable,
  NO_CHANNEL_LEFT: () => 'La transmission n’a pu être remise par aucun canal : joindre le destinataire autrement.',
  REMINDER: () => 'Relancer le destinataire par téléphone.',
  LIMIT: () => silent,
  ESCALATION: () => silent,
  OBLIGATION: () => 'Personne n’a pris la situation en charge à l’échéance de l’obligation : décider de la suite.',
  REFUSED: () => 'La transmission a été refusée et aucun autre destinataire n’est prévu : décider de la suite.',
  TAKEN_BACK: () => 'Ce destinataire revient sur son refus, et un autre a été saisi à sa place : voir avec les deux qui agit.',
  INFORMATION: () => 'Le destinataire demande un complément : le donner depuis le dossier.',
  EXTENSION: () => 'Le destinataire demande plus de temps pour donner la suite : l’accorder ou le refuser, et dire pourquoi.',
  CHANGED: (_cause, task) => `La situation a changé et ce destinataire n’a pas d’adresse électronique : le lui dire ${byWhat(task)}.`,
  NEW_VERSION: (_cause, task) =>
    `Le dossier transmis a une nouvelle version et ce destinataire n’a pas d’adresse électronique : la lui donner ${byWhat(task)}.`,
  REPLY: (_cause, task) => `Le guichet a répondu à ce destinataire, qui n’a pas d’adresse électronique : lui donner la réponse ${byWhat(task)}.`,
  LET_GO: (_cause, task) =>
    `Plus rien n’est demandé à ce destinataire, qui n’a pas d’adresse électronique : lui dire ${byWhat(task)} qu’il n’a plus rien à faire, et pourquoi.`,
  LINK: (_cause, task) =>
    `Les liens de ce destinataire n’ouvrent plus rien, et aucun courriel ne peut lui en porter un autre : le lui dire ${byWhat(task)}.`,
  UNWATCHED: () => 'Plus rien n’est attendu de personne dans ce dossier : le conclure, ou décider de la suite.',
  LATE_ANSWER: () => 'Une réponse est arrivée sur une transmission terminée : la lire et décider de la suite.',
  CONFLICT: () => 'Un lien avec le mis en cause écarte un destinataire prévu par le protocole : vérifier qui doit agir.',
  LEGAL_BASIS: () =>
    'L’auteur est tenu au secret : vérifier que l’article 226-14 du code pénal couvre chaque destinataire, et compléter ce qui manque.',
  PERSON_TO_INFORM: () =>
    'Informer la personne de l’alerte, faite sans son accord (article 226-14, 2° bis et 3°, du code pénal) ; si l’informer la met en danger, le noter.',
  INFORMING: ({ whom }) => `Revoir l’information différée ${ofWhom[whom]} : la faire, ou la différer encore et dire pourquoi.`,
  UNREAD: () => 'Une réponse est arrivée sous une forme que rien ne reconnaît : la lire dans l’alerte, et la consigner à la qualification.',
  PLACES_DIFFER: () => 'La commune donnée n’est pas celle de l’établissement : vérifier où sont les faits, puis qualifier.',
  ELSEWHERE: () =>
    'Les faits sont dans un autre département : prévenir le guichet ou les autorités de là-bas, et répondre de la situation jusque-là.',
  CALENDAR: ({ calendar }) =>
    `Le calendrier « ${calendar} » de l’annuaire n’ouvre plus jamais : lui donner des heures. Ses délais courent comme si chaque jour ouvré était ouvert.`,
  NOT_SAFER: () =>
    'Le dossier est clos, et l’auteur dit que la personne n’est pas plus en sécurité : l’appeler, et rouvrir le dossier s’il y a lieu.',
  AUTHOR_WROTE: () => 'L’auteur a ajouté une précision : la lire et, s’il y a lieu, qualifier à nouveau.',
  PARTNER_WROTE: () => 'Un destinataire a écrit au guichet : lire son message et, s’il répond, noter sa réponse sur la transmission.',
  TEXT_HELD: () => 'Relire le récit à transmettre : il désigne l’auteur de l’alerte, et les destinataires l’attendent.',
  LOOK_AGAIN: () => 'Nouvelle vérification prévue après la clôture : reprendre contact et noter ce qu’il en est.',
  REOPENED: () => 'Dossier rouvert : décider de la suite.',
  UNMERGED: () => 'Dossier de nouveau séparé : décider de la suite.',
  MERGED: () => newAlert,
};

/** What the desk is told to do, when the law itself raises the task (a protocol's own tasks carry their own words). */
export function taskSentence(cause: CauseOfLaw, task: TaskKind): string {
  return (sentences[cause.kind] as (cause: CauseOfLaw, task: TaskKind) => string)(cause, task);
}

/** Kinds of tasks that lose their object once somebody competent has answered. */
export const endedByAnAnswer: ReadonlySet<TaskKind> = new Set([
  ...carryingTasks,
  'CALL_BACK',
  'SILENT_RECIPIENT',
  'UNDELIVERABLE',
  'REFUSED',
  'EXTENSION_REQUESTED',
]);
