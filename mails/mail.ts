import type { Address } from './address.ts';
import type { Marks } from './marks.ts';

/** A mail as the desk reads it: plain text, nothing that runs, nothing that is fetched. Personal: never in a log or a clear column. */
export interface IncomingMail {
  /** As written, with its angle brackets; null when absent. */
  messageId: string | null;
  /** What it answers: In-Reply-To first, then References, oldest first. */
  references: string[];
  from: Address | null;
  /** Where its author wants answers, where that is not `from`. */
  replyTo: Address | null;
  /** Every address it was sent or delivered to, lower case. */
  recipients: string[];
  /** The envelope's sender, lower case; '' is the null sender, null when the server did not say. */
  returnPath: string | null;
  /** Epoch milliseconds, as it says. */
  sentAt: number | null;
  subject: string;
  /** All that it says, what it quotes included. */
  text: string;
  attachments: Attachment[];
  /** Header fields by lower-case name, unfolded, in their order. */
  headers: ReadonlyMap<string, readonly string[]>;
  report: DeliveryReport | null;
  /** What it shows of who or what wrote it. */
  marks: Marks;
  /** Names of ours found in it, wherever they stand: left parts of Message-IDs, and return addresses. They prove nothing by themselves. */
  traces: { messages: string[]; returns: string[] };
  /** What could not be read as it should; the original is kept beside. */
  defects: Defect[];
}

export interface Attachment {
  name: string;
  type: string;
  bytes: Buffer;
}

/** What a delivery status notification says (RFC 3464), the worst fate first when there are several. */
export interface DeliveryReport {
  /** `unsaid` where the report has no field that says it. */
  action: 'failed' | 'delayed' | 'delivered' | 'unsaid';
  /** As 5.1.1; UNKNOWN where neither fields nor text say it. */
  status: string;
}

export type Defect =
  | 'UNREADABLE'
  | 'STOPPED'
  | 'TOO_LARGE'
  | 'EMPTY'
  | 'BAD_CHARSET'
  | 'LONG_TEXT'
  | 'NO_SENDER'
  | 'SEVERAL_SENDERS'
  | 'TOO_MANY_FILES'
  | 'ENCRYPTED'
  | 'SIGNED'
  | 'UNOPENED';
