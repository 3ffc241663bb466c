import type { Instant } from '../calendar/span.ts';
import type { Reporter } from '../cases/model/content.ts';
import type { Actor } from '../cases/model/events.ts';
import type { Examined } from '../files/file.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import { type Alert, throughDoor } from './alert.ts';
import { type CallNotes, callHash, notedContent } from './phone.ts';
import { reachOf } from './safe-contact.ts';

/**
 * An alert from a letter that an agent keys in, with its pages as they were scanned. `draft` is the keying's own id: recorded
 * twice, it is one alert. `receivedAt` is when the letter came, not when it was keyed.
 */
export function letterAlert(
  department: string,
  draft: string,
  facts: Facts,
  notes: CallNotes,
  pages: Examined[],
  actor: Actor,
  receivedAt: Instant,
): Alert {
  const content = notedContent(facts, notes);
  const reporter = writer(content.reporter, notes.reporterContact, department);
  return {
    department,
    ...throughDoor('LETTER', actor),
    source: incomingDoors.LETTER.source,
    externalId: draft,
    bodyHash: callHash({ facts, notes }),
    receivedAt,
    facts,
    ...reachOf(reporter),
    content: { ...content, ...(reporter !== undefined && { reporter }) },
    files: pages,
  };
}

/** Whoever writes a letter leaves an address more often than a number; a letter back is then the only way that is known. */
function writer(reporter: Reporter | undefined, contact: string, department: string): Reporter | undefined {
  if (reporter?.phone === undefined || phoneNumber(contact, department) !== null) return reporter;
  const { phone, safeContact, ...known } = reporter;
  return { ...known, address: contact, safeContact: { messageAllowed: false, ...safeContact, channel: 'LETTER' } };
}
