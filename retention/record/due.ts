import { dayBegins } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Terms } from '../classes.ts';
import { caseTerm, termAfter, termBefore } from '../terms.ts';
import type { dueKinds } from '../words.ts';
import { termsIn } from './rules.ts';

/** Something whose destruction the Archives départementales must agree to, with the day its term came. */
export interface DueItem {
  subject: string;
  kind: keyof typeof dueKinds;
  reference: string;
  openedAt: Instant;
  dueAt: Instant;
}

export interface AtTerm {
  items: DueItem[];
  /** More is at its term than a list holds: another follows it. */
  more: boolean;
}

/** Of one list: the Archives read it line by line. */
export const mostInList = 500;

/** Cases read at once. */
const atOnce = 500;

/**
 * What is at its term, the longest first: cases, those that are one situation together, contacts that opened none, and answered requests of people. Nothing that is one situation is parted:
 * what does not fit whole is of the next list. Whoever asks sees the cases they may see.
 */
export function whatIsDue(db: Database, department: string, now: Instant): Promise<AtTerm> {
  return inDepartment(db, department, (tx) => dueIn(tx, department, now), { snapshot: true });
}

/** The same, inside a transaction of the caller. */
export async function dueIn(tx: Tx, department: string, now: Instant): Promise<AtTerm> {
  const { zone } = territoryOf(department);
  const terms = await termsIn(tx);
  const contacts = await tx.query<{ id: string; reference: string | null; received_at: Date }>(
    {
      name: 'contacts-received-before',
      text: `SELECT id, reference, received_at FROM alert WHERE department = $1 AND case_id IS NULL AND received_at < $2 ORDER BY received_at, id LIMIT $3`,
    },
    [department, new Date(termBefore('CONTACT', terms, now, zone)), mostInList + 1],
  );
  const requests = await tx.query<{ id: string; number: number; received_on: string; sent_on: string }>(
    {
      name: 'data-requests-sent-before',
      text: `SELECT id, number, to_char(received_on, 'YYYY-MM-DD') AS received_on, to_char(sent_on, 'YYYY-MM-DD') AS sent_on
             FROM data_request WHERE department = $1 AND sent_at IS NOT NULL AND sent_on < $2 ORDER BY sent_on, id LIMIT $3`,
    },
    [department, new Date(termBefore('REQUEST', terms, now, zone)), mostInList + 1],
  );
  const due: Situation[] = [
    ...(await endedDue(tx, department, { terms, zone, now })),
    ...contacts.rows.map(({ id, reference, received_at }): Situation => {
      const openedAt = received_at.getTime();
      const dueAt = termAfter('CONTACT', terms, openedAt, zone);
      return { dueAt, items: [{ subject: id, kind: 'CONTACT', reference: reference ?? 'sans référence', openedAt, dueAt }] };
    }),
    ...requests.rows.map(({ id, number, received_on, sent_on }): Situation => {
      const [openedAt, dueAt] = [dayBegins(received_on, zone), termAfter('REQUEST', terms, dayBegins(sent_on, zone), zone)];
      return { dueAt, items: [{ subject: id, kind: 'REQUEST', reference: `Demande n°\u00a0${number}`, openedAt, dueAt }] };
    }),
  ]
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted((a, b) => a.dueAt - b.dueAt || (subjectOf(a) < subjectOf(b) ? -1 : 1));
  const items: DueItem[] = [];
  for (const situation of due) {
    // The longest goes on a list whatever its size, or it would never go on any.
    if (items.length > 0 && items.length + situation.items.length > mostInList) return { items, more: true };
    items.push(...situation.items);
  }
  return { items, more: false };
}

/** Cases merged together, or one that is alone; a contact is alone, and so is a request. */
interface Situation {
  dueAt: Instant;
  items: DueItem[];
}

const subjectOf = ({ items: [first] }: Situation): string => first?.subject ?? '';

/** Terms in force, where and when. */
interface At {
  terms: Terms;
  zone: string;
  now: Instant;
}

