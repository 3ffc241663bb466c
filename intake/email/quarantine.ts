import type { Instant } from '../../calendar/span.ts';
import type { MailVerdict, SenderChecks } from '../../cases/model/content.ts';
import { logAccess, type Reader } from '../../cases/record/access.ts';
import { asActor } from '../../database/actor.ts';
import { listDepartments } from '../../database/departments.ts';
import { named } from '../../database/named.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { unseal, unsealBytes, unwrapDataKey } from '../../database/sealing.ts';
import { readApart } from '../../mails/apart.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import type { MailDesk } from './desk.ts';
import { madeAnAlert, openMail } from './inbound-mails.ts';
import type { MailHeading, Reason } from './mail.ts';
import { takeAsAlert } from './settle.ts';

export type MailStatus = 'WAITING' | 'TAKEN' | 'QUARANTINED' | 'RELEASED' | 'DISCARDED';

/** Why an agent discards a mail. */
export const discardReasons = {
  UNDESIRABLE: 'Publicité, démarchage ou escroquerie',
  AUTOMATIC: 'Envoi automatique qui ne demande rien',
  MISTAKE: 'Envoyé au guichet par erreur',
  DUPLICATE: 'Déjà traité',
} as const;
export type DiscardReason = keyof typeof discardReasons;

/** A mail as a list shows it. `heading` is null once its content was erased, or while it waits to be sorted. */
export interface InboundMailLine {
  id: string;
  receivedAt: Instant;
  status: MailStatus;
  verdict: MailVerdict | null;
  reasons: Reason[];
  heading: MailHeading | null;
  /** The case it opened or joined, or the one it is about. */
  reference: string | null;
}

export interface MailQuery {
  status?: MailStatus;
  verdict?: MailVerdict;
  /** Blind indexes of a whole address, as `senderIndexes` gives them. */
  sender?: Buffer[];
  reference?: string;
  from?: Instant;
  until?: Instant;
  page: number;
  size: number;
}

/** The mails that came in, newest first; one about a case is seen by those who may see the case. Looking at the list is logged once for each page of it. */
export async function listInboundMails(
  db: Database,
  department: string,
  reader: Reader,
  { page, size, ...query }: MailQuery,
): Promise<{ rows: InboundMailLine[]; total: number; page: number; size: number }> {
  const values = {
    department,
    status: query.status ?? null,
    verdict: query.verdict ?? null,
    sender: query.sender ?? null,
    reference: query.reference?.trim().toUpperCase() ?? null,
    from: query.from === undefined ? null : new Date(query.from),
    until: query.until === undefined ? null : new Date(query.until),
  };
  return inDepartment(db, department, async (tx) => {
    const { rows: counted } = await tx.query<{ n: number }>(countMails(values));
    const { rows } = await tx.query<Row>(linesOfMails({ ...values, size, offset: (page - 1) * size }));
    await logAccess(tx, department, reader, null, 'MAILS', 'MAILBOX_PAGE');
    return { rows: rows.map((row) => lineOf(db, row)), total: counted[0]?.n ?? 0, page, size };
  });
}

/** Mails that nobody has looked at: set aside, save those that are noted on the case they concern, or still waiting after a minute. */
export interface MailsUnseen {
  aside: number;
  waiting: number;
}

/** How many of each there are. */
export async function mailsToLookAt(db: Database, department: string): Promise<MailsUnseen> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<MailsUnseen>(
      {
        name: 'mails-to-look-at',
        text: `SELECT (SELECT count(*) FROM inbound_mail WHERE department = $1 AND status = 'QUARANTINED'
                         AND (case_id IS NULL OR verdict NOT IN ('BOUNCE', 'OUT_OF_OFFICE')))::int AS aside,
                      (SELECT count(*) FROM inbound_mail WHERE department = $1 AND status = 'WAITING' AND received_at < now() - interval '1 minute')::int AS waiting`,
      },
      [department],
    );
    return rows[0] ?? { aside: 0, waiting: 0 };
  });
}

/** In each department where mails wait to be sorted for more than a minute, how many. */
export async function mailsWaiting(db: Database): Promise<{ department: string; mails: number }[]> {
  const all = await listDepartments(db);
  const found = await Promise.all(all.map(async ({ code }) => ({ department: code, mails: (await mailsToLookAt(db, code)).waiting })));
  return found.filter(({ mails }) => mails > 0);
}

