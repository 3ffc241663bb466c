import type { Instant } from '../../calendar/span.ts';
import type { MailVerdict } from '../../cases/model/content.ts';
import type { FoundMessage } from '../../cases/record/messages.ts';

/** A mail as the desk reads it: plain text, nothing that runs, nothing that is fetched. Personal: never in a log or a clear column. */
export interface IncomingMail {
  /** As written, with its angle brackets; null when absent. */
  messageId: string | null;
  /** What it answers: In-Reply-To first, then References, oldest first. */
  references: string[];
  from: Address | null;
  /** Every address it was sent or delivered to, lower case. */
  recipients: string[];
  /** The envelope's sender, lower case; '' is the null sender, null when the server did not say. */
  returnPath: string | null;
  sentAt: Instant | null;
  subject: string;
  text: string;
  attachments: Attachment[];
  /** Header fields by lower-case name, unfolded, in their order. */
  headers: ReadonlyMap<string, readonly string[]>;
  report: DeliveryReport | null;
  /** What could not be read as it should; the original is kept beside. */
  defects: Defect[];
}

export interface Address {
  name: string;
  /** Lower case. */
  address: string;
}

export interface Attachment {
  name: string;
  type: string;
  bytes: Buffer;
}

/** What a delivery status notification says (RFC 3464), the worst fate first when there are several. */
export interface DeliveryReport {
  action: 'failed' | 'delayed' | 'other';
  /** As 5.1.1. */
  status: string;
  /** Message-ID of the mail it is about. */
  about: string | null;
}

export type Defect = 'UNREADABLE' | 'TOO_LARGE' | 'EMPTY' | 'BAD_CHARSET' | 'LONG_TEXT' | 'NO_SENDER' | 'SEVERAL_SENDERS' | 'TOO_MANY_FILES';

/** Why a mail was sorted as it was, in the words of the quarantine page. */
export const reasons = {
  UNREADABLE: 'Ce courriel n’a pas pu être lu\u00a0: l’original est joint.',
  TOO_LARGE: 'Ce courriel dépasse 25\u00a0Mo\u00a0: seul son début a été lu, le reste est dans la boîte aux lettres.',
  EMPTY: 'Ce courriel ne contient aucun texte.',
  BAD_CHARSET: 'Ses caractères étaient mal déclarés\u00a0: quelques lettres peuvent manquer.',
  LONG_TEXT: 'Son texte est très long\u00a0: la fin est dans l’original.',
  NO_SENDER: 'Il ne dit pas qui l’envoie.',
  SEVERAL_SENDERS: 'Il dit venir de plusieurs adresses.',
  TOO_MANY_FILES: 'Il porte plus de cent pièces\u00a0: les suivantes sont dans l’original.',
  DELIVERY_FAILED: 'Un courriel du guichet n’est pas arrivé.',
  DELIVERY_DELAYED: 'Un courriel du guichet est retardé\u00a0; le serveur essaie encore.',
  DELIVERY_REPORT: 'Un serveur rend compte d’une remise.',
  UNKNOWN_MESSAGE: 'Le guichet ne connaît pas le courriel dont il est question.',
  READ_RECEIPT: 'C’est un accusé de lecture.',
  AUTO_SUBMITTED: 'Une machine dit l’avoir envoyé d’elle-même.',
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
  SAME_THREAD: 'Il poursuit un courriel de la même personne, déjà dans un dossier.',
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
  return { from: writtenBy(from), subject, excerpt: text.replaceAll(/\s+/g, ' ').slice(0, 240) };
}

/** An address as it is shown, name first. */
export function writtenBy(from: Address | null): string {
  if (from === null) return 'Expéditeur inconnu';
  return from.name === '' ? from.address : `${from.name} <${from.address}>`;
}