/** More than a list holds of what has ended, the longest untouched first, however many before it are kept for longer. */
async function endedDue(tx: Tx, department: string, at: At): Promise<Situation[]> {
  const due: Situation[] = [];
  const seen = new Set<string>();
  let [lastAt, id] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (let cases = 0; cases <= mostInList; ) {
    // One merged into another is looked at with it; its own turn is for what is left of a situation whose other cases are gone.
    const { rows } = await tx.query<{ id: string; lastAt: string }>(
      {
        name: 'cases-ended-before',
        text: `SELECT id, last_at::text AS "lastAt" FROM case_file
               WHERE department = $1 AND status IN ('CLOSED', 'NOT_RETAINED', 'MERGED') AND last_at < $2 AND (last_at, id) > ($3::timestamptz, $4::uuid)
               ORDER BY last_at, id LIMIT $5`,
      },
      [department, new Date(termBefore('CASE', at.terms, at.now, at.zone)), lastAt, id, atOnce],
    );
    const last = rows.at(-1);
    if (last === undefined) break;
    ({ id, lastAt } = last);
    const together = await situationsOf(
      tx,
      rows.flatMap((row) => (seen.has(row.id) ? [] : [row.id])),
    );
    for (const situation of together) {
      for (const one of situation) seen.add(one.id);
      const found = dueOf(situation, at);
      if (found === null) continue;
      due.push(found);
      cases += found.items.length;
    }
  }
  return due;
}

interface Read {
  id: string;
  reference: string;
  state: CaseState;
  lastAt: Instant;
  openedAt: Instant;
  declared: boolean;
  /** Somebody's request about it is still to be answered. */
  asked: boolean;
}

/** Cases that are one situation, with whether they are at their term: as a whole, at the last of theirs. */
export interface WholeSituation {
  ids: string[];
  isDue: boolean;
}

/** The situations of some cases, whole: with every other case that is one situation with them, listed or not. */
export async function togetherWith(tx: Tx, ids: readonly string[], at: At): Promise<WholeSituation[]> {
  const situations = await situationsOf(tx, ids);
  return situations.map((situation) => ({ ids: situation.map(({ id }) => id), isDue: dueOf(situation, at) !== null }));
}

async function situationsOf(tx: Tx, ids: readonly string[]): Promise<Read[][]> {
  const read = await withMerged(tx, ids);
  const goesOnIn = ({ state: { status, mergedInto } }: Read) =>
    status === 'MERGED' && mergedInto != null && read.has(mergedInto) ? mergedInto : null;
  const merged = Map.groupBy(read.values(), goesOnIn);
  const whole = (one: Read): Read[] => [one, ...(merged.get(one.id) ?? []).flatMap(whole)];
  return (merged.get(null) ?? []).map(whole);
}

function dueOf(situation: readonly Read[], { terms, zone, now }: At): Situation | null {
  const ends = situation.map(({ state, lastAt, declared, asked }) => caseTerm({ ...endOf(state, asked), lastAt, declared }, terms, zone));
  const dueAt = ends.includes(null) ? null : Math.max(...ends.filter((end) => end !== null));
  if (dueAt === null || dueAt > now) return null;
  return { dueAt, items: situation.map(({ id, reference, openedAt }) => ({ subject: id, kind: 'CASE', reference, openedAt, dueAt })) };
}

function endOf({ status, closedAt, hold, tasks, deadlines, messages, obligations }: CaseState, asked: boolean) {
  const owes =
    asked ||
    tasks.some((task) => task.status === 'OPEN') ||
    obligations.some((owed) => owed.status === 'OPEN') ||
    deadlines.length > 0 ||
    messages.length > 0;
  return { closedAt: status === 'OPEN' ? null : closedAt, heldUntil: hold?.until ?? null, owes };
}

/** The cases, what they are merged into, and what is merged into them, however far. */
async function withMerged(tx: Tx, ids: readonly string[]): Promise<Map<string, Read>> {
  const read = new Map<string, Read>();
  for (let next = [...ids]; next.length > 0; ) {
    const { rows } = await tx.query<{
      id: string;
      reference: string;
      state: unknown;
      last_at: Date;
      opened_at: Date;
      declared: boolean;
      asked: boolean;
    }>(
      {
        text: `SELECT c.id, c.reference, c.state, c.last_at, c.opened_at, EXISTS (SELECT FROM declaration d WHERE d.case_id = c.id) AS declared,
                      EXISTS (SELECT FROM data_request_case a JOIN data_request r ON r.id = a.request WHERE a.case_id = c.id AND r.sent_at IS NULL) AS asked
               FROM case_file c WHERE c.id = ANY ($1::uuid[])`,
      },
      [next],
    );
    for (const { id, reference, state, last_at, opened_at, declared, asked } of rows)
      read.set(id, { id, reference, state: readStoredState(state), lastAt: last_at.getTime(), openedAt: opened_at.getTime(), declared, asked });
    const near = rows.flatMap(({ id }) => {
      const { links = [], mergedInto } = read.get(id)?.state ?? {};
      return [...links.flatMap(({ other, relation }) => (relation === 'MERGED_HERE' ? [other] : [])), ...(mergedInto ? [mergedInto] : [])];
    });
    next = [...new Set(near)].filter((id) => !read.has(id) && !next.includes(id));
  }
  return read;
}
