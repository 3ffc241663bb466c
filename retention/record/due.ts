import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Terms } from '../classes.ts';
import { caseTerm, termAfter, termBefore } from '../terms.ts';
import { termsIn } from './rules.ts';

/** Something whose destruction the Archives départementales must agree to, with the day its term came. */
export interface DueItem {
  subject: string;
  kind: 'CASE' | 'CONTACT';
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

/** What is at its term, the longest first: cases, those merged into each with it, and contacts that opened none. Whoever asks sees the cases they may see. */
export function whatIsDue(db: Database, department: string, now: Instant): Promise<AtTerm> {
  return inDepartment(db, department, (tx) => dueIn(tx, department, now), { snapshot: true });
}

/** The same, inside a transaction of the caller. */
export async function dueIn(tx: Tx, department: string, now: Instant): Promise<AtTerm> {
  const { zone } = territoryOf(department);
  const terms = await termsIn(tx);
  const ended = await tx.query<{ id: string }>(
    {
      name: 'cases-ended-before',
      text: `SELECT id FROM case_file WHERE department = $1 AND status IN ('CLOSED', 'NOT_RETAINED') AND last_at < $2 ORDER BY last_at, id LIMIT $3`,
    },
    [department, new Date(termBefore('CASE', terms, now, zone)), 4 * mostInList],
  );
  const cases = await casesDue(
    tx,
    ended.rows.map(({ id }) => id),
    { terms, zone, now },
  );
  const contacts = await tx.query<{ id: string; reference: string | null; received_at: Date }>(
    {
      name: 'contacts-received-before',
      text: `SELECT id, reference, received_at FROM alert WHERE department = $1 AND case_id IS NULL AND received_at < $2 ORDER BY received_at, id LIMIT $3`,
    },
    [department, new Date(termBefore('CONTACT', terms, now, zone)), mostInList + 1],
  );
  const items = [
    ...cases,
    ...contacts.rows.map(({ id, reference, received_at }): DueItem => {
      const openedAt = received_at.getTime();
      return { subject: id, kind: 'CONTACT', reference: reference ?? 'sans référence', openedAt, dueAt: termAfter('CONTACT', terms, openedAt, zone) };
    }),
  ]
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted((a, b) => a.dueAt - b.dueAt || (a.subject < b.subject ? -1 : 1));
  return { items: items.slice(0, mostInList), more: items.length > mostInList };
}

interface Read {
  id: string;
  reference: string;
  state: CaseState;
  lastAt: Instant;
  openedAt: Instant;
  declared: boolean;
}

/** Of some cases, those at their term now, with those merged into them: all that are one situation are at their term together, at the last of theirs. */
export async function casesDue(tx: Tx, ids: readonly string[], at: { terms: Terms; zone: string; now: Instant }): Promise<DueItem[]> {
  const read = await withMerged(tx, ids);
  const merged = Map.groupBy(
    [...read.values()].filter(({ state: { status, mergedInto } }) => status === 'MERGED' && mergedInto != null && read.has(mergedInto)),
    ({ state: { mergedInto } }) => mergedInto,
  );
  const groupOf = (one: Read): Read[] => [one, ...(merged.get(one.id) ?? []).flatMap(groupOf)];
  const isHead = ({ state: { mergedInto, status } }: Read) => status !== 'MERGED' || mergedInto == null || !read.has(mergedInto);
  return [...read.values()].filter(isHead).flatMap((head) => {
    const group = groupOf(head);
    const terms = group.map(({ state, lastAt, declared }) => caseTerm({ ...endOf(state), lastAt, declared }, at.terms, at.zone));
    const dueAt = terms.includes(null) ? null : Math.max(...terms.filter((term) => term !== null));
    return dueAt === null || dueAt > at.now
      ? []
      : group.map(({ id, reference, openedAt }): DueItem => ({ subject: id, kind: 'CASE', reference, openedAt, dueAt }));
  });
}

function endOf({ status, closedAt, hold, tasks, deadlines, messages, obligations }: CaseState) {
  const owes =
    tasks.some((task) => task.status === 'OPEN') || obligations.some((owed) => owed.status === 'OPEN') || deadlines.length > 0 || messages.length > 0;
  return { closedAt: status === 'OPEN' ? null : closedAt, heldUntil: hold?.until ?? null, owes };
}

/** The cases, what they are merged into, and what is merged into them, however far. */
async function withMerged(tx: Tx, ids: readonly string[]): Promise<Map<string, Read>> {
  const read = new Map<string, Read>();
  for (let next = [...ids]; next.length > 0; ) {
    const { rows } = await tx.query<{ id: string; reference: string; state: unknown; last_at: Date; opened_at: Date; declared: boolean }>(
      {
        text: `SELECT c.id, c.reference, c.state, c.last_at, c.opened_at, EXISTS (SELECT FROM declaration d WHERE d.case_id = c.id) AS declared
               FROM case_file c WHERE c.id = ANY ($1::uuid[])`,
      },
      [next],
    );
    for (const { id, reference, state, last_at, opened_at, declared } of rows)
      read.set(id, { id, reference, state: readStoredState(state), lastAt: last_at.getTime(), openedAt: opened_at.getTime(), declared });
    const near = rows.flatMap(({ id }) => {
      const { links = [], mergedInto } = read.get(id)?.state ?? {};
      return [...links.flatMap(({ other, relation }) => (relation === 'MERGED_HERE' ? [other] : [])), ...(mergedInto ? [mergedInto] : [])];
    });
    next = [...new Set(near)].filter((id) => !read.has(id) && !next.includes(id));
  }
  return read;
}
