import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { MailVerdict, SenderChecks } from '../../cases/model/content.ts';
import { isItsAlert, isOfThese } from '../../database/mails-of.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { keyedHashes, newDataKey, seal, sealBytes, unsealBytes, unwrapDataKey } from '../../database/sealing.ts';
import { headerAt, idsIn } from '../../mails/fields.ts';
import { identityOf, identityOfAnother, traceOf } from './identity.ts';
import type { MailHeading, Reason } from './mail.ts';

/** The door a mail came by. */
export type MailDoor = 'imap' | 'smtp';

/** A mail as it came; `size` when `raw` is only its beginning. */
export interface RawMail {
  raw: Buffer;
  size?: number;
  /** What tells this arrival from another of the same mail, where the mailbox says it. */
  arrival?: string;
}

/** How far a mailbox has been read (RFC 9051 §2.3.1.1). */
export interface Cursor {
  uidValidity: bigint;
  uid: number;
}

/**
 * Puts mails on disk as they came, and with them how far the mailbox has been read: one transaction, so that none is skipped and none
 * is read twice. A mail that is there already is left alone. They are sorted afterwards (`settle`).
 */
export async function keepMails(
  db: Database,
  department: string,
  door: MailDoor,
  mails: readonly RawMail[],
  now: Instant,
  cursor?: Cursor,
): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    for (const mail of mails) await keep(db, tx, department, door, mail, now);
    if (cursor === undefined) return;
    await tx.query(
      {
        name: 'move-cursor',
        text: `INSERT INTO mailbox_cursor AS c (department, mailbox, uidvalidity, uid, read_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (department, mailbox) DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid, read_at = excluded.read_at`,
      },
      [department, door, String(cursor.uidValidity), cursor.uid, new Date(now)],
    );
  });
}

async function keep(
  db: Database,
  tx: Tx,
  department: string,
  door: MailDoor,
  { raw, size = raw.length, arrival }: RawMail,
  now: Instant,
): Promise<void> {
  const id = randomUUIDv7();
  const { key, wrapped } = newDataKey(db.keys, id);
  const identity = identityOf(raw);
  const trace = traceOf(raw, arrival);
  // Devices send the same mail again: without a Message-ID, only one that came the same way is the one that went.
  const gone = door === 'imap' ? (trace === null ? identity : identityOfAnother(identity, trace)) : null;
  const mail = {
    id,
    gone,
    department,
    mailbox: door,
    trace,
    digest: createHash('sha256').update(raw).digest(),
    bytes: size,
    receivedAt: new Date(now),
    sealed: sealBytes(key, id, raw),
    wrapped,
  };
  const { rowCount } = await tx.query(keepStatement({ ...mail, identity }));
  // The same mail again, or another that nothing but its way tells apart.
  if (rowCount === 0 && trace !== null && (await cameOtherwise(tx, department, identity, trace)))
    await tx.query(keepStatement({ ...mail, identity: identityOfAnother(identity, trace) }));
}

const keepStatement = named({
  name: 'keep-mail',
  text: `WITH kept AS (
           INSERT INTO inbound_mail (id, department, mailbox, identity, trace, sha256, bytes, received_at, status, sealed)
           SELECT :id, :department, :mailbox, :identity, :trace, :digest, :bytes, :receivedAt, 'WAITING', :sealed
           WHERE NOT EXISTS (SELECT FROM mail_gone WHERE department = :department AND identity = :gone)
           ON CONFLICT (department, identity) DO NOTHING RETURNING id
         )
         INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT id, :department, 'MAIL', :wrapped FROM kept`,
});

/** Whether the mail that has this identity came by another way. Mails of before have none: they are taken for the same. */
async function cameOtherwise(tx: Tx, department: string, identity: Buffer, trace: Buffer): Promise<boolean> {
  const { rows } = await tx.query<{ other: boolean }>(
    { name: 'came-otherwise', text: 'SELECT trace IS NOT NULL AND trace <> $3 AS other FROM inbound_mail WHERE department = $1 AND identity = $2' },
    [department, identity, trace],
  );
  return rows[0]?.other === true;
}

