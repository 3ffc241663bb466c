import type { SenderChecks } from '../../cases/model/content.ts';
import type { KnownMessage } from './mail.ts';

/** What sorting a mail may know beside the mail itself. */
export interface KnownBesideMail {
  /** The desk's own addresses, lower case. */
  own: readonly string[];
  /** Right part of the Message-IDs this desk gives. */
  domain: string;
  /** The message of ours that the mail answers or sends back, if there is one. */
  message: KnownMessage | null;
  /** It goes on with a mail of the same sender that is in a case already. */
  continues: boolean;
  /** Its subject names a case in which its sender is known. */
  named: boolean;
  /** Whether the address it came back to names that message: only this desk can have written it. */
  returned: boolean;
  checks: SenderChecks | null;
  /** A member of the desk made sure, by another way, that its sender is who it says. */
  confirmed: boolean;
  /** Addresses from which the answering machine sends. */
  voicemail: readonly string[];
}

/** What an answer joins, and whose words it would be: an author's, or a recipient's contact. */
export interface Joined {
  caseId: string;
  alertId: string | null;
  contact: string | null;
}
