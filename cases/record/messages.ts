import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { type MessageParts, messageParts } from '../model/message.ts';

export interface ClaimedMessage {
  /** Numbers this try: give it back with the fate (`apply`'s `attempt`), so that a late one cannot write. */
  attempt: number;
  /** Left part of the mail's Message-ID: the same at every try, and saying nothing. */
  messageId: string;
  reference: string;
  parts: MessageParts;
  /** Whom a message about a transfer is for. */
  contact: string | null;
}

/**
 * Takes a message to hand it over: pending → sending, one attempt more. Answers null when there is nothing to hand over
 * any more (sent, given up or withdrawn). A message left in `sending` by a worker that died is taken again.
 */
export async function claimMessage(db: Database, department: string, caseId: string, messageId: string): Promise<ClaimedMessage | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<ClaimedMessage, 'messageId' | 'parts'> & { message_id: string }>(
      {
        name: 'claim-message',
        text: `UPDATE message m SET status = 'sending', attempt = attempt + 1
               FROM case_file c
               WHERE m.case_id = $1 AND m.id = $2 AND m.status IN ('pending', 'sending') AND c.id = m.case_id
               RETURNING m.attempt, m.message_id, c.reference, m.contact`,
      },
      [caseId, messageId],
    );
    if (rows[0] === undefined) return null;
    const { message_id, ...claimed } = rows[0];
    return { ...claimed, messageId: message_id, parts: messageParts(messageId) };
  });
}

export interface FoundMessage {
  caseId: string;
  parts: MessageParts;
  /** Whom a message about a transfer was for. */
  contact: string | null;
}

/** Finds the case and message a mail answers or sends back, from the left part of the Message-ID it quotes. */
export async function findMessage(db: Database, department: string, messageId: string): Promise<FoundMessage | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; id: string; contact: string | null }>(
      { name: 'find-message', text: 'SELECT case_id AS "caseId", id, contact FROM message WHERE message_id = $1' },
      [messageId],
    );
    if (rows[0] === undefined) return null;
    const { caseId, id, contact } = rows[0];
    return { caseId, parts: messageParts(id), contact };
  });
}

/** A case by its reference, and the contacts of recipients that were written to about it; null when there is none. */
export async function writtenToAbout(db: Database, department: string, reference: string): Promise<{ caseId: string; contacts: string[] } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; contacts: string[] }>(
      {
        name: 'written-to-about',
        text: `SELECT c.id AS "caseId", array(SELECT DISTINCT m.contact FROM message m WHERE m.case_id = c.id AND m.contact IS NOT NULL) AS contacts
               FROM case_file c WHERE c.department = $1 AND c.reference = $2`,
      },
      [department, reference],
    );
    return rows[0] ?? null;
  });
}
