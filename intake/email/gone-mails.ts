import type { Tx } from '../../database/pool.ts';
import { isItsAlert } from './inbound-mails.ts';

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
               AND (m.case_id = ANY ($1::uuid[]) OR EXISTS (SELECT FROM alert a WHERE a.id = ANY ($1::uuid[]) AND ${isItsAlert}))
             ON CONFLICT DO NOTHING`,
    },
    [subjects],
  );
}
