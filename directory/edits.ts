import type { CalendarSpec } from '../calendar/calendar.ts';
import { canonical } from '../vocabulary/canonical.ts';
import type { Contact, Directory, Link, Organisation } from './directory.ts';

/** What of a directory a change is about: two people who change two parts are not in each other's way. */
export type DirectoryPart = `organisation:${string}` | `contact:${string}` | `link:${string}` | `calendar:${string}`;

/** A part as it is; null where it is not there. */
export type PartValue = Organisation | Contact | Link | CalendarSpec | null;

/** A part as it becomes. */
export interface DirectoryEdit {
  part: DirectoryPart;
  after: PartValue;
}

/** What a part was, and is. */
export interface DirectoryDifference extends DirectoryEdit {
  before: PartValue;
}

/** A directory that nobody has numbered yet, or whose number does not matter. */
export type Unnumbered = Omit<Directory, 'revision'>;

export const organisationPart = (id: string): DirectoryPart => `organisation:${id}`;
export const contactPart = (id: string): DirectoryPart => `contact:${id}`;
export const linkPart = ({ from, to, kind }: Link): DirectoryPart => `link:${from}|${to}|${kind}`;
const calendarPart = (name: string): DirectoryPart => `calendar:${name}`;

/** Every part of a directory, in its order. */
export function partsOf({ organisations, contacts, links, calendars }: Unnumbered): Map<DirectoryPart, NonNullable<PartValue>> {
  return new Map<DirectoryPart, NonNullable<PartValue>>([
    ...organisations.map((one) => [organisationPart(one.id), one] as const),
    ...contacts.map((one) => [contactPart(one.id), one] as const),
    ...links.map((one) => [linkPart(one), one] as const),
    ...Object.entries(calendars).map(([name, spec]) => [calendarPart(name), spec] as const),
  ]);
}

/** The directory with these edits, one after the other: what was there keeps its place, what is new comes last. */
export function withEdits(directory: Unnumbered, edits: readonly DirectoryEdit[]): Unnumbered {
  const parts = partsOf(directory);
  for (const { part, after } of edits) {
    if (after === null) parts.delete(part);
    else parts.set(part, after);
  }
  const of = <Value>(kind: string) => [...parts].flatMap(([part, value]) => (part.startsWith(`${kind}:`) ? [value as Value] : []));
  const calendars = [...parts].filter(([part]) => part.startsWith('calendar:')).map(([part, spec]) => [part.slice('calendar:'.length), spec]);
  return {
    department: directory.department,
    organisations: of<Organisation>('organisation'),
    contacts: of<Contact>('contact'),
    links: of<Link>('link'),
    calendars: Object.fromEntries(calendars) as Directory['calendars'],
  };
}

/** Whether two values of a part say the same. */
export const samePart = (a: PartValue, b: PartValue): boolean => canonical(a) === canonical(b);

/** What differs between two directories, in the order of the second; what is gone comes last. */
export function differencesBetween(before: Unnumbered, after: Unnumbered): DirectoryDifference[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  const gone = [...was].filter(([part]) => !is.has(part)).map(([part, value]) => ({ part, before: value, after: null }));
  const differing = [...is].flatMap(([part, value]): DirectoryDifference[] => {
    const old = was.get(part) ?? null;
    return samePart(old, value) ? [] : [{ part, before: old, after: value }];
  });
  return [...differing, ...gone];
}

/** The bodies that a part is about, at most two: a contact's own, both ends of a tie. `contacts` are those there, and those of before. */
export function bodiesOf({ part, before, after }: DirectoryDifference, contactBodies: ReadonlyMap<string, string>): string[] {
  const value = after ?? before;
  if (value === null || part.startsWith('calendar:')) return [];
  if (part.startsWith('organisation:')) return [(value as Organisation).id];
  if (part.startsWith('contact:')) return [(value as Contact).organisation];
  const { from, to } = value as Link;
  return [...new Set([from, to].map((end) => contactBodies.get(end) ?? end))];
}
