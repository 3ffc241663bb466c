import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { activeOf, keptFor } from '../database/kept.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import type { Directory } from './directory.ts';
import type { IndexedDirectory } from './resolve.ts';
import { indexDirectory } from './resolve.ts';

const kept = 8;

/**
 * Publishes a directory as the department's next revision and answers with its number. Running cases use it at their
 * next step; old revisions stay loadable. Not idempotent by itself: each call is a revision. With `after`, throws
 * `DirectoryChanged` when that is no longer the last revision: nobody's change is written over.
 */
export async function publishDirectory(db: Database, directory: Omit<Directory, 'revision'>, by: string, after?: number): Promise<number> {
  const { department } = directory;
  const revision = await inDepartment(db, department, async (tx) => {
    // The row lock makes two publications one after the other.
    await tx.query({ text: 'SELECT 1 FROM department WHERE code = $1 FOR UPDATE' }, [department]);
    const { rows } = await tx.query<{ next: number }>(
      { text: 'SELECT coalesce(max(revision), 0) + 1 AS next FROM directory_revision WHERE department = $1' },
      [department],
    );
    const next = rows[0]?.next ?? 1;
    if (after !== undefined && next !== after + 1) throw new DirectoryChanged();
    await tx.query({ text: 'INSERT INTO directory_revision (department, revision, content, published_by) VALUES ($1, $2, $3, $4)' }, [
      department,
      next,
      JSON.stringify({ ...directory, revision: next }),
      by,
    ]);
    await tx.query({ text: 'UPDATE department SET directory_revision = $2 WHERE code = $1' }, [department, next]);
    return next;
  });
  activeOf(db).delete(department);
  return revision;
}

/** Somebody published another revision meanwhile. */
export class DirectoryChanged extends Error {
  override name = 'DirectoryChanged';
}

const directoriesOf = keptFor(() => new Map<string, IndexedDirectory>());

/** Reads a revision, indexed and kept in memory. Throws when there is none. */
export async function loadDirectory(db: Database, tx: Tx, department: string, revision: number): Promise<IndexedDirectory> {
  const directories = directoriesOf(db);
  const key = `${department}/${revision}`;
  const known = directories.get(key);
  if (known !== undefined) return known;
  const { rows } = await tx.query<{ content: Directory }>(
    { text: 'SELECT content FROM directory_revision WHERE department = $1 AND revision = $2' },
    [department, revision],
  );
  if (rows[0] === undefined) throw new Error(`No directory ${key} is published.`);
  const indexed = indexDirectory(rows[0].content);
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

/** A time during which somebody answers, at any hour. Level 0 is called first; level 1 stands in. */
export interface Duty {
  id: string;
  level: 0 | 1;
  starts: Instant;
  ends: Instant;
  account: string;
  name: string;
  phone: string;
}

/** Adds a time of duty to the roster and answers with its id. */
export async function addDuty(db: Database, department: string, duty: Omit<Duty, 'id' | 'name'>): Promise<string> {
  const id = randomUUIDv7();
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'INSERT INTO duty (id, department, level, starts, ends, account, phone) VALUES ($1, $2, $3, $4, $5, $6, $7)' }, [
      id,
      department,
      duty.level,
      new Date(duty.starts),
      new Date(duty.ends),
      duty.account,
      duty.phone,
    ]),
  );
  return id;
}

/** Takes a time of duty off the roster. Idempotent. */
export async function removeDuty(db: Database, department: string, id: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `DELETE FROM duty d USING duty shift WHERE shift.id = $1
               AND (d.id = shift.id OR (shift.level = 0 AND d.level = 1 AND d.starts = shift.starts AND d.ends = shift.ends))`,
      },
      [id],
    ),
  );
}

/** The roster between two instants, in order of time, at most 500 lines. */
export async function listDuty(db: Database, department: string, from: Instant, until: Instant): Promise<Duty[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<Duty, 'starts' | 'ends'> & { starts: Date; ends: Date }>(
      {
        text: `SELECT d.id, d.level, d.starts, d.ends, d.account, a.display_name AS name, d.phone FROM duty d JOIN account a ON a.id = d.account
               WHERE d.department = $1 AND d.starts < $3 AND d.ends > $2 ORDER BY d.starts, d.level, d.id LIMIT 500`,
      },
      [department, new Date(from), new Date(until)],
    );
    return rows.map((row) => ({ ...row, starts: row.starts.getTime(), ends: row.ends.getTime() }));
  });
}

export interface ToCall {
  account: string;
  name: string;
  email: string;
  phone: string | null;
}

/**
 * Who must be reached for a task of the duty at this level: the person on duty (0), the stand-in (1), then the
 * coordinators. Where the roster has a hole it is the next level's people, so that a chain ends with a person.
 */
export async function whoToCall(db: Database, department: string, level: number, at: Instant): Promise<ToCall[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<ToCall & { level: number }>(
      {
        name: 'who-to-call',
        text: `SELECT d.level, a.id AS account, a.display_name AS name, a.email, d.phone
               FROM duty d JOIN account a ON a.id = d.account AND a.disabled_at IS NULL
               WHERE d.department = $1 AND d.level >= $2 AND d.starts <= $3 AND d.ends > $3
               UNION ALL
               SELECT 2, id, display_name, email, NULL FROM account WHERE department = $1 AND kind = 'COORDINATOR' AND disabled_at IS NULL
               ORDER BY 1, 3, 2`,
      },
      [department, level, new Date(at)],
    );
    const first = rows[0]?.level;
    return rows.filter((row) => row.level === first).map(({ account, name, email, phone }) => ({ account, name, email, phone }));
  });
}
