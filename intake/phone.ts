import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { AlertContent, AsSaid, Reporter, SafeContact } from '../cases/model/content.ts';
import type { Actor } from '../cases/model/events.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import { label } from '../vocabulary/vocabulary.ts';
import { type Alert, throughDoor } from './alert.ts';
import { reachOf } from './safe-contact.ts';

/** What an agent wrote down of a call, beside the facts. Empty strings are "not said". */
export interface CallNotes {
  notes: string;
  victimName: string;
  victimContact: string;
  implicatedName: string;
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
    ...(notes.implicatedName && {
      implicated: [{ name: notes.implicatedName, relation: facts.implicated.map(({ kind }) => label('implicated', kind)).join(', ') }],
    }),
    reporter: reporterOf(facts, notes),
    ...(notes.measures && { measuresTaken: notes.measures }),
    ...(notes.health && { health: notes.health }),
    ...(notes.assets && { assets: notes.assets }),
    ...(notes.asSaid && { asSaid: notes.asSaid }),
  };
}

/** A caller anonymous to the desk leaves no name, whatever was written before it was said. */
function reporterOf({ reporterLink }: Facts, notes: CallNotes): Reporter {
  const { anonymousToDesk, anonymousToImplicated, reporterName: name, reporterContact: contact, safeContact: note, safe, language } = notes;
  const said = { anonymousToDesk, anonymousToImplicated, ...(reporterLink !== undefined && { link: reporterLink }) };
  if (anonymousToDesk) return said;
  const guessed = contact === '' ? 'NONE' : contact.includes('@') ? 'EMAIL' : 'PHONE';
  const { channel } = safe ?? { channel: guessed };
  // Somebody who reads the code alone may still have left a number: it is kept as what it looks like.
  const left = { PHONE: { phone: contact }, EMAIL: { email: contact }, LETTER: { address: contact } }[
    channel === 'NONE' ? (guessed === 'NONE' ? 'PHONE' : guessed) : channel
  ];
  return {
    ...said,
    ...(name && { name }),
    ...(contact && left),
    ...((safe || note) && { safeContact: { messageAllowed: false, ...safe, channel, ...(note && { note }) } }),
    ...(language && { language }),
  };
}
