import { type Database, inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { unsealBytes } from '../../database/sealing.ts';
import { readApart } from '../../mails/apart.ts';
import { indexesOf } from './inbound-mails.ts';
import { writerOf } from './writer.ts';

/**
 * Makes again, under the active generation of the index key, the sender's and the thread's indexes of some mails that are kept under an
 * older one. Answers with how many it did: 0 when all are up to date. A mail whose content is gone is found by neither any more.
 * The owner's role only.
 */
export async function reindexMails(db: Database, department: string, atOnce: number): Promise<number> {
  const { active } = db.keys.index;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ id: string; bytes: string; sealed: Buffer | null; sorted: boolean }>(
      {
        text: `SELECT id, bytes, sealed, verdict IS NOT NULL AS sorted FROM inbound_mail
               WHERE department = $1 AND key_generation < $2 ORDER BY id LIMIT $3`,
      },
      [department, active, atOnce],
    );
    for (const { id, bytes, sealed, sorted } of rows) {
      const key = sealed === null || !sorted ? null : await sealedKeyOf(db, tx, 'MAIL', id);
      const mail = key === null || sealed === null ? null : await readApart(unsealBytes(key, id, sealed), Number(bytes));
      const { sender, message } = indexesOf(db, department, {
        sender: mail === null ? null : (writerOf(mail)?.address ?? null),
        messageId: mail?.messageId ?? null,
      });
      await tx.query({ name: 'reindex-mail', text: 'UPDATE inbound_mail SET sender = $2, message = $3, key_generation = $4 WHERE id = $1' }, [
        id,
        sender,
        message,
        active,
      ]);
    }
    return rows.length;
  });
}
