import { yearIn } from '../calendar/local.ts';
import { territoryOf } from '../calendar/territory.ts';
import { type ContactWithoutCase, keepContact } from '../cases/record/contacts.ts';
import { crockford } from '../database/codes.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { keyedHash } from '../database/sealing.ts';

/**
 * Keeps advice, information or orientation that was given, and answers with its reference. The same source and external
 * id twice is one contact; with another body it is a conflict.
 */
export async function recordContact(db: Database, contact: ContactWithoutCase): Promise<{ reference: string; replay: boolean } | { conflict: true }> {
  const { department, source, externalId, bodyHash, receivedAt } = contact;
  const drawn = crockford(keyedHash(db.keys, 'contact', `${department}\n${source}\n${externalId}`));
  const reference = `${department}-${String(yearIn(receivedAt, territoryOf(department).zone)).slice(-2)}-C-${drawn.slice(0, 4)}-${drawn.slice(4, 7)}`;
  return inDepartment(db, department, async (tx) => {
    if (await keepContact(db, tx, contact, reference)) return { reference, replay: false };
    const { rows } = await tx.query<{ reference: string; body_hash: Buffer }>(
      { text: 'SELECT reference, body_hash FROM alert WHERE department = $1 AND source = $2 AND external_id = $3' },
      [department, source, externalId],
    );
    const [known] = rows;
    return known?.body_hash.equals(bodyHash) ? { reference: known.reference, replay: true } : { conflict: true };
  });
}
