import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { draftKey, isAnothersId } from '../database/sealed-keys.ts';
import { keyedHashes, seal, unseal, unwrapDataKey } from '../database/sealing.ts';

/**
 * What somebody is writing, kept so that a crash loses seconds at most. One row, overwritten; its only time is an hour,
 * and its id must be drawn at random (a v4 UUID, no time in it): nothing lets anyone know how long a call lasted.
 */
export interface IntakeDraft {
  id: string;
  kind: 'CALL' | 'WEB' | 'DECLARATION' | 'DECLARATION_CSV' | 'LETTER' | 'NOTE';
  /** Whoever is signed in and writes; null for the public form, whose id is then the only key to it. */
  account: string | null;
  content: unknown;
}

/** Keeps what was typed so far, over what was kept before. Answers false when the draft is somebody else's, has ended, or the id is no draft's. */
export async function saveIntakeDraft(db: Database, department: string, draft: IntakeDraft, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const key = await draftKey(db, tx, department, draft.id);
    if (key === null) return false;
    const { rowCount } = await tx.query(
      {
        name: 'save-draft',
        text: `INSERT INTO draft AS kept (id, department, account, kind, sealed, touched_hour)
               VALUES ($1, $2, $3, $4, $5, date_trunc('hour', $6::timestamptz, 'UTC'))
               ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, touched_hour = excluded.touched_hour
               WHERE kept.account IS NOT DISTINCT FROM excluded.account AND kept.kind = excluded.kind`,
      },
      [draft.id, department, draft.account, draft.kind, seal(key, draft.id, draft.content), new Date(now)],
    );
    if (rowCount === 1) return true;
    // The draft is somebody else's, whose key stays, or ended, and nothing is opened with a key of it any more.
    await tx.last(
      { text: `DELETE FROM keys.sealed_key WHERE owner_id = (SELECT id FROM draft WHERE id = $1 AND kind = 'ENDED') AND kind = 'DRAFT'` },
      [draft.id],
    );
    return false;
  });
}

/** What was kept under an id; null when there is nothing. The caller checks whose it is (`account`). */
export async function readIntakeDraft(db: Database, department: string, id: string): Promise<IntakeDraft | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Pick<IntakeDraft, 'kind' | 'account'> & { sealed: Buffer; wrapped: Buffer }>(
      {
        name: 'read-draft',
        text: 'SELECT d.kind, d.account, d.sealed, k.wrapped FROM draft d JOIN keys.sealed_key k ON k.owner_id = d.id WHERE d.id = $1',
      },
      [id],
    );
    if (rows[0] === undefined) return null;
    const { kind, account, sealed, wrapped } = rows[0];
    return { id, kind, account, content: unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed) };
  });
}

/** Whether a draft may have this id, as far as this department knows: one that came from an address may be a case's, or a mail's. */
export async function mayBeDraft(db: Database, department: string, id: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => !(await isAnothersId(tx, id)));
}

/** Whether this account ended the draft: its form was sent. The same sent again is answered as the first was. */
export async function hasEnded(db: Database, department: string, id: string, account: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.last({ text: `SELECT FROM draft WHERE id = $1 AND account = $2 AND kind = 'ENDED'` }, [id, account]);
    return rowCount === 1;
  });
}

/** Whether a draft is now a colleague's, who took it over and may have ended it. */
export async function isColleagues(db: Database, department: string, id: string, account: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.last(
      { text: `SELECT FROM draft WHERE id = $1 AND department = $2 AND account <> $3 AND kind IN ('CALL', 'ENDED')` },
      [id, department, account],
    );
    return rowCount === 1;
  });
}

/** The drafts of a kind that somebody left, most recent hour first, at most 50. */
export async function draftsOf(
  db: Database,
  department: string,
  account: string,
  kind: IntakeDraft['kind'] = 'CALL',
): Promise<{ id: string; hour: Instant }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; touched_hour: Date }>(
      { text: 'SELECT id, touched_hour FROM draft WHERE department = $1 AND account = $2 AND kind = $3 ORDER BY touched_hour DESC, id LIMIT 50' },
      [department, account, kind],
    );
    return rows.map(({ id, touched_hour }) => ({ id, hour: touched_hour.getTime() }));
  });
}

/** Nobody wrote it for one whole hour at least: only the hour of the last word is kept, which may be its last minute. */
const leftFor = (now: string) => `touched_hour < date_trunc('hour', ${now}::timestamptz, 'UTC') - interval '1 hour'`;

/** A call that somebody of the desk began to write down. */
export interface BegunCall {
  id: string;
  account: string;
  hour: Instant;
}

