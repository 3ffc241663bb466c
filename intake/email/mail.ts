import type { MailVerdict } from '../../cases/model/content.ts';
import type { FoundMessage } from '../../cases/record/messages.ts';
import type { Address } from '../../mails/address.ts';
import type { IncomingMail } from '../../mails/mail.ts';

/** Why a mail was sorted as it was, in the words of the quarantine page. */
export const reasons = {
  UNREADABLE: 'Ce courriel n’a pas pu être lu en entier\u00a0: l’original est joint.',
  STOPPED: 'Le lire demandait trop de temps ou de mémoire\u00a0: seul son début a été lu, à la lettre. Ouvrez l’original.',
  TOO_LARGE: 'Ce courriel dépasse 40\u00a0Mo de pièces\u00a0: seul son début a été lu, le reste est dans la boîte aux lettres.',
  EMPTY: 'Ce courriel ne contient aucun texte.',
  BAD_CHARSET: 'Ses caractères étaient mal déclarés\u00a0: quelques lettres peuvent manquer.',
  LONG_TEXT: 'Son texte est très long\u00a0: la fin est dans l’original.',
  NO_SENDER: 'Il ne dit pas qui l’envoie.',
  SEVERAL_SENDERS: 'Il dit venir de plusieurs adresses.',
  TOO_MANY_FILES: 'Il porte plus de cent pièces\u00a0: les suivantes sont dans l’original.',
  ENCRYPTED: 'Il est chiffré\u00a0: le guichet ne peut pas le lire. Demandez à son auteur de l’écrire autrement.',
  SIGNED: 'Il est signé\u00a0; le guichet l’a ouvert, et n’a pas vérifié la signature.',
  UNOPENED: 'Sa pièce winmail.dat n’a pas pu être ouverte\u00a0: demandez à son auteur de l’envoyer autrement.',
  DELIVERY_FAILED: 'Un courriel du guichet n’est pas arrivé.',
  DELIVERY_DELAYED: 'Un courriel du guichet est retardé\u00a0; le serveur essaie encore.',
  DELIVERY_REPORT: 'Un serveur rend compte d’une remise.',
  UNKNOWN_MESSAGE: 'Le guichet ne connaît pas le courriel dont il est question.',
  REPORT_FIELDS: 'Un rapport de remise le dit (RFC\u00a03464).',
  DAEMON: 'Il vient d’un serveur de courrier.',
  SAYS_SO: 'Son texte le dit.',
  RETURN_ADDRESS: 'Il est revenu à l’adresse de retour de ce courriel, que seul le guichet a pu écrire.',
  READ_RECEIPT: 'C’est un accusé de lecture.',
  MEETING_ANSWER: 'C’est la réponse d’un agenda à une invitation.',
  COMPLAINT: 'Un destinataire a classé un courriel du guichet parmi les indésirables.',
  AUTO_SUBMITTED: 'Une machine dit l’avoir envoyé d’elle-même.',
  AUTO_FORWARDED: 'Une règle de messagerie l’a fait suivre.',
  ACKNOWLEDGED: 'Une machine accuse réception.',
  VACATION: 'C’est une réponse d’absence.',
  NULL_SENDER: 'Il n’a pas d’expéditeur à qui répondre.',
  OWN_MAIL: 'C’est un courriel du guichet qui lui revient.',
  OWN_ADDRESS: 'Il dit venir du guichet, qui ne l’a pas envoyé.',
  TOO_MANY_HOPS: 'Il est passé par trop de serveurs\u00a0: il tourne en rond.',
  BULK: 'Il a été envoyé en nombre ou par une liste.',
  DMARC_REJECT: 'Son expéditeur est usurpé\u00a0: le domaine demande de refuser ce courriel.',
  SPAM_FLAG: 'Votre serveur de courrier l’a jugé indésirable.',
  EXECUTABLE: 'Il porte un programme déguisé ou à exécuter.',
  QUOTES_MESSAGE: 'Il répond à un courriel du guichet.',
  SAME_THREAD: 'Il poursuit un courriel de la même adresse, déjà dans un dossier.',
  REFERENCE: 'Son objet porte la référence du dossier, et son adresse y est connue.',
  UNPROVEN: 'Rien ne prouve qui l’a écrit\u00a0: à confirmer.',
  VOICEMAIL_SENDER: 'Il vient du répondeur téléphonique.',
} as const;
export type Reason = keyof typeof reasons;

export interface Sorted {
  verdict: MailVerdict;
  reasons: Reason[];
}

/** The message of ours that a mail answers or sends back. */
export interface KnownMessage extends FoundMessage {
  /** Left part of its Message-ID. */
  messageId: string;
}

/** What a list shows of a mail without opening it. Sealed. */
export interface MailHeading {
  from: string;
  subject: string;
  excerpt: string;
}

export function headingOf({ from, subject, text }: IncomingMail): MailHeading {
  return { from: writtenBy(from), subject, excerpt: text.slice(0, 2_000).replaceAll(/\s+/g, ' ').slice(0, 240) };
}

/** An address as it is shown, name first. */
export function writtenBy(from: Address | null): string {
  if (from === null) return 'Expéditeur inconnu';
  return from.name === '' ? from.address : `${from.name} <${from.address}>`;
}
