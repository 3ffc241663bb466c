import { namedApart } from './capacities.ts';
import type { Contact, Link, Organisation } from './directory.ts';
import { contactPart, type DirectoryDifference, type DirectoryPart, organisationPart, partsOf, samePart, type Unnumbered } from './edits.ts';
import { shutOf } from './validity.ts';

/** A saving of one part that is not published yet. */
export interface PendingEdit extends DirectoryDifference {
  /** Counts the savings: the order in which they came. */
  number: number;
  /** The account that saved it. */
  by: string;
}

/** Every saving of one part, taken together. */
export interface PendingPart extends DirectoryDifference {
  numbers: number[];
  /** Who wrote each address as it becomes, or that it is used again: somebody else must publish it. Empty where none is so. */
  mailboxBy: readonly string[];
}

export interface SortedPending {
  /** What this person may publish now. */
  ready: PendingPart[];
  /** What waits for somebody else. */
  waiting: PendingPart[];
  /** What was published differently since it was changed: somebody must choose. */
  conflicts: (PendingPart & { published: DirectoryDifference['after'] })[];
}

const contactChanges =
  (changed: (was: Contact | null, is: Contact | null) => boolean) =>
  ({ part, before, after }: DirectoryDifference): boolean =>
    part.startsWith('contact:') && changed(before as Contact | null, after as Contact | null);

/** Each way in which mails, or calls to a machine, would go somewhere else; whoever did the last of each is one person. */
const mailboxChanges: readonly ((difference: DirectoryDifference) => boolean)[] = [
  ({ part, before, after }) => part.startsWith('organisation:') && opensAgain(before as Organisation | null, after as Organisation | null),
  contactChanges((was, is) => was?.email !== is?.email),
  contactChanges((was, is) => was?.endpoint !== is?.endpoint),
  contactChanges((was, is) => {
    if (was === null || is === null || (is.email === undefined && is.endpoint === undefined)) return false;
    const isBack = was.retired !== undefined && is.retired === undefined;
    const isLonger = was.until !== undefined && (is.until === undefined || is.until > was.until);
    return isBack || isLonger;
  }),
];

/**
 * Whether mails, or calls to a machine, would go somewhere else: an address of either that is new, changed, removed, or used again, those of a whole
 * body where it was shut.
 */
export const changesMailbox = (difference: DirectoryDifference): boolean => mailboxChanges.some((changes) => changes(difference));

/** Whether a body is shut on fewer days. */
function opensAgain(before: Organisation | null, after: Organisation | null): boolean {
  const was = before && shutOf(before);
  const is = after && shutOf(after);
  if (was === null || after === null) return false;
  return is === null || is.from > was.from || (is.until !== undefined && (was.until === undefined || is.until < was.until));
}

/** The pending savings part by part. */
export function partsPending(edits: readonly PendingEdit[]): PendingPart[] {
  return [...Map.groupBy(edits, ({ part }) => part).values()].flatMap((savings): PendingPart[] => {
    const [first] = savings;
    const last = savings.at(-1);
    if (first === undefined || last === undefined) return [];
    const whole = { part: first.part, before: first.before, after: last.after };
    const mailboxBy = mailboxChanges.filter((changes) => changes(whole)).flatMap((changes) => savings.findLast(changes)?.by ?? []);
    return [{ ...whole, numbers: savings.map(({ number }) => number), mailboxBy }];
  });
}

/**
 * What somebody may publish of what is pending, and what not yet. `hand`: the accounts that count as this person, their own first of all. An
 * electronic address, or an agreement that stands again, waits for a second person. A new body waits for
 * its contacts, and what speaks of what waits waits with it: alone it would be a body that nobody can reach.
 */
export function sortPending(published: Unnumbered, edits: readonly PendingEdit[], hand: ReadonlySet<string>): SortedPending {
  const there = partsOf(published);
  const parts = partsPending(edits);
  const conflicts = parts
    .filter(({ part, before }) => !samePart(there.get(part) ?? null, before))
    .map((one) => ({ ...one, published: there.get(one.part) ?? null }));
  const stuck = new Set<DirectoryPart>(conflicts.map(({ part }) => part));
  const held = new Set<DirectoryPart>([...stuck, ...parts.filter(({ mailboxBy }) => mailboxBy.some((by) => hand.has(by))).map(({ part }) => part)]);
  for (const { part, after } of parts) {
    if (!held.has(part) || !part.startsWith('contact:') || after === null) continue;
    const body = organisationPart((after as Contact).organisation);
    if (parts.some((one) => one.part === body && one.before === null)) held.add(body);
  }
  // A contact waits for its body, a body for those it names, a tie for either.
  for (let before = -1; before < held.size; ) {
    before = held.size;
    for (const one of parts) if (needed(one).some((part) => held.has(part) && !there.has(part))) held.add(one.part);
  }
  return {
    ready: parts.filter(({ part }) => !held.has(part)),
    waiting: parts.filter(({ part }) => held.has(part) && !stuck.has(part)),
    conflicts,
  };
}

/** What must be there for a part to be: a contact's body, the contacts that a body names, the ends of a tie. */
function needed({ part, after }: PendingPart): DirectoryPart[] {
  if (after === null) return [];
  if (part.startsWith('contact:')) return [organisationPart((after as Contact).organisation)];
  if (part.startsWith('organisation:')) return [...namedApart(after as Organisation)].map(contactPart);
  if (!part.startsWith('link:')) return [];
  const { from, to } = after as Link;
  return [from, to].flatMap((end) => [organisationPart(end), contactPart(end)]);
}

/** A body as it becomes, with its contacts; null when it is no more. */
export function bodyIn(directory: Unnumbered, id: string): { organisation: Organisation; contacts: Contact[]; links: Link[] } | null {
  const organisation = directory.organisations.find((one) => one.id === id);
  if (organisation === undefined) return null;
  const contacts = directory.contacts.filter((one) => one.organisation === id);
  const ends = new Set([id, ...contacts.map((one) => one.id)]);
  return { organisation, contacts, links: directory.links.filter(({ from, to }) => ends.has(from) || ends.has(to)) };
}
