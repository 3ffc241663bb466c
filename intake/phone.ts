import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { AlertContent, AsSaid, ImplicatedPerson, Reporter, SafeContact } from '../cases/model/content.ts';
import type { Actor } from '../cases/model/events.ts';
import { isEmail } from '../vocabulary/email-address.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import { type Alert, throughDoor } from './alert.ts';
import { reachOf } from './safe-contact.ts';

/** What an agent wrote down of a call, beside the facts. Empty strings are "not said". */
export interface CallNotes {
  notes: string;
  victimName: string;
  victimContact: string;
  implicated: ImplicatedPerson[];
  reporterName: string;
  reporterContact: string;
  safeContact: string;
  /** The only way that is safe for the author, where it was asked; `safeContact` then says what else must be known. */
  safe?: Pick<SafeContact, 'channel' | 'moment' | 'messageAllowed' | 'announceAs'>;
  language?: string;
  anonymousToDesk: boolean;
  anonymousToImplicated: boolean;
  measures: string;
  health: string;
  assets: string;
  /** What no code was made of. */
  asSaid?: AsSaid[];
}

/** An alert from a call. `draft` is the call's own id: recorded twice, it is one alert. */
export function phoneAlert(department: string, draft: string, facts: Facts, notes: CallNotes, actor: Actor, receivedAt: Instant): Alert {
  const content = notedContent(facts, notes);
  const { reporter } = content;
  return {
    department,
    ...throughDoor('PHONE', actor),
    source: incomingDoors.PHONE.source,
    externalId: draft,
    bodyHash: callHash({ facts, notes }),
    receivedAt,
    facts,
    // A channel that was guessed from what was noted is a person's to judge.
    ...(notes.safe === undefined ? { reachable: reporter?.phone !== undefined || reporter?.email !== undefined } : reachOf(reporter)),
    content,
  };
}

/** What identifies a call as it was recorded: the same page sent twice has the same. */
export function callHash(sent: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(sent)).digest();
}

/** What was noted, as the content of an alert. */
export function notedContent(facts: Facts, notes: CallNotes): AlertContent {
  return {
    narrative: notes.notes,
    ...((notes.victimName || notes.victimContact) && {
      victim: { ...(notes.victimName && { name: notes.victimName }), ...(notes.victimContact && { address: notes.victimContact }) },
    }),
    ...(notes.implicated.length > 0 && { implicated: notes.implicated }),
    reporter: reporterOf(facts, notes),
    ...(notes.measures && { measuresTaken: notes.measures }),
    ...(notes.health && { health: notes.health }),
    ...(notes.assets && { assets: notes.assets }),
    ...(notes.asSaid && { asSaid: notes.asSaid }),
  };
}

/**
 * The ways to reach somebody that were written one after another, in any writing ("03 83 11 22 33 ou 06…, prenom@exemple.fr, 2 rue des Lilas"):
 * numbers together, the first electronic address, and what is neither as a postal one. Empty where nothing can be dialled or written to.
 */
export function waysIn(contact: string): Pick<Reporter, 'phone' | 'email' | 'address'> {
  const pieces = contact
    .split(/[,;\n]|\s+(?:ou|et|\/)\s+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const email = pieces.find(isEmail);
  const phones = pieces.filter((piece) => piece !== email && dialled.test(piece));
  if (email === undefined && phones.length === 0) return {};
  const others = pieces.filter((piece) => piece !== email && !phones.includes(piece));
  return {
    ...(phones.length > 0 && { phone: phones.join(' ou ') }),
    ...(email !== undefined && { email }),
    ...(others.length > 0 && { address: others.join(', ') }),
  };
}

/** Figures enough to be dialled, however they are grouped, with what is said beside a number: whose it is, an extension. */
const dialled = /^[^\d@]*\+?(?:\d[\s()./-]*){6,}(?:\D{0,30}\d{1,4})?\D*$/;

/** A caller anonymous to the desk leaves no name, whatever was written before it was said. */
function reporterOf({ reporterLink }: Facts, notes: CallNotes): Reporter {
  const { anonymousToDesk, anonymousToImplicated, reporterName: name, reporterContact: contact, safeContact: note, safe, language } = notes;
  const said = { anonymousToDesk, anonymousToImplicated, ...(reporterLink !== undefined && { link: reporterLink }) };
  if (anonymousToDesk) return said;
  const ways = waysIn(contact);
  const guessed = contact === '' ? 'NONE' : ways.phone === undefined && ways.email !== undefined ? 'EMAIL' : 'PHONE';
  const { channel } = safe ?? { channel: guessed };
  // Somebody who reads the code alone may still have left a number: it is kept as what it looks like.
  const left = channel === 'LETTER' ? { address: contact } : Object.keys(ways).length > 0 ? ways : { phone: contact };
  return {
    ...said,
    ...(name && { name }),
    ...(contact && left),
    ...((safe || note) && { safeContact: { messageAllowed: false, ...safe, channel, ...(note && { note }) } }),
    ...(language && { language }),
  };
}
