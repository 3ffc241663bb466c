import type { TaskKind } from '../../vocabulary/vocabulary.ts';
import type { OrderedTask } from '../model/events.ts';

/** What the desk is told to do, when the law itself raises the task (a protocol's own tasks carry their own words). */
export const sayings = {
  qualify: 'Qualifier l’alerte : consigner les faits, puis confirmer les transmissions.',
  danger: 'Danger imminent annoncé : appeler tout de suite l’auteur ou la personne, et les secours si besoin.',
  acknowledgeAuthor: 'Accuser réception auprès de l’auteur, par le moyen et aux heures qu’il a indiqués.',
  phone: 'Appeler le destinataire pour lui transmettre le dossier, puis noter s’il a été joint.',
  letter: 'Envoyer le courrier au destinataire, puis noter la date de dépôt.',
  remind: 'Relancer le destinataire par téléphone.',
  silent: 'Le destinataire n’a pas répondu dans le délai : décider de la suite avec lui ou avec un autre.',
  unanswered: 'Personne n’a pris la situation en charge à l’échéance de l’obligation : décider de la suite.',
  refused: 'La transmission a été refusée et aucun autre destinataire n’est prévu : décider de la suite.',
  undeliverable: 'La transmission n’a pu être remise par aucun canal : joindre le destinataire autrement.',
  unreachable: 'Un message à ce destinataire n’a pas pu être remis : vérifier son adresse dans l’annuaire.',
  information: 'Le destinataire demande un complément : le donner depuis le dossier.',
  conflict: 'Un lien avec le mis en cause écarte un destinataire prévu par le protocole : vérifier qui doit agir.',
  late: 'Une réponse est arrivée sur une transmission terminée : la lire et décider de la suite.',
  lookAgain: 'Nouvelle vérification prévue après la clôture : reprendre contact et noter ce qu’il en est.',
  authorAdded: 'L’auteur a ajouté une précision : la lire et, s’il y a lieu, qualifier à nouveau.',
  partnerWrote: 'Un destinataire a écrit au guichet : lire son message et, s’il répond, noter sa réponse sur la transmission.',
  reopened: 'Dossier rouvert : décider de la suite.',
  newAlert: 'Nouvelle alerte sur ce dossier : la lire et, s’il y a lieu, qualifier à nouveau.',
  unmerged: 'Dossier de nouveau séparé : décider de la suite.',
  authorUnreachable: 'Un message à l’auteur n’a pas pu être remis : le joindre autrement, aux heures qu’il a indiquées.',
  tellLapsed: 'Dire à l’auteur que personne n’a pris la situation en charge à temps, et quel recours lui est ouvert.',
  tellNotRetained: 'Dire à l’auteur pourquoi son alerte n’est pas retenue, et vers qui se tourner.',
  tellClosed: 'Dire à l’auteur que le dossier est clos, et ce qui peut lui être dit.',
  tellMessage: 'Dire à l’auteur ce que le guichet lui a écrit.',
  ordered: {
    CALL_BACK: 'Rappeler au rendez-vous convenu.',
    CONCERTATION: 'Tenir la réunion pluridisciplinaire, puis noter ce qui est décidé.',
    MEDIATION: 'Conduire la médiation, puis noter ce qui en sort.',
    CONCILIATION: 'Conduire la conciliation, puis noter ce qui en sort.',
    ADVISER: 'Reprendre ce dossier et en conduire la suite.',
    SECOND_OPINION: 'Donner un second avis sur ce dossier.',
    LETTER: 'Envoyer le courrier, puis noter la date de dépôt.',
    SECOND_READING: 'Relire le document avant son envoi.',
  },
} as const satisfies Record<string, string | Record<OrderedTask, string>>;

/** Kinds of tasks that lose their object once somebody competent has answered. */
export const endedByAnAnswer: ReadonlySet<TaskKind> = new Set(['PHONE_NOW', 'LETTER', 'CALL_BACK', 'SILENT_RECIPIENT', 'UNDELIVERABLE', 'REFUSED']);
