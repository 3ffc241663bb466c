import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { Actor } from '../cases/events.ts';
import type { Facts } from '../cases/facts.ts';
import { label } from '../cases/vocabulary.ts';
import type { Alert, AlertContent, Reporter } from './alert.ts';

/** What an agent wrote down of a call, beside the facts. Empty strings are "not said". */
export interface CallNotes {
  notes: string;
  victimName: string;
  victimContact: string;
  implicatedName: string;
  reporterName: string;
  reporterContact: string;
  safeContact: string;
  anonymousToDesk: boolean;
  anonymousToImplicated: boolean;
  measures: string;
  health: string;
  assets: string;
}

/** An alert from a call. `draft` is the call's own id: recorded twice, it is one alert. */
export function phoneAlert(department: string, draft: string, facts: Facts, notes: CallNotes, actor: Actor, receivedAt: Instant): Alert {
  const content = notedContent(facts, notes);
  const { reporter } = content;
  return {
    department,
    door: { authenticated: true, actor },
    channel: 'PHONE',
    source: 'phone',
    externalId: draft,
    bodyHash: callHash({ facts, notes }),
    receivedAt,
    facts,
    reachable: reporter?.phone !== undefined || reporter?.email !== undefined,
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
  };
}

/** A caller anonymous to the desk leaves no name, whatever was written before it was said. */
function reporterOf({ reporterLink }: Facts, notes: CallNotes): Reporter {
  const { anonymousToDesk, anonymousToImplicated, reporterName: name, reporterContact: contact, safeContact: note } = notes;
  const said = { anonymousToDesk, anonymousToImplicated, ...(reporterLink !== undefined && { link: reporterLink }) };
  if (anonymousToDesk) return said;
  const email = contact.includes('@');
  return {
    ...said,
    ...(name && { name }),
    ...(contact && (email ? { email: contact } : { phone: contact })),
    ...(note && { safeContact: { channel: contact === '' ? 'NONE' : email ? 'EMAIL' : 'PHONE', messageAllowed: false, note } }),
  };
}
