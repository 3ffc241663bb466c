import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { Tx } from '../../database/pool.ts';
import { bodiesOf, type DirectoryDifference, type DirectoryPart, differencesBetween, type PartValue, type Unnumbered } from '../edits.ts';

/** Whoever changes a directory; no account: the command line. */
export interface ChangeAuthor {
  account: string | null;
  name: string;
}

/** A change of one part, pending or published. */
export interface DirectoryChange extends DirectoryDifference {
  number: number;
  /** What was saved at once. */
  batch: string;
  why: string;
  by: ChangeAuthor;
  at: Instant;
  /** In which revision, by whom and when it was published; null while it is pending. */
  published: { revision: number; by: ChangeAuthor; at: Instant } | null;
}

interface Row {
  number: string;
  batch: string;
  part: DirectoryPart;
  before: PartValue;
  after: PartValue;
  why: string;
  account: string | null;
  by: string;
  at: Date;
  revision: number | null;
  publisher: string | null;
  published_by: string | null;
  published_at: Date | null;
}

const columns = 'number, batch, part, before, after, why, account, by, at, revision, publisher, published_by, published_at';
/** Beyond this, a history is read in the export. */
const MOST_PENDING = 20_000;

function readChange({ number, batch, part, before, after, why, account, by, at, ...row }: Row): DirectoryChange {
  const { revision, publisher, published_by, published_at } = row;
  const published =
    revision === null || published_by === null || published_at === null
      ? null
      : { revision, by: { account: publisher, name: published_by }, at: published_at.getTime() };
  return { number: Number(number), batch, part, before, after, why, by: { account, name: by }, at: at.getTime(), published };
}

/** What is saved and not published yet, in the order in which it was saved. */
export async function readPending(tx: Tx): Promise<DirectoryChange[]> {
  const { rows } = await tx.query<Row>({
    text: `SELECT ${columns} FROM directory_change WHERE department = this_department() AND revision IS NULL ORDER BY number LIMIT ${MOST_PENDING}`,
  });
  return rows.map(readChange);
}

/** What was published of a body, its contacts and its ties, the last first. */
export async function readHistory(tx: Tx, body: string, most: number): Promise<DirectoryChange[]> {
  const { rows } = await tx.query<Row>(
    {
      text: `SELECT ${columns} FROM directory_change
             WHERE department = this_department() AND (body = $1 OR other_body = $1) AND revision IS NOT NULL ORDER BY number DESC LIMIT $2`,
    },
    [body, most],
  );
  return rows.map(readChange);
}

/** Writes changes as one saving; published at once where a revision is given. */
export async function insertChanges(
  tx: Tx,
  department: string,
  differences: readonly DirectoryDifference[],
  saving: { by: ChangeAuthor; why: string; at: Instant; contactBodies: ReadonlyMap<string, string>; revision?: number },
): Promise<void> {
  if (differences.length === 0) return;
  const { by, why, at, contactBodies, revision } = saving;
  const rows = differences.map((one, place) => {
    const [body = null, other_body = null] = bodiesOf(one, contactBodies);
    return { place, part: one.part, body, other_body, before: one.before, after: one.after };
  });
  await tx.query(
    {
      text: `INSERT INTO directory_change (department, batch, part, body, other_body, before, after, why, account, by, at,
                                           revision, publisher, published_by, published_at)
             SELECT $1, $2, part, body, other_body, nullif(before, 'null'), nullif(after, 'null'), $4, $5, $6, $7,
                    $8::integer, CASE WHEN $8 IS NOT NULL THEN $5::uuid END, CASE WHEN $8 IS NOT NULL THEN $6::text END,
                    CASE WHEN $8 IS NOT NULL THEN $7::timestamptz END
             FROM jsonb_to_recordset($3::jsonb) AS one (place integer, part text, body text, other_body text, before jsonb, after jsonb)
             ORDER BY place`,
    },
    [department, randomUUIDv7(), JSON.stringify(rows), why, by.account, by.name, new Date(at), revision ?? null],
  );
}

/** Which body each contact is of, in any of these directories. */
export function contactBodiesIn(...directories: readonly Pick<Unnumbered, 'contacts'>[]): Map<string, string> {
  return new Map(directories.flatMap(({ contacts }) => contacts.map(({ id, organisation }) => [id, organisation])));
}

/** Keeps what a whole directory published at once changed. */
export async function keepHistory(
  tx: Tx,
  department: string,
  { before, after, revision, by }: { before: Unnumbered; after: Unnumbered; revision: number; by: ChangeAuthor },
): Promise<void> {
  const why = by.account === null ? 'Annuaire repris en entier' : 'Calendriers';
  await insertChanges(tx, department, differencesBetween(before, after), {
    by,
    why,
    at: Date.now(),
    contactBodies: contactBodiesIn(before, after),
    revision,
  });
}
