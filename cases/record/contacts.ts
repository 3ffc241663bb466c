import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { newDataKey, seal } from '../../database/sealing.ts';
import type { Channel, ContactKind } from '../../vocabulary/vocabulary.ts';

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

/** Keeps a contact under the reference it is found again by. False when its source has given this external id before. */
export async function keepContact(
  db: Database,
  tx: Tx,
  { content, receivedAt, ...contact }: ContactWithoutCase,
  reference: string,
): Promise<boolean> {
  const id = randomUUIDv7();
  const { key, wrapped } = newDataKey(db.keys, id);
  const { rowCount } = await tx.query(
    keepStatement({ ...contact, id, reference, receivedAt: new Date(receivedAt), sealed: seal(key, id, content), wrapped }),
  );
  return rowCount === 1;
}

const keepStatement = named({
  text: `WITH kept AS (
           INSERT INTO alert (id, department, channel, contact_kind, received_at, source, external_id, body_hash, sealed, reference)
           VALUES (:id, :department, :channel, :kind, :receivedAt, :source, :externalId, :bodyHash, :sealed, :reference)
           ON CONFLICT (department, source, external_id) DO NOTHING RETURNING id
         )
         INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT id, :department, 'CONTACT', :wrapped FROM kept`,
});
