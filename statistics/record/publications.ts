import { areInOneHand } from '../../accounts/ways.ts';
import { type Days, piecesOf, wholeDays } from '../../calendar/period.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { arrondissementsOf } from '../../directory/record/communes.ts';
import { type Composed, composePublication, type HiddenCell, type PublicationContent } from '../protection/compose.ts';
import { type OfferedPopulation, offeredPopulations, offeredTables } from '../protection/offered.ts';
import type { ProtectionMode } from '../protection/protect.ts';
import { Unprovable } from '../protection/system.ts';
import { surveysOf } from './surveys.ts';

/** What was dropped is read by nobody, and keeps its number: what is asked of one is never done to another. */
export type PublicationState = 'DRAFT' | 'PROPOSED' | 'PUBLISHED' | 'WITHDRAWN';

export interface PublicationListed {
  number: number;
  state: PublicationState;
  days: Days;
  preparedAt: Instant;
  publishedAt: Instant | null;
  corrects: number | null;
  /** Why it was made, where it corrects another. */
  reason: string | null;
  withdrawn: { at: Instant; by: string; why: string } | null;
}

export interface FiguresPublication extends PublicationListed {
  content: PublicationContent;
  hidden: HiddenCell[];
  leaks: Composed['leaks'];
  preparedBy: string;
  proposedBy: string | null;
  publishedBy: string | null;
  signed: boolean;
}

/** What is asked to be published: whole days, tables by their ids, how small numbers are protected. */
export interface PublicationWish {
  days: Days;
  tables: readonly string[];
  mode: ProtectionMode;
  demonstration: boolean;
  /** What it corrects, and why. */
  corrects?: { number: number; reason: string };
  by: string;
  formKey: string;
}

/** Publications of a list, at most. */
const atMost = 200;
/** Publications that a proof looks through for those it must know: more than a desk makes in a lifetime, and beyond nothing is proved. */
const atMostProved = 10_000;

export function populationsOf(department: string): OfferedPopulation[] {
  return offeredPopulations(arrondissementsOf(department));
}

/** One proof a department at a time, in this process. */
const proving = new Map<string, Promise<unknown>>();

/**
 * Counts, hides and proves the tables that are asked for, and keeps them as a draft. Everything that was ever published of days it shares, withdrawn
 * or not, is known to whoever reads it. The same form sent twice is one draft: the second waits for the first. Throws Unprovable.
 */
export async function preparePublication(db: Database, department: string, wish: PublicationWish, now: Instant): Promise<number> {
  const before = proving.get(department);
  const own = (async () => {
    await before?.catch(() => undefined);
    return prepareAlone(db, department, wish, now);
  })();
  proving.set(department, own);
  try {
    return await own;
  } finally {
    if (proving.get(department) === own) proving.delete(department);
  }
}

async function prepareAlone(db: Database, department: string, wish: PublicationWish, now: Instant): Promise<number> {
  const known = await inDepartment(db, department, (tx) =>
    tx.query<{ number: number }>({ text: 'SELECT number FROM publication WHERE department = $1 AND form_key = $2' }, [department, wish.formKey]),
  );
  if (known.rows[0] !== undefined) return known.rows[0].number;
  const { count, joined } = await everPublished(db, department, wish.days);
  const pieces = piecesOf([wish.days, ...joined.map(({ days }) => days)]);
  const slicesOf = ({ first, last }: Days): number[] => pieces.flatMap((piece, index) => (first <= piece.first && piece.last <= last ? [index] : []));
  const { zone } = territoryOf(department);
  const populations = populationsOf(department);
  const { content, hidden, leaks } = await composePublication({
    days: wish.days,
    mode: wish.mode,
    demonstration: wish.demonstration,
    populations,
    tables: offeredTables(populations).filter(({ id }) => wish.tables.includes(id)),
    surveys: await surveysOf(
      db,
      department,
      pieces.map(({ first, last }) => wholeDays(first, last, zone)),
      now,
    ),
    own: slicesOf(wish.days),
    before: joined.map((one) => ({ slices: slicesOf(one.days), content: one })),
  });
  return inDepartment(db, department, async (tx) => {
    await oneAtATime(tx, department);
    const { rows } = await tx.query<{ number: number }>(
      keepDraft({
        department,
        content: JSON.stringify(content),
        hidden: JSON.stringify(hidden),
        leaks: JSON.stringify(leaks),
        corrects: wish.corrects?.number ?? null,
        reason: wish.corrects?.reason ?? null,
        by: wish.by,
        at: new Date(now),
        known: count,
        formKey: wish.formKey,
      }),
    );
    return rows[0]?.number ?? 0;
  });
}

