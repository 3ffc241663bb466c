import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { crockford } from '../../database/codes.ts';
import { foundByHash } from '../../database/doors.ts';
import { named } from '../../database/named.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment, type Tx } from '../../database/pool.ts';
import { type DatabaseKeys, keyedHash, keyedHashes } from '../../database/sealing.ts';
import type { Transfer } from '../model/state.ts';
import { takeBackUntil } from '../model/take-back.ts';
import { openedTo } from './opened-to.ts';

const day = 86_400_000;
/**
 * How long a link opens by itself; each message to the contact prolongs it. It opens as long as an account would read the content (`openTo`):
 * while something is asked, and the days after a case's end.
 */
const linkLasts = 120 * day;
const codeLasts = 10 * 60_000;
const triesPerCode = 5;
const wrongCodesPerLink = 30;

export interface LinkSubject {
  department: string;
  caseId: string;
  transfer: string;
  organisation: string;
  contact: string;
}

/**
 * The token of a contact's personal link to a transfer. It is derived, so every message to the same contact about the
 * same transfer carries the same link until it is replaced, and only its keyed hash is stored. Null once the link was revoked.
 */
export async function linkFor(db: Database, subject: LinkSubject, now: Instant): Promise<string | null> {
  const { department, caseId, transfer, organisation, contact } = subject;
  const expiresAt = new Date(now + linkLasts);
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ token_hash: Buffer; round: number }>({ name: 'link-there', text: linkThere }, [caseId, transfer, contact]);
    const { token_hash: there, round = 0 } = rows[0] ?? {};
    const tokens = db.keys.index.generations.map((generation) => tokenUnder(db.keys, subject, generation, round));
    const [newest = ''] = tokens;
    const known = there && tokens.find((token) => tokenHashes(db.keys, token).some((hash) => hash.equals(there)));
    const token = known ?? newest;
    const [hash] = tokenHashes(db.keys, token);
    if (there !== undefined && known === undefined) {
      // Replaced, or made with a generation that is no longer given, it opens nothing any more: the contact is sent another.
      await tx.query({ text: 'DELETE FROM one_time_code WHERE token_hash = $1' }, [there]);
      await tx.query({ text: 'UPDATE partner_link SET token_hash = $2 WHERE token_hash = $1' }, [there, hash]);
    }
    const tokenHash = known === undefined ? hash : there;
    const { rowCount } = await tx.query(keepLink({ tokenHash, department, caseId, transfer, organisation, contact, expiresAt }));
    return rowCount === 1 ? token : null;
  });
}

/** What is stored of a link that is first sent at `now`: its hash, and until when it opens. */
export function linkKept(keys: DatabaseKeys, subject: LinkSubject, now: Instant): { tokenHash: Buffer; expiresAt: Date } {
  const [tokenHash = Buffer.alloc(0)] = tokenHashes(keys, tokenUnder(keys, subject, keys.index.active));
  return { tokenHash, expiresAt: new Date(now + linkLasts) };
}

function tokenUnder(keys: DatabaseKeys, { caseId, transfer, contact }: LinkSubject, generation: number, round = 0): string {
  const which = round === 0 ? '' : `/${round}`;
  return crockford(keyedHash(keys, 'link', `${caseId}/${transfer}/${contact}${which}`, generation).subarray(0, 20)).toLowerCase();
}

const linkThere = 'SELECT token_hash, round FROM partner_link WHERE case_id = $1 AND transfer = $2 AND contact = $3';

const keepLink = named({
  name: 'link-for',
  text: `INSERT INTO partner_link (token_hash, department, case_id, transfer, organisation, contact, expires_at)
         VALUES (:tokenHash, :department, :caseId, :transfer, :organisation, :contact, :expiresAt)
         ON CONFLICT (token_hash) DO UPDATE SET expires_at = greatest(partner_link.expires_at, excluded.expires_at)
         WHERE partner_link.revoked_at IS NULL`,
});

export interface ResolvedLink extends LinkSubject {
  state: 'OPEN' | 'EXPIRED' | 'REVOKED';
}

/** What a link is for, before any department is known; null when it is none. */
export async function resolveLink(db: Database, token: string, now: Instant): Promise<ResolvedLink | null> {
  const found = await foundByHash<LinkSubject & { expires_at: Date; revoked_at: Date | null }>(db, tokenHashes(db.keys, token), {
    name: 'resolve-link',
    text: `SELECT department, case_id AS "caseId", transfer, organisation, contact, expires_at, revoked_at FROM doors.resolve_link($1)`,
  });
  if (found === null) return null;
  const { expires_at, revoked_at, ...subject } = found;
  if (revoked_at !== null) return { ...subject, state: 'REVOKED' };
  const opens = expires_at.getTime() > now || (await openedTo(db, subject.department, subject, now)) === 'CONTENT';
  return { ...subject, state: opens ? 'OPEN' : 'EXPIRED' };
}

