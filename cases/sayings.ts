import type { TaskKind } from './vocabulary.ts';

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
  reopened: 'Dossier rouvert : décider de la suite.',
  newAlert: 'Nouvelle alerte sur ce dossier : la lire et, s’il y a lieu, qualifier à nouveau.',
} as const satisfies Record<string, string>;

/** Kinds of tasks that lose their object once somebody competent has answered. */
export const endedByAnAnswer: ReadonlySet<TaskKind> = new Set(['PHONE_NOW', 'LETTER', 'CALL_BACK', 'SILENT_RECIPIENT', 'UNDELIVERABLE', 'REFUSED']);