const keepDraft = named({
  text: `INSERT INTO publication (department, number, state, content, hidden, leaks, corrects, reason, prepared_by, prepared_at, known, form_key)
         SELECT :department, coalesce(max(number), 0) + 1, 'DRAFT', :content::jsonb, :hidden::jsonb, :leaks::jsonb, :corrects::integer, :reason::text, :by::uuid,
                :at::timestamptz, :known::integer, :formKey
         FROM publication WHERE department = :department
         ON CONFLICT (department, form_key) DO UPDATE SET form_key = excluded.form_key RETURNING number`,
});

/** One act on a department's publications after the other. */
const oneAtATime = (tx: Tx, department: string) => tx.query({ text: 'SELECT 1 FROM department WHERE code = $1 FOR UPDATE' }, [department]);

/** How many were ever published, and those among them that the days of one are joined to. Throws Unprovable. */
async function everPublished(db: Database, department: string, days: Days): Promise<{ count: number; joined: PublicationContent[] }> {
  return inDepartment(db, department, async (tx) => {
    const every = await tx.query<{ number: number; days: Days }>(
      {
        text: `SELECT number, content -> 'days' AS days FROM publication WHERE department = $1 AND published_at IS NOT NULL
               ORDER BY number LIMIT ${atMostProved + 1}`,
      },
      [department],
    );
    if (every.rows.length > atMostProved) throw new Unprovable('CROSSINGS', `more than ${atMostProved} publications`);
    const { rows } = await tx.last<{ content: PublicationContent }>(
      { text: `SELECT content FROM publication WHERE department = $1 AND number = ANY ($2) ORDER BY number LIMIT ${atMostProved}` },
      [department, joinedBy(days, every.rows).map(({ number }) => number)],
    );
    return { count: every.rows.length, joined: rows.map(({ content }) => content) };
  });
}

/** Those that share a day with some days, or with one that does. */
function joinedBy<One extends { days: Days }>(days: Days, earlier: readonly One[]): One[] {
  const joined: One[] = [];
  for (let grown = true; grown; ) {
    const spans = [days, ...joined.map((one) => one.days)];
    const more = earlier.filter((one) => !joined.includes(one) && spans.some(({ first, last }) => one.days.first <= last && first <= one.days.last));
    joined.push(...more);
    grown = more.length > 0;
  }
  return joined;
}

export type PublicationRefusal = 'LEAKS' | 'CHANGED' | 'SAME_PERSON' | 'ONE_HAND' | 'OLD';

/** Somebody acts on a publication as they were shown it. `unchanged`: whether it still is (of `publicationShown`). */
export interface PublicationAct {
  number: number;
  by: string;
  unchanged(now: unknown): boolean;
}

/** What of a publication whoever acts on it must have seen. */
export const publicationShown = ({ content, state, corrects, reason }: FiguresPublication): unknown => ({ content, state, corrects, reason });

/** Asks for the publication of a draft, as it was shown. Asked twice, the second finds it changed. */
export async function proposePublication(
  db: Database,
  department: string,
  { number, by, unchanged }: PublicationAct,
): Promise<PublicationRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    const found = await rowOf(tx, department, number, true);
    if (found?.state !== 'DRAFT' || !unchanged(publicationShown(found))) return 'CHANGED';
    if (found.leaks.length > 0) return 'LEAKS';
    await tx.query({ text: `UPDATE publication SET state = 'PROPOSED', proposed_by = $3 WHERE department = $1 AND number = $2` }, [
      department,
      number,
      by,
    ]);
    return null;
  });
}

/**
 * Publishes what was asked for, exactly as it was proved and shown: another person than whoever asked, and nothing published since it was prepared, which the
 * proof would not know. What it corrects is withdrawn with it. Published twice, the second finds it changed.
 */
export async function publishPublication(
  db: Database,
  department: string,
  { number, by, unchanged }: PublicationAct,
  now: Instant,
): Promise<PublicationRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    await oneAtATime(tx, department);
    const found = await rowOf(tx, department, number, true);
    if (found?.state !== 'PROPOSED' || found.proposedBy === null || !unchanged(publicationShown(found))) return 'CHANGED';
    if (found.leaks.length > 0) return 'LEAKS';
    if ([found.proposedBy, found.preparedBy].includes(by)) return 'SAME_PERSON';
    if ((await areInOneHand(tx, found.proposedBy, by, now)) || (await areInOneHand(tx, found.preparedBy, by, now))) return 'ONE_HAND';
    const since = await tx.query(
      {
        text: `SELECT 1 FROM publication WHERE department = $1 AND number = $2
               AND known <> (SELECT count(*) FROM publication WHERE department = $1 AND published_at IS NOT NULL)`,
      },
      [department, number],
    );
    if (since.rowCount !== 0) return 'OLD';
    await tx.query(
      { text: `UPDATE publication SET state = 'PUBLISHED', published_by = $3, published_at = $4 WHERE department = $1 AND number = $2` },
      [department, number, by, new Date(now)],
    );
    if (found.corrects !== null)
      await withdrawIn(tx, department, { number: found.corrects, by }, `Corrigée par la publication n° ${number} : ${found.reason ?? ''}`, now);
    return null;
  });
}