/** The calls that others than this account began, and that nobody wrote in the hour that runs nor in the one before: most recent hour first, at most 50. */
export async function callsOfOthers(db: Database, department: string, account: string, now: Instant): Promise<BegunCall[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string; account: string; touched_hour: Date }>(
      {
        text: `SELECT id, account, touched_hour FROM draft WHERE department = $1 AND kind = 'CALL' AND account <> $2
               AND ${leftFor('$3')} ORDER BY touched_hour DESC, id LIMIT 50`,
      },
      [department, account, new Date(now)],
    );
    return rows.map(({ touched_hour, ...call }) => ({ ...call, hour: touched_hour.getTime() }));
  });
}

/**
 * A call that somebody else began is this account's to end. Not one that was written in the hour that runs or in the one before: whoever is
 * still on the line loses nothing, at the turn of an hour either. Answers whose it was; null where it may not be had.
 */
export async function takeCallOver(db: Database, department: string, id: string, account: string, now: Instant): Promise<string | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ account: string }>(
      {
        text: `WITH theirs AS (
                 SELECT id, account FROM draft WHERE id = $1 AND department = $2 AND kind = 'CALL' AND account <> $3
                   AND ${leftFor('$4')} FOR UPDATE
               )
               UPDATE draft SET account = $3, touched_hour = date_trunc('hour', $4::timestamptz, 'UTC') FROM theirs WHERE draft.id = theirs.id RETURNING theirs.account`,
      },
      [id, department, account, new Date(now)],
    );
    return rows[0]?.account ?? null;
  });
}

/**
 * Whoever writes a draft forgets it with its key and its files: what it held can no longer be opened, in a backup either. A saving
 * sent before that arrives after does not bring it back: its id is ended until `tidy` forgets it. A note's id serves the next
 * note, and is free at once. Idempotent.
 */
export async function endIntakeDraft(
  db: Database,
  department: string,
  { id, account, kind }: Omit<IntakeDraft, 'content'>,
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    const [text, values] = kind === 'NOTE' ? [noteGone, []] : [draftEnded, [department, kind, new Date(now)]];
    const { rowCount } = await tx.query({ text }, [id, account, ...values]);
    if (rowCount === 0) return;
    // Apart: a saving that was first has its key seen from here on only.
    await tx.query({ text: 'DELETE FROM attachment_body WHERE draft = $1' }, [id]);
    await tx.last({ text: `DELETE FROM keys.sealed_key WHERE owner_id = $1 AND kind = 'DRAFT'` }, [id]);
  });
}

const noteGone = `DELETE FROM draft WHERE id = $1 AND account IS NOT DISTINCT FROM $2 AND kind = 'NOTE'`;
const draftEnded = `
  INSERT INTO draft AS kept (id, account, department, kind, sealed, touched_hour)
  SELECT $1::uuid, $2::uuid, $3, 'ENDED', '', date_trunc('hour', $5::timestamptz, 'UTC')
  WHERE NOT EXISTS (SELECT FROM keys.sealed_key WHERE owner_id = $1 AND kind <> 'DRAFT')
  ON CONFLICT (id) DO UPDATE SET kind = 'ENDED', sealed = '', resume_hash = NULL
  WHERE kept.account IS NOT DISTINCT FROM excluded.account AND kept.kind = $4`;

/** The ids of what an account notes about something, under each generation of the key, the newest first: nothing can be read in them. */
export const noteIdsOf = (db: Pick<Database, 'keys'>, account: string, about: string): string[] =>
  keyedHashes(db.keys, 'note', `${account}\n${about}`).map(asRandomId);

/** The shape of a random id (version 4). */
function asRandomId(drawn: Buffer): string {
  drawn[6] = ((drawn[6] ?? 0) & 0x0f) | 0x40;
  drawn[8] = ((drawn[8] ?? 0) & 0x3f) | 0x80;
  const text = drawn.toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20, 32)].join('-');
}

/** Forgets what anybody was noting while listening to a file of these cases, and did not add to them: with the caller's transaction. */
export async function forgetNotes(db: Pick<Database, 'keys'>, tx: Tx, cases: readonly string[]): Promise<void> {
  const files = await tx.query<{ id: string }>({ text: 'SELECT id FROM attachment WHERE case_id = ANY ($1::uuid[])' }, [cases]);
  const notes = await tx.query<{ id: string; account: string }>({
    text: `SELECT id, account FROM draft WHERE kind = 'NOTE' AND account IS NOT NULL`,
  });
  const gone = notes.rows.flatMap(({ id, account }) => (files.rows.some((file) => noteIdsOf(db, account, file.id).includes(id)) ? [id] : []));
  await tx.query({ text: `DELETE FROM draft WHERE id = ANY ($1::uuid[]) AND kind = 'NOTE'` }, [gone]);
  await tx.query({ text: `DELETE FROM keys.sealed_key WHERE owner_id = ANY ($1::uuid[]) AND kind = 'DRAFT'` }, [gone]);
}
