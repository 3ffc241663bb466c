import type { Implicated } from '../../vocabulary/facts.ts';
import type { ReporterLink } from '../../vocabulary/vocabulary.ts';
import type { SafeHours } from './state.ts';

/** Moments of the day an author may choose, in local minutes; the words are the doors' own. */
export const minutes = { MATIN: [480, 720], MIDI: [720, 840], APRES_MIDI: [840, 1080], SOIR: [1080, 1200] } as const satisfies Record<
  string,
  SafeHours
>;

export type SafeMoment = keyof typeof minutes;

/** As the desk reads it beside a call to make. */
export const momentLabels: Record<SafeMoment, string> = {
  MATIN: 'Le matin, de 8 h à 12 h',
  MIDI: 'À midi, de 12 h à 14 h',
  APRES_MIDI: 'L’après-midi, de 14 h à 18 h',
  SOIR: 'Le soir, de 18 h à 20 h',
};

/** How an author may be reached without risk, whatever door they came by. */
export const safeChannels = ['PHONE', 'EMAIL', 'LETTER', 'NONE'] as const;
export const safeMoments = Object.keys(minutes) as SafeMoment[];

/** Everything personal an alert carries. Sealed before it is stored; never in a log, a mail or a URL. */
export interface AlertContent {
  narrative: string;
  victim?: Person & { birthDate?: string };
  /** Those that facts implicate come first, each in its place there; one of whom nothing is known is empty. */
  implicated?: ImplicatedPerson[];
  reporter?: Reporter;
  helper?: Helper;
  measuresTaken?: string;
  health?: string;
  assets?: string;
  notes?: string;
  /** Answers that no code was made of as they came: what was said, and what was read in it where something was. */
  asSaid?: AsSaid[];
  /** What came with it: written by the desk itself, so that the journal answers for the bytes. */
  files?: { name: string; sha256: string }[];
  /** Of an alert by mail: what an answer in the same thread needs, and whether the sender is who the mail says. */
  email?: AlertMail;
}

export interface AsSaid {
  /** What was asked, in words. */
  what: string;
  said: string;
  read?: string;
}

export interface AlertMail {
  /** Id of the mail as it was kept. */
  mail: string;
  /** With angle brackets; null when the mail had none. */
  messageId: string | null;
  references: string[];
  subject: string;
  from: string;
  checks: SenderChecks | null;
}

export interface Person {
  name?: string;
  address?: string;
  phone?: string;
  email?: string;
}

/** Who is implicated, in words: what they are to the person, and where they work, as it was said. */
export interface ImplicatedPerson extends Person {
  relation?: string;
  establishment?: string;
}

/** Who is implicated in a case: what rules read, and what was said in words. The first words are those of the first facts, and so on. */
export interface Parties {
  facts: readonly Implicated[];
  people: readonly ImplicatedPerson[];
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
  channel: (typeof safeChannels)[number];
  /** When, among the moments a door offers; `hours` is what was said in other words. */
  moment?: SafeMoment;
  hours?: string;
  /** Whether a message may be left on a machine or with somebody else. */
  messageAllowed: boolean;
  /** Under what name the desk says it calls. */
  announceAs?: string;
  note?: string;
}

export const verdicts = {
  ALERT: 'Alerte',
  ANSWER: 'Réponse à un dossier',
  VOICEMAIL: 'Message vocal',
  BOUNCE: 'Avis de non-remise',
  OUT_OF_OFFICE: 'Réponse automatique',
  LOOP: 'Liste ou boucle',
  SPAM: 'Indésirable probable',
} as const;

export type MailVerdict = keyof typeof verdicts;

/** Whether the sender is who the mail says: results of RFC 7208, 6376 and 7489, in their own words. */
export interface SenderChecks {
  spf: string;
  dkim: string;
  dmarc: string;
  /** What the sender's domain asks for when DMARC fails. */
  policy: string;
  by: 'GUICHET' | 'MAIL_SERVER';
}