/** Takes a publication back, with the reason that is shown in its place. What was read cannot be unread: it counts in every later proof. False: it was not public. */
export async function withdrawPublication(
  db: Database,
  department: string,
  which: { number: number; by: string },
  why: string,
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, (tx) => withdrawIn(tx, department, which, why, now));
}

async function withdrawIn(tx: Tx, department: string, { number, by }: { number: number; by: string }, why: string, now: Instant): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      text: `UPDATE publication SET state = 'WITHDRAWN', withdrawn_at = $3, withdrawn_why = $4, withdrawn_by = $5
             WHERE department = $1 AND number = $2 AND state = 'PUBLISHED'`,
    },
    [department, number, new Date(now), why, by],
  );
  return rowCount === 1;
}

/** Forgets what was not published, as it was shown; its number is never given again. False where there is nothing to forget. */
export async function dropPublication(db: Database, department: string, { number, unchanged }: Omit<PublicationAct, 'by'>): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const found = await rowOf(tx, department, number, true);
    if (found === null || (found.state !== 'DRAFT' && found.state !== 'PROPOSED') || !unchanged(publicationShown(found))) return false;
    await tx.query(
      {
        text: `UPDATE publication SET state = 'DROPPED', content = '{}', hidden = '[]', leaks = '[]', reason = NULL, form_key = NULL
               WHERE department = $1 AND number = $2`,
      },
      [department, number],
    );
    return true;
  });
}

/** Publications and drafts of a department, the newest first, at most 200. */
export const listPublications = (db: Database, department: string): Promise<PublicationListed[]> =>
  listedOf(db, department, {
    text: `SELECT ${listed} FROM publication WHERE department = $1 AND state <> 'DROPPED' ORDER BY number DESC LIMIT ${atMost}`,
  });

/** What came out in a department, withdrawn or not, the newest first, at most 200. */
export const listPublished = (db: Database, department: string): Promise<PublicationListed[]> =>
  listedOf(db, department, {
    text: `SELECT ${listed} FROM publication WHERE department = $1 AND published_at IS NOT NULL ORDER BY number DESC LIMIT ${atMost}`,
  });

async function listedOf(db: Database, department: string, query: { text: string }): Promise<PublicationListed[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<PublicationRow>(query, [department]);
    return rows.map(readListed);
  });
}

/** One of them, whole; null where there is none of this number. */
export async function readPublication(db: Database, department: string, number: number): Promise<FiguresPublication | null> {
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) return null;
  return inDepartment(db, department, (tx) => rowOf(tx, department, number, false));
}

interface PublicationRow {
  number: number;
  state: PublicationState;
  days: Days;
  prepared_at: Date;
  published_at: Date | null;
  corrects: number | null;
  reason: string | null;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
  withdrawn_why: string | null;
}
interface WholeRow extends PublicationRow {
  content: PublicationContent;
  hidden: HiddenCell[];
  leaks: Composed['leaks'];
  prepared_by: string;
  proposed_by: string | null;
  published_by: string | null;
  signed: boolean;
}

const listed = `number, state, content -> 'days' AS days, prepared_at, published_at, corrects, reason, withdrawn_at, withdrawn_by, withdrawn_why`;

async function rowOf(tx: Tx, department: string, number: number, toChange: boolean): Promise<FiguresPublication | null> {
  const { rows } = await tx.query<WholeRow>(
    {
      text: `SELECT ${listed}, content, hidden, leaks, prepared_by, proposed_by, published_by, signature IS NOT NULL AS signed
             FROM publication WHERE department = $1 AND number = $2 AND state <> 'DROPPED' ${toChange ? 'FOR UPDATE' : ''}`,
    },
    [department, number],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { content, hidden, leaks, prepared_by, proposed_by, published_by, signed } = row;
  return { ...readListed(row), content, hidden, leaks, preparedBy: prepared_by, proposedBy: proposed_by, publishedBy: published_by, signed };
}

function readListed({
  prepared_at,
  published_at,
  withdrawn_at,
  withdrawn_by,
  withdrawn_why,
  number,
  state,
  days,
  corrects,
  reason,
}: PublicationRow): PublicationListed {
  return {
    number,
    state,
    days,
    corrects,
    reason,
    preparedAt: prepared_at.getTime(),
    publishedAt: published_at?.getTime() ?? null,
    withdrawn:
      withdrawn_at === null || withdrawn_by === null || withdrawn_why === null
        ? null
        : { at: withdrawn_at.getTime(), by: withdrawn_by, why: withdrawn_why },
  };
}
