import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { crockford } from '../database/codes.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { keyedHash, newDataKey, seal } from '../database/sealing.ts';
import type { Channel, ContactKind } from '../vocabulary/vocabulary.ts';

/** A contact that ends without a case: the situation stays with whoever asked. */
export interface ContactWithoutCase {
  department: string;
  kind: Exclude<ContactKind, 'ALERT'>;
  channel: Channel;
  source: string;
  externalId: string;
  /** SHA-256 of what was sent. */
  bodyHash: Buffer;
  receivedAt: Instant;
  /** What the agent noted: sealed. */
  content: unknown;
}

/**
 * Keeps advice, information or orientation that was given, and answers with its reference. The same source and external
 * id twice is one contact; with another body it is a conflict.
 */
export async function recordContact(db: Database, contact: ContactWithoutCase): Promise<{ reference: string; replay: boolean } | { conflict: true }> {
  const { department, kind, channel, source, externalId, bodyHash, receivedAt, content } = contact;
  const id = randomUUIDv7();
  const { key, wrapped } = newDataKey(db.keys, id);
  const drawn = crockford(keyedHash(db.keys, 'contact', `${department}\n${source}\n${externalId}`));
  const reference = `${department}-${String(new Date(receivedAt).getFullYear()).slice(-2)}-C-${drawn.slice(0, 4)}-${drawn.slice(4, 7)}`;
  return inDepartment(db, department, async (tx) => {
    const kept = await tx.query(
      {
        text: `WITH kept AS (
                 INSERT INTO alert (id, department, channel, contact_kind, received_at, source, external_id, body_hash, sealed, reference)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (department, source, external_id) DO NOTHING RETURNING id
               )
               INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT id, $2, 'CONTACT', $11 FROM kept`,
      },
      [id, department, channel, kind, new Date(receivedAt), source, externalId, bodyHash, seal(key, id, content), reference, wrapped],
    );
    if (kept.rowCount === 1) return { reference, replay: false };
    const { rows } = await tx.query<{ reference: string; body_hash: Buffer }>(
      { text: 'SELECT reference, body_hash FROM alert WHERE department = $1 AND source = $2 AND external_id = $3' },
      [department, source, externalId],
    );
    const [known] = rows;
    return known?.body_hash.equals(bodyHash) ? { reference: known.reference, replay: true } : { conflict: true };
  });
}