/** How far a mailbox has been read; null when it never was. */
export async function cursorOf(db: Database, department: string, door: MailDoor): Promise<Cursor | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ uidvalidity: string; uid: string }>(
      { text: 'SELECT uidvalidity, uid FROM mailbox_cursor WHERE department = $1 AND mailbox = $2' },
      [department, door],
    );
    return rows[0] === undefined ? null : { uidValidity: BigInt(rows[0].uidvalidity), uid: Number(rows[0].uid) };
  });
}

/** Mails on disk that are not sorted yet, those least tried first, then the oldest; those of `except` left out. */
export async function waitingMails(db: Database, department: string, limit: number, except: readonly string[]): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ id: string }>(
      {
        name: 'waiting-mails',
        text: `SELECT id FROM inbound_mail WHERE department = $1 AND status = 'WAITING' AND id <> ALL ($3::uuid[]) ORDER BY tries, received_at, id LIMIT $2`,
      },
      [department, limit, except],
    );
    return rows.map(({ id }) => id);
  });
}

/** Notes that a mail could not be settled: the others are tried before it is again. */
export async function triedMail(db: Database, department: string, id: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ name: 'tried-mail', text: `UPDATE inbound_mail SET tries = least(tries + 1, 1000) WHERE id = $1 AND status = 'WAITING'` }, [id]),
  );
}

/** A mail as it was kept. */
export interface KeptMail {
  id: string;
  door: MailDoor;
  identity: Buffer;
  size: number;
  receivedAt: Instant;
  raw: Buffer;
  /** Not sorted yet. */
  waits: boolean;
  /** A member of the desk made sure of its sender. */
  confirmed: boolean;
}

/** A mail with where it stands. */
export interface StandingMail extends KeptMail {
  /** The case it opened or joined, or is about. */
  caseId: string | null;
  /** An alert was made of it. */
  isAlert: boolean;
  /** When somebody last decided where it goes. */
  decidedAt: Instant | null;
}

export const madeAnAlert = `EXISTS (SELECT FROM alert a WHERE ${isItsAlert})`;

/** Opens a mail that waits to be sorted, or one set aside or discarded that an agent releases; null when it is neither, or was erased. */
export const openMail = (db: Database, department: string, id: string): Promise<KeptMail | null> =>
  mailIn(db, department, id, ['WAITING', 'QUARANTINED', 'DISCARDED']);

/** Opens a mail that was sorted, wherever it went since; null when it was erased, or is about a case that whoever acts may not see. */
export const sortedMail = (db: Database, department: string, id: string): Promise<StandingMail | null> =>
  mailIn(db, department, id, ['QUARANTINED', 'DISCARDED', 'TAKEN', 'RELEASED']);

async function mailIn(db: Database, department: string, id: string, statuses: readonly string[]): Promise<StandingMail | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{
      mailbox: MailDoor;
      status: string;
      identity: Buffer;
      bytes: string;
      received_at: Date;
      sealed: Buffer;
      wrapped: Buffer;
      case_id: string | null;
      decided_at: Date | null;
      confirmed: boolean;
      is_alert: boolean;
    }>(
      {
        name: 'open-mail',
        text: `SELECT m.mailbox, m.status, m.identity, m.bytes, m.received_at, m.sealed, k.wrapped, m.case_id, m.decided_at,
                 m.confirmed_at IS NOT NULL AS confirmed, ${madeAnAlert} AS is_alert
               FROM inbound_mail m JOIN keys.sealed_key k ON k.owner_id = m.id
               WHERE m.id = $1 AND m.status = ANY ($2::text[]) AND m.sealed IS NOT NULL`,
      },
      [id, statuses],
    );
    if (rows[0] === undefined) return null;
    const { mailbox, status, identity, bytes, received_at, sealed, wrapped, case_id, decided_at, confirmed, is_alert } = rows[0];
    const raw = unsealBytes(unwrapDataKey(db.keys, id, wrapped), id, sealed);
    const kept = { id, door: mailbox, identity, size: Number(bytes), receivedAt: received_at.getTime(), raw, waits: status === 'WAITING', confirmed };
    return { ...kept, caseId: case_id, isAlert: is_alert, decidedAt: decided_at?.getTime() ?? null };
  });
}

