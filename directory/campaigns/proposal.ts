import { contactWritten } from '../contact-edits.ts';
import type { Contact } from '../directory.ts';

/** What somebody says of their own entry: all of it is right; something is not; this contact is not theirs. */
export const entryAnswers = ['CONFIRMED', 'CORRECTED', 'NOT_OURS'] as const;
export type EntryAnswer = (typeof entryAnswers)[number];

/** What of a contact its own body may correct. */
export const entryFields = ['name', 'service', 'email', 'phone', 'address'] as const;
/** These, as they are or become; absent: nothing is said. */
export type EntryText = { [Word in (typeof entryFields)[number]]?: string };

/** What a contact says of itself. */
export const entryOf = (contact: Contact): EntryText =>
  Object.fromEntries(entryFields.flatMap((word) => (contact[word] === undefined ? [] : [[word, contact[word]]])));

/** Whether two people would be reached alike. */
export const sameEntry = (one: EntryText, other: EntryText): boolean => entryFields.every((word) => one[word] === other[word]);

/** What somebody outside says of their own entry, until a coordinator takes it up or sets it aside. */
export interface Proposal {
  says: EntryAnswer;
  /** The words that were shown, and as they become; the same where nothing is corrected. */
  before: EntryText;
  after: EntryText;
  /** ISO day of the department on which it was said. */
  on: string;
  /** Who says so, for the history. */
  by: string;
}

/** Why a contact changes, for the history of its body. */
export const proposalWhy = ({ says, by }: Pick<Proposal, 'says' | 'by'>): string =>
  ({ CONFIRMED: `Confirmé par ${by}`, CORRECTED: `Corrigé par ${by}`, NOT_OURS: `${by} dit que ce contact n’est plus le bon` })[says];

/** Whether who answered saw how the contact is reached now, and nothing was found wrong with it, or verified, since. */
export const stillHolds = (now: Contact, { before, on }: Pick<Proposal, 'before' | 'on'>): boolean =>
  before.email === now.email && before.phone === now.phone && on >= (now.verifiedOn ?? '') && !(now.failing !== undefined && now.failing.since > on);

/**
 * The contact as a proposal makes it. Only what was corrected changes, so that what somebody wrote meanwhile stays. Whoever answered by the address
 * verified it, unless it changed or failed since; another address is verified by nobody yet, another telephone has still to be called. A contact
 * said not to be the right one is failing: it goes on being used until a person decides. Pure.
 */
export function asProposed(now: Contact, proposal: Proposal): Contact {
  const { says, before, after, on } = proposal;
  if (says === 'NOT_OURS') return contactWritten(now, now, 'FAILING', on, 'dit n’être plus le bon contact');
  const words = Object.fromEntries(entryFields.map((word) => [word, before[word] === after[word] ? now[word] : after[word]])) as EntryText;
  const { id, organisation, position, endpoint, from, until } = now;
  const written = {
    id,
    organisation,
    position,
    ...words,
    name: words.name ?? now.name,
    ...(endpoint && { endpoint }),
    ...(from && { from }),
    ...(until && { until }),
  };
  const moved = words.email !== now.email && words.email !== undefined;
  const made = contactWritten(now, written, moved || !stillHolds(now, proposal) ? 'AS_IS' : 'VERIFIED', on, '');
  return words.phone !== undefined && words.phone !== now.phone ? { ...made, toCheck: on } : made;
}
