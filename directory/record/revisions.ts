import { dayAfter, dayBegins, dayIn } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { activeOf, keptFor } from '../../database/kept.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Directory } from '../directory.ts';
import type { Unnumbered } from '../edits.ts';
import type { DeskHere } from '../neighbours.ts';
import type { IndexedDirectory } from '../resolve.ts';
import { indexDirectory } from '../resolve.ts';
import { shutOf } from '../validity.ts';
import { type ChangeAuthor, keepHistory } from './change-rows.ts';

const kept = 8;

/**
 * Publishes a directory as the department's next revision and answers with its number. Running cases use it at their
 * next step; old revisions stay loadable. Not idempotent by itself: each call is a revision. With `after`, throws
 * `DirectoryChanged` when that is no longer the last revision: nobody's change is written over. What differs from the revision of before
 * goes into the history of each body.
 */
export async function publishDirectory(db: Database, directory: Unnumbered, by: ChangeAuthor | string, after?: number): Promise<number> {
  const { department } = directory;
  const author = typeof by === 'string' ? { account: null, name: by } : by;
  const revision = await inDepartment(db, department, async (tx) => {
    const before = await lockDirectory(tx, department);
    if (after !== undefined && (before?.revision ?? 0) !== after) throw new DirectoryChanged();
    const next = await writeRevision(tx, directory, before, author.name);
    if (before !== null) await keepHistory(tx, department, { before, after: directory, revision: next, by: author });
    return next;
  });
  activeOf(db).delete(department);
  return revision;
}

/** The newest revision, read so that nobody publishes until this transaction ends; null where none is. */
export async function lockDirectory(tx: Tx, department: string): Promise<Directory | null> {
  await tx.query({ text: 'SELECT 1 FROM department WHERE code = $1 FOR UPDATE' }, [department]);
  const { rows } = await tx.query<{ content: Directory; revision: number }>(
    { text: 'SELECT content, revision FROM directory_revision WHERE department = $1 ORDER BY revision DESC LIMIT 1' },
    [department],
  );
  return rows[0] === undefined ? null : { ...rows[0].content, revision: rows[0].revision };
}

/** Writes the revision that comes after the one that was locked. Whoever calls forgets what was kept of the department (`activeOf`). */
export async function writeRevision(tx: Tx, directory: Unnumbered, before: Directory | null, by: string): Promise<number> {
  const { department } = directory;
  const next = (before?.revision ?? 0) + 1;
  await tx.query({ text: 'INSERT INTO directory_revision (department, revision, content, published_by) VALUES ($1, $2, $3, $4)' }, [
    department,
    next,
    JSON.stringify({ ...directory, revision: next }),
    by,
  ]);
  await tx.query({ text: 'UPDATE department SET directory_revision = $2 WHERE code = $1' }, [department, next]);
  await keepLapses(tx, directory);
  return next;
}

/** Keeps beside the revision, for the doors of cases, which bodies are shut and when (`shutOf`). */
async function keepLapses(tx: Tx, { department, organisations }: Unnumbered): Promise<void> {
  const { zone } = territoryOf(department);
  const begins = (day: string) => new Date(dayBegins(day, zone)).toISOString();
  const shut = organisations.flatMap((one) => {
    const lapse = shutOf(one);
    return lapse === null ? [] : [{ organisation: one.id, since: begins(lapse.from), until: lapse.until && begins(dayAfter(lapse.until)) }];
  });
  await tx.query({ text: 'DELETE FROM lapsed_agreement WHERE department = $1' }, [department]);
  await tx.query(
    {
      text: `INSERT INTO lapsed_agreement (department, organisation, since, until)
             SELECT $1, l.organisation, l.since, l.until FROM jsonb_to_recordset($2::jsonb) AS l(organisation text, since timestamptz, until timestamptz)`,
    },
    [department, JSON.stringify(shut)],
  );
}

/** Somebody published another revision meanwhile. */
export class DirectoryChanged extends Error {
  override name = 'DirectoryChanged';
}

const directoriesOf = keptFor(() => new Map<string, IndexedDirectory>());

/** The departments of this installation: they hardly change, and are read again every minute. */
const hereOf = keptFor<{ desks: readonly DeskHere[]; until: Instant }>(() => ({ desks: [], until: 0 }));

async function desksHere(db: Database, tx: Tx): Promise<readonly DeskHere[]> {
  const known = hereOf(db);
  if (Date.now() < known.until) return known.desks;
  const { rows } = await tx.query<DeskHere>({ name: 'desks-here', text: 'SELECT code, name FROM department ORDER BY code LIMIT 200' });
  Object.assign(known, { desks: rows, until: Date.now() + 60_000 });
  return rows;
}

/** Reads a revision, indexed and kept in memory. Throws when there is none. */
export async function loadDirectory(db: Database, tx: Tx, department: string, revision: number): Promise<IndexedDirectory> {
  const directories = directoriesOf(db);
  const here = await desksHere(db, tx);
  const today = dayIn(Date.now(), territoryOf(department).zone);
  const key = `${department}/${revision}/${here.map(({ code }) => code).join()}/${today}`;
  const known = directories.get(key);
  if (known !== undefined) return known;
  const { rows } = await tx.query<{ content: Directory }>(
    { text: 'SELECT content FROM directory_revision WHERE department = $1 AND revision = $2' },
    [department, revision],
  );
  if (rows[0] === undefined) throw new Error(`No directory ${key} is published.`);
  const indexed = indexDirectory(rows[0].content, here, today);
  directories.set(key, indexed);
  const [oldest] = directories.keys();
  if (directories.size > kept && oldest !== undefined) directories.delete(oldest);
  return indexed;
}

/** The department's newest revision, for pages and deliveries. */
export async function currentDirectory(db: Database, department: string): Promise<IndexedDirectory> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ revision: number | null }>(
      { name: 'current-directory', text: 'SELECT directory_revision AS revision FROM department WHERE code = $1' },
      [department],
    );
    return loadDirectory(db, tx, department, rows[0]?.revision ?? 0);
  });
}

/** The directory that was the newest at an instant; null where none was published yet. */
export async function directoryAt(db: Database, department: string, at: Instant): Promise<IndexedDirectory | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ revision: number }>(
      { text: 'SELECT revision FROM directory_revision WHERE department = $1 AND published_at <= $2 ORDER BY revision DESC LIMIT 1' },
      [department, new Date(at)],
    );
    return rows[0] === undefined ? null : loadDirectory(db, tx, department, rows[0].revision);
  });
}