/** Notes that somebody put a mail in a case. False when it is no longer where it stood. */
export async function putMail(tx: Tx, { id, caseId: from, decidedAt }: StandingMail, caseId: string, account: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(putStatement({ id, account, from, caseId, decidedAt: decidedAt === null ? null : new Date(decidedAt) }));
  return rowCount === 1;
}

const putStatement = named({
  name: 'put-mail',
  text: `UPDATE inbound_mail SET status = 'RELEASED', case_id = :caseId, decided_by = :account, decided_at = now(), decided_because = NULL
         WHERE id = :id AND status <> 'WAITING' AND case_id IS NOT DISTINCT FROM :from::uuid
           AND date_trunc('milliseconds', decided_at) IS NOT DISTINCT FROM :decidedAt::timestamptz`,
});

/** Notes who of the desk made sure of a mail's sender, or, with null, that nobody did after all. False when it was so already. */
export async function markSender(tx: Tx, id: string, account: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(
    {
      name: 'mark-sender',
      text: `UPDATE inbound_mail SET confirmed_by = $2, confirmed_at = CASE WHEN $2::uuid IS NULL THEN NULL ELSE now() END
             WHERE id = $1 AND (confirmed_by IS NULL) <> ($2::uuid IS NULL)`,
    },
    [id, account],
  );
  return rowCount === 1;
}

/** What sorting a mail came to. */
export interface Settlement {
  verdict: MailVerdict;
  reasons: readonly Reason[];
  checks: SenderChecks | null;
  /** Who wrote it, and its Message-ID, for the blind indexes. */
  sender: string | null;
  messageId: string | null;
  heading: MailHeading;
  /** TAKEN: it opened or joined the case; QUARANTINED: it waits for nobody, but can be found. */
  status: 'TAKEN' | 'QUARANTINED';
  caseId: string | null;
}

/** Notes what a waiting mail came to. A mail that no longer waits stays as it is. */
export async function settled(db: Database, department: string, id: string, came: Settlement): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    const key = await sealedKeyOf(db, tx, 'MAIL', id);
    if (key === null) return;
    await tx.last(
      settleStatement({
        id,
        status: came.status,
        verdict: came.verdict,
        reasons: came.reasons,
        checks: came.checks === null ? null : JSON.stringify(came.checks),
        caseId: came.caseId,
        heading: seal(key, `${id}/heading`, came.heading),
        ...indexesOf(db, department, came),
        keyGeneration: db.keys.index.active,
      }),
    );
  });
}

const settleStatement = named({
  name: 'mail-settled',
  text: `UPDATE inbound_mail SET status = :status, verdict = :verdict, reasons = :reasons, checks = :checks, sender = :sender, case_id = :caseId,
           heading = :heading, message = :message, key_generation = :keyGeneration
         WHERE id = :id AND status = 'WAITING'`,
});

/** How many alerts an address has written since; for not answering by machine without end. */
export async function alertsBy(db: Database, department: string, sender: string, since: Instant): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ n: number }>(
      {
        name: 'alerts-by',
        text: `SELECT count(*)::int AS n FROM inbound_mail WHERE department = $1 AND sender = ANY ($2::bytea[]) AND received_at >= $3 AND verdict = 'ALERT'`,
      },
      [department, senderIndexes(db, department, sender), new Date(since)],
    );
    return rows[0]?.n ?? 0;
  });
}

/**
 * The newest mail of the same sender that these Message-IDs name and that is in a case: that case, and the alert the mail was, if it was
 * one. Somebody else who answers in the thread is not its author.
 */
