import type { Instant } from '../../calendar/span.ts';
import type { Contact } from '../directory.ts';

/** How often somebody is written to before being called: the first mail and two reminders. */
export const MOST_MAILS = 3;

/** A contact that a campaign asks, as it stands. */
export interface AskedContact {
  contact: string;
  /** How many mails left, and when the last did. */
  sent: number;
  sentAt: Instant | null;
  /** Since when somebody has to call. */
  silentAt: Instant | null;
  answeredAt: Instant | null;
}

/** What comes next for a contact, and when: its mail of a rank, or the desk's call. */
export type CampaignStep = { do: 'MAIL'; rank: number; at: Instant } | { do: 'CALL'; at: Instant };

/**
 * What comes next for a contact; null where nothing does by itself any more: it answered, a call is asked for, or `contact` is not in use.
 * `after` is the instant at which the delay between two mails ends. Pure.
 */
export function nextStep(asked: AskedContact, contact: Contact | undefined, now: Instant, after: (at: Instant) => Instant): CampaignStep | null {
  if (contact === undefined || asked.answeredAt !== null || asked.silentAt !== null) return null;
  if (contact.email === undefined) return { do: 'CALL', at: now };
  if (asked.sentAt === null) return { do: 'MAIL', rank: 1, at: now };
  const at = after(asked.sentAt);
  return asked.sent < MOST_MAILS ? { do: 'MAIL', rank: asked.sent + 1, at } : { do: 'CALL', at };
}

/** Whether somebody has still to be called: silent, and neither verified since the campaign began nor out of use. */
export function isToCall({ silentAt, answeredAt }: AskedContact, contact: Contact | undefined, began: string): boolean {
  if (silentAt === null || answeredAt !== null || contact === undefined || contact.retired !== undefined) return false;
  return contact.verifiedOn === undefined || contact.verifiedOn < began;
}
