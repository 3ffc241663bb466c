import { canonical } from '../vocabulary/canonical.ts';
import type { Contact } from './directory.ts';

/** How a contact stands, in what its page asks: as it was, or as somebody says it is from today. */
export const contactStates = ['AS_IS', 'VERIFIED', 'UNVERIFIED', 'FAILING', 'RETIRED'] as const;
export type ContactState = (typeof contactStates)[number];

/** What a person writes of a contact; what was left empty is not there. */
export type WrittenContact = Pick<
  Contact,
  'id' | 'organisation' | 'position' | 'name' | 'service' | 'email' | 'phone' | 'address' | 'endpoint' | 'from' | 'until'
>;

/**
 * A contact as somebody writes it today. A new electronic address was verified by nobody yet; a new telephone has still to be called,
 * unless whoever writes it says that all of it was verified.
 */
export function contactWritten(before: Contact | null, written: WrittenContact, state: ContactState, today: string, why: string): Contact {
  const kept = before === null ? {} : stateOf(before);
  const moved = before?.email !== written.email && written.email !== undefined;
  const called = before !== null && written.phone !== undefined && before.phone !== written.phone;
  const said: Record<ContactState, () => Standing> = {
    AS_IS: () => ({ ...kept, ...(moved && { verifiedOn: undefined, failing: undefined }), ...(called && { toCheck: today }) }),
    VERIFIED: () => ({ verifiedOn: today }),
    UNVERIFIED: () => ({}),
    FAILING: () => ({ ...kept, retired: undefined, failing: { since: before?.failing?.since ?? today, why } }),
    RETIRED: () => ({ ...kept, retired: before?.retired ?? today }),
  };
  return withoutAbsent({ ...written, ...said[state]() });
}

/** How a contact stands; undefined: not so. */
type Standing = { [Name in 'verifiedOn' | 'toCheck' | 'failing' | 'retired']?: Contact[Name] | undefined };

const stateOf = ({ verifiedOn, toCheck, failing, retired }: Contact): Standing => ({ verifiedOn, toCheck, failing, retired });

function withoutAbsent(contact: WrittenContact & Standing): Contact {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== undefined)) as unknown as Contact;
}

/** Whether only the telephone changes: that is published at once, to be checked, since somebody may have to call tonight. */
export function changesOnlyPhone(before: Contact | null, after: Contact | null): boolean {
  if (before === null || after === null || before.phone === after.phone || after.phone === undefined) return false;
  const rest = ({ phone: _phone, toCheck: _toCheck, ...others }: Contact) => others;
  return canonical(rest(before)) === canonical(rest(after));
}