export async function earlierInThread(
  db: Database,
  department: string,
  sender: string,
  messageIds: readonly string[],
): Promise<{ caseId: string; alertId: string | null } | null> {
  if (messageIds.length === 0) return null;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; alertId: string | null }>(
      {
        name: 'earlier-in-thread',
        text: `SELECT m.case_id AS "caseId", a.id AS "alertId" FROM inbound_mail m
               LEFT JOIN alert a ON ${isItsAlert}
               WHERE m.department = $1 AND m.message = ANY ($2::bytea[]) AND m.sender = ANY ($3::bytea[]) AND m.status IN ('TAKEN', 'RELEASED') AND m.case_id IS NOT NULL
                 AND m.verdict <> 'BOUNCE'
               ORDER BY (a.id IS NULL), m.received_at DESC LIMIT 1`,
      },
      [department, messageIds.flatMap((id) => messageIndexes(db, department, id)), senderIndexes(db, department, sender)],
    );
    return rows[0] ?? null;
  });
}

/** Whether an address wrote a mail that is in a case, and the alert that mail was, if it was one. */
export async function writersInCase(db: Database, department: string, caseId: string, sender: string): Promise<{ alertId: string | null } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ alertId: string | null }>(
      {
        name: 'writers-in-case',
        text: `SELECT a.id AS "alertId" FROM inbound_mail m
               LEFT JOIN alert a ON ${isItsAlert}
               WHERE m.case_id = $1 AND m.sender = ANY ($2::bytea[]) AND m.status IN ('TAKEN', 'RELEASED') AND m.verdict <> 'BOUNCE'
               ORDER BY (a.id IS NULL), m.received_at DESC LIMIT 1`,
      },
      [caseId, senderIndexes(db, department, sender)],
    );
    return rows[0] ?? null;
  });
}

/**
 * Keeps what makes the mails of these cases and contacts the same ones, in the transaction that destroys them and before their rows go: where the mailbox
 * is read anew, one that stayed there is no new alert. Of those that came by the mailbox; twice changes nothing more.
 */
export async function rememberGone(tx: Tx, subjects: readonly string[]): Promise<void> {
  await tx.query(
    {
      text: `INSERT INTO mail_gone (department, identity)
             SELECT m.department, one.identity FROM inbound_mail m CROSS JOIN LATERAL (VALUES (m.identity), (sha256(m.identity || m.trace))) AS one(identity)
             WHERE m.mailbox = 'imap' AND one.identity IS NOT NULL
               AND ${isOfThese}
             ON CONFLICT DO NOTHING`,
    },
    [subjects],
  );
}

/** By what a mail is found again: its sender, and its own Message-ID. */
export function indexesOf(db: Database, department: string, { sender, messageId }: Pick<Settlement, 'sender' | 'messageId'>) {
  return {
    sender: sender === null ? null : senderIndexes(db, department, sender)[0],
    message: messageId === null ? null : messageIndexes(db, department, messageId)[0],
  };
}

function messageIndexes(db: Database, department: string, messageId: string): Buffer[] {
  return keyedHashes(db.keys, `mail message ${department}`, messageId);
}

/** Equal for equal addresses of one department, and comparable with no other: under each generation, the active one first. */
export function senderIndexes(db: Database, department: string, address: string): Buffer[] {
  return keyedHashes(db.keys, `mail sender ${department}`, address.trim().toLowerCase());
}

/** Those of the mails of cases and contacts that came by the mailbox and are not erased. */
export async function messageIdsOf(db: Pick<Database, 'keys'>, tx: Tx, subjects: readonly string[]): Promise<string[]> {
  const { rows: mails } = await tx.query<{ id: string }>(
    {
      text: `SELECT m.id FROM inbound_mail m
             WHERE m.mailbox = 'imap' AND m.sealed IS NOT NULL
               AND ${isOfThese}
             ORDER BY m.id`,
    },
    [subjects],
  );
  const messageIds: string[] = [];
  // One at a time: a mail is large.
  for (const { id } of mails) {
    const { rows } = await tx.query<{ sealed: Buffer; wrapped: Buffer }>(
      { text: 'SELECT m.sealed, k.wrapped FROM inbound_mail m JOIN keys.sealed_key k ON k.owner_id = m.id WHERE m.id = $1' },
      [id],
    );
    for (const { sealed, wrapped } of rows) {
      const raw = unsealBytes(unwrapDataKey(db.keys, id, wrapped), id, sealed);
      messageIds.push(...idsIn(headerAt(raw, 0, raw.length).fields.get('message-id')).slice(0, 1));
    }
  }
  return messageIds;
}