/** Whether a link died with a refusal that may still be taken back: it opens for that alone. */
export function opensToTakeBack(db: Database, subject: LinkSubject, now: Instant): Promise<boolean> {
  return inDepartment(db, subject.department, (tx) => mayTakeBack(tx, subject, now));
}

async function mayTakeBack(tx: Tx, { caseId, transfer }: LinkSubject, now: Instant): Promise<boolean> {
  const { rows } = await tx.query<{ transfers: Transfer[]; clock_offset: number }>(
    {
      name: 'may-take-back',
      text: `SELECT state -> 'transfers' AS transfers, (extract(epoch FROM clock_offset) * 1000)::float8 AS clock_offset FROM case_file WHERE id = $1`,
    },
    [caseId],
  );
  const [found] = rows;
  const refused = found?.transfers.find(({ id }) => id === transfer);
  const until = refused === undefined ? null : takeBackUntil(refused);
  return found !== undefined && until !== null && now + found.clock_offset <= until;
}

/** A new code of six figures for a link, good for ten minutes; the one before it no longer opens. Send it, store nothing. */
export async function newCode(db: Database, department: string, token: string, now: Instant): Promise<string> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `INSERT INTO one_time_code (token_hash, department, code_hash, expires_at)
               SELECT token_hash, $2, $3, $4 FROM partner_link WHERE token_hash = ANY ($1::bytea[])
               ON CONFLICT (token_hash) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0`,
      },
      [tokenHashes(db.keys, token), department, codeHashes(db, token, code)[0], new Date(now + codeLasts)],
    ),
  );
  return code;
}

/** Whether a code was sent for a link, and may still open. */
export async function codeAwaited(db: Database, department: string, token: string, now: Instant): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ text: 'SELECT 1 FROM one_time_code WHERE token_hash = ANY ($1::bytea[]) AND expires_at > $2' }, [
      tokenHashes(db.keys, token),
      new Date(now),
    ]),
  );
  return rowCount === 1;
}

/**
 * Tries a code. It opens once; five wrong tries end it, and thirty on the same link end codes for that link
 * (`LOCKED`: the desk sends another way). `EXPIRED` stands for no code waiting, too old, or tried too often.
 */
export async function tryCode(
  db: Database,
  department: string,
  token: string,
  typed: string,
  now: Instant,
): Promise<'OPEN' | 'WRONG' | 'EXPIRED' | 'LOCKED'> {
  return inDepartment(db, department, async (tx) => {
    const locked = await tx.query<LinkSubject & { token_hash: Buffer; dead: boolean }>(
      {
        text: `SELECT token_hash, department, case_id AS "caseId", transfer, organisation, contact, revoked_at IS NOT NULL AS dead
               FROM partner_link WHERE token_hash = ANY ($1::bytea[]) AND failed < $2 FOR UPDATE`,
      },
      [tokenHashes(db.keys, token), wrongCodesPerLink],
    );
    const [found] = locked.rows;
    if (found === undefined || (found.dead && !(await mayTakeBack(tx, found, now)))) return 'LOCKED';
    const link = found.token_hash;
    const { rows } = await tx.query<{ code_hash: Buffer }>(
      { text: 'UPDATE one_time_code SET tries = tries + 1 WHERE token_hash = $1 AND tries < $2 AND expires_at > $3 RETURNING code_hash' },
      [link, triesPerCode, new Date(now)],
    );
    if (rows[0] === undefined) return 'EXPIRED';
    const { code_hash } = rows[0];
    if (codeHashes(db, token, typed.replace(/\D/g, '')).some((hash) => timingSafeEqual(code_hash, hash))) {
      await tx.query({ text: 'DELETE FROM one_time_code WHERE token_hash = $1' }, [link]);
      return 'OPEN';
    }
    await tx.query({ text: 'UPDATE partner_link SET failed = failed + 1 WHERE token_hash = $1' }, [link]);
    return 'WRONG';
  });
}

function tokenHashes(keys: DatabaseKeys, token: string): Buffer[] {
  return keyedHashes(keys, 'link token', token);
}

function codeHashes(db: Database, token: string, code: string): Buffer[] {
  return keyedHashes(db.keys, 'one-time code', `${token}\n${code}`);
}
