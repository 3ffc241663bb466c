import type { Instant } from '../calendar/span.ts';
import type { AlertContent } from '../cases/model/content.ts';
import type { Actor } from '../cases/model/events.ts';
import type { ReadingReason } from '../cases/model/reading.ts';
import type { AlertState } from '../cases/model/state.ts';
import { logAccess } from '../cases/record/access.ts';
import { inGroups } from '../database/codes.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { unseal, unwrapDataKey } from '../database/sealing.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import type { Channel } from '../vocabulary/vocabulary.ts';
import { receiptCodeOf } from './receive.ts';

/** Whoever made an alert, as the desk may reach them. */
export interface Author {
  alertId: string;
  receivedAt: Instant;
  channel: Channel;
  /** The address left for it; absent when there is none, or the content was erased. */
  email?: string;
  /** Of an alert by mail: what an answer in the same thread names. */
  thread?: { inReplyTo: string; references: string[] };
  /** The code that follows the alert, where its door could not show it: on the telephone, by post, by mail. */
  receipt?: string;
}

const messageId = /^<[^<>\s]{1,250}>$/;

/**
 * Opens what a case holds of the author of an alert, and logs it. The alert is named as the case's state has it: what came with
 * a merged case is found where it was recorded. Null when there is none. What it gives must reach no log and no workflow.
 */
export async function readAuthor(
  db: Database,
  department: string,
  caseId: string,
  alert: Pick<AlertState, 'id' | 'from'>,
  by: Actor,
  why: ReadingReason,
): Promise<Author | null> {
  const at = alert.from ?? { case: caseId, alert: alert.id };
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{
      id: string;
      seq: number;
      channel: Channel;
      received_at: Date;
      source: string;
      external_id: string;
      receipt_hash: Buffer;
      sealed: Buffer | null;
      wrapped: Buffer | null;
    }>(
      {
        name: 'read-author',
        text: `SELECT a.id, a.seq, a.channel, a.received_at, a.source, a.external_id, a.receipt_hash, e.sealed, k.wrapped
               FROM alert a JOIN journal_entry e ON e.case_id = a.case_id AND e.seq = a.seq
               LEFT JOIN keys.sealed_key k ON k.owner_id = a.case_id WHERE a.case_id = $1 AND a.local_id = $2`,
      },
      [at.case, at.alert],
    );
    const [row] = rows;
    if (row === undefined) return null;
    await logAccess(tx, department, by, at.case, 'AUTHOR', why);
    const { id, seq, channel, received_at, source, external_id, receipt_hash, sealed, wrapped } = row;
    const code = receiptCodeOf(db, { department, source, externalId: external_id }, receipt_hash);
    const content =
      sealed === null || wrapped === null ? null : (unseal(unwrapDataKey(db.keys, at.case, wrapped), `${at.case}/${seq}`, sealed) as AlertContent);
    const email = content?.reporter?.email;
    const thread = threadOf(content);
    return {
      alertId: id,
      receivedAt: received_at.getTime(),
      channel,
      ...(email !== undefined && { email }),
      ...(thread !== undefined && { thread }),
      ...(!incomingDoors[channel].showsCode && code !== null && { receipt: inGroups(code) }),
    };
  });
}

/** Only what is a message id is quoted: the rest was written by whoever sent the mail. */
function threadOf(content: AlertContent | null): Author['thread'] {
  const { messageId: answered, references = [] } = content?.email ?? {};
  if (typeof answered !== 'string' || !messageId.test(answered)) return undefined;
  return { inReplyTo: answered, references: [...references.filter((one) => messageId.test(one)).slice(-10), answered] };
}
