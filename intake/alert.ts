import type { Instant } from '../calendar/span.ts';
import type { Actor } from '../cases/model/events.ts';
import type { AuthorReach, Basis, SafeHours } from '../cases/model/state.ts';
import type { Examined } from '../files/file.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Channel, ReporterLink } from '../vocabulary/vocabulary.ts';
import type { Checks } from './email/mail.ts';
import type { SafeMoment } from './safe-contact.ts';

/** What a channel makes of something it received and that opens a case, or joins one. */
export interface Alert {
  department: string;
  door: {
    /** Whether the door knew who spoke: an account or a key. */
    authenticated: boolean;
    actor: Actor;
  };
  channel: Channel;
  /** Names the door, and with `externalId` the input: the same pair twice is one alert. */
  source: string;
  externalId: string;
  /** SHA-256 of what was sent: the same pair with another body is refused. */
  bodyHash: Buffer;
  receivedAt: Instant;
  facts: Facts;
  basis?: Partial<Basis>;
  /** Whether the author left a way to be reached. */
  reachable: boolean;
  /** The author's only safe channel, and hours: see `AlertState`. */
  reach?: AuthorReach;
  hours?: SafeHours;
  content: AlertContent;
  /** Kept sealed with the case, in the alert's own transaction. */
  files?: Examined[];
  exercise?: boolean;
}

/** Everything personal an alert carries. Sealed before it is stored; never in a log, a mail or a URL. */
export interface AlertContent {
  narrative: string;
  victim?: Person & { birthDate?: string };
  implicated?: (Person & { relation?: string })[];
  reporter?: Reporter;
  helper?: Helper;
  measuresTaken?: string;
  health?: string;
  assets?: string;
  notes?: string;
  /** What came with it: written by the desk itself, so that the journal answers for the bytes. */
  files?: { name: string; sha256: string }[];
  /** Of an alert by mail: what an answer in the same thread needs, and whether the sender is who the mail says. */
  email?: AlertMail;
}

export interface AlertMail {
  /** Id of the mail as it was kept. */
  mail: string;
  /** With angle brackets; null when the mail had none. */
  messageId: string | null;
  references: string[];
  subject: string;
  from: string;
  checks: Checks | null;
}

export interface Person {
  name?: string;
  address?: string;
  phone?: string;
  email?: string;
}

export interface Reporter {
  /** Two wishes that differ: not known to the desk, or known to it but never named to the implicated party. */
  anonymousToDesk: boolean;
  anonymousToImplicated: boolean;
  name?: string;
  phone?: string;
  email?: string;
  /** Where a letter may be sent. */
  address?: string;
  link?: ReporterLink;
  safeContact?: SafeContact;
  /** What the author needs to be understood: in writing, an interpreter, plain words. */
  needs?: ContactNeed[];
  language?: string;
}

export type ContactNeed = 'ECRIT' | 'LSF' | 'LANGUE' | 'SIMPLE';

/** Somebody who wrote in the author's place: not the author, and told to nobody as such. */
export interface Helper {
  name?: string;
  contact?: string;
  /** Whether the author agreed that it be written for them. */
  agreed: 'OUI' | 'NON' | 'NE_PEUT_PAS';
}

/** How the author can be reached without being put in danger. */
export interface SafeContact {
  channel: 'PHONE' | 'EMAIL' | 'LETTER' | 'NONE';
  /** When, among the moments a door offers; `hours` is what was said in other words. */
  moment?: SafeMoment;
  hours?: string;
  /** Whether a message may be left on a machine or with somebody else. */
  messageAllowed: boolean;
  /** Under what name the desk says it calls. */
  announceAs?: string;
  note?: string;
}