export interface ReadMailRecord extends InboundMailLine {
  checks: SenderChecks | null;
  decidedAt: Instant | null;
  decidedBecause: string | null;
  /** Which member of the desk made sure of its sender, and when. */
  confirmed: { by: string; at: Instant } | null;
  /** An alert was made of it. */
  isAlert: boolean;
  /** Null once its content was erased. */
  content: { mail: IncomingMail; raw: Buffer } | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opens a mail to be read, and logs who did. Null when there is none for this reader. */
export async function readInboundMail(db: Database, department: string, reader: Reader, id: string): Promise<ReadMailRecord | null> {
  const found = uuid.test(id) ? await openedMail(db, department, reader, id) : null;
  if (found === null) return null;
  const { raw, bytes, ...record } = found;
  return { ...record, content: raw === null ? null : { mail: await readApart(raw, bytes), raw } };
}

type Unread = Omit<ReadMailRecord, 'content'> & { raw: Buffer | null; bytes: number };

async function openedMail(db: Database, department: string, reader: Reader, id: string): Promise<Unread | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<
      Row & {
        checks: SenderChecks | null;
        decided_at: Date | null;
        decided_because: string | null;
        sealed: Buffer | null;
        bytes: string;
        confirmed_at: Date | null;
        confirmed_by: string | null;
        is_alert: boolean;
      }
    >(
      {
        text: `SELECT ${columns}, m.checks, m.decided_at, m.decided_because, m.sealed, m.bytes, m.confirmed_at,
                 (SELECT display_name FROM account WHERE id = m.confirmed_by) AS confirmed_by, ${madeAnAlert} AS is_alert
               FROM inbound_mail m LEFT JOIN keys.sealed_key k ON k.owner_id = m.id LEFT JOIN case_file f ON f.id = m.case_id
               WHERE m.id = $1`,
      },
      [id],
    );
    const [row] = rows;
    if (row === undefined) return null;
    await logAccess(tx, department, reader, row.case_id, `MAIL:${id}`, 'MAILBOX_PAGE');
    const raw = row.sealed === null || row.wrapped === null ? null : unsealBytes(unwrapDataKey(db.keys, id, row.wrapped), id, row.sealed);
    return {
      ...lineOf(db, row),
      checks: row.checks,
      decidedAt: row.decided_at?.getTime() ?? null,
      decidedBecause: row.decided_because,
      confirmed: row.confirmed_at === null ? null : { by: row.confirmed_by ?? 'Compte retiré', at: row.confirmed_at.getTime() },
      isAlert: row.is_alert,
      raw,
      bytes: Number(row.bytes),
    };
  });
}

/**
 * "Ce n'est pas un indésirable": the mail opens a case, or joins the one it answers, as if it had been sorted so. Answers with the case;
 * null when the mail is no longer there to release. Twice is once.
 */
export async function releaseMail(desk: MailDesk, department: string, account: string, id: string): Promise<string | null> {
  const kept = uuid.test(id) ? await openMail(desk.db, department, id) : null;
  if (kept === null) return null;
  // The mail goes where it would have gone by itself, whatever the agent may see there.
  const caseId = await asActor({ as: 'DOOR' }, () => takeAsAlert(desk, department, kept));
  // One that waited is now as if it had been sorted by itself.
  if (!kept.waits) await decide(desk.db, department, { id, account, status: 'RELEASED', because: null, caseId });
  return caseId;
}

/** Sets a mail aside for good, with a reason; it can still be found and released. Answers false when it is not there to discard, or somebody decided before. */
export async function discardMail(db: Database, department: string, account: string, id: string, because: DiscardReason): Promise<boolean> {
  return uuid.test(id) && (await decide(db, department, { id, account, status: 'DISCARDED', because, caseId: null }));
}

interface Decided {
  id: string;
  account: string;
  status: 'RELEASED' | 'DISCARDED';
  because: DiscardReason | null;
  caseId: string | null;
}

async function decide(db: Database, department: string, { id, account, status, because, caseId }: Decided): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.last(decideMail({ department, id, status, account, because, caseId }));
    return rowCount === 1;
  });
}

interface Row {
  id: string;
  received_at: Date;
  status: MailStatus;
  verdict: MailVerdict | null;
  reasons: Reason[];
  case_id: string | null;
  reference: string | null;
  heading: Buffer | null;
  wrapped: Buffer | null;
}

const columns = 'm.id, m.received_at, m.status, m.verdict, m.reasons, m.case_id, f.reference, m.heading, k.wrapped';
const asked = `m.department = :department AND (:status::text IS NULL OR m.status = :status) AND (:verdict::text IS NULL OR m.verdict = :verdict)
    AND (:sender::bytea[] IS NULL OR m.sender = ANY (:sender))
    AND (:reference::text IS NULL OR m.case_id IN (SELECT id FROM case_file WHERE reference = :reference))
    AND (:from::timestamptz IS NULL OR m.received_at >= :from) AND (:until::timestamptz IS NULL OR m.received_at < :until)` as const;
const countMails = named({ text: `SELECT count(*)::int AS n FROM inbound_mail m WHERE ${asked}` });
const linesOfMails = named({
  text: `SELECT ${columns} FROM inbound_mail m LEFT JOIN keys.sealed_key k ON k.owner_id = m.id LEFT JOIN case_file f ON f.id = m.case_id
         WHERE ${asked} ORDER BY m.received_at DESC, m.id DESC LIMIT :size OFFSET :offset`,
});
const decideMail = named({
  text: `UPDATE inbound_mail SET status = :status, decided_by = :account, decided_at = now(), decided_because = :because,
           case_id = coalesce(:caseId, case_id)
         WHERE department = :department AND id = :id AND (status = 'QUARANTINED' OR status = 'DISCARDED' AND :status = 'RELEASED')`,
});

function lineOf(db: Database, { id, received_at, status, verdict, reasons, reference, heading, wrapped }: Row): InboundMailLine {
  const opened = heading === null || wrapped === null ? null : (unseal(unwrapDataKey(db.keys, id, wrapped), `${id}/heading`, heading) as MailHeading);
  return { id, receivedAt: received_at.getTime(), status, verdict, reasons, heading: opened, reference };
}
