import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** The keys the stores need, 32 bytes each, kept outside the database. */
export interface SealingKeys<Key> {
  /** Wraps the key of each case, draft or account. */
  master: Key;
  /** Keys the journal's hash chain. */
  journal: Key;
  /** Keys receipt codes, link tokens, API keys, message ids and blind indexes. */
  index: Key;
}
export type DatabaseKeys = SealingKeys<KeyObject>;

/** The keys in the form that node:crypto uses three times faster than bytes. */
export function secretKeys({ master, journal, index }: SealingKeys<Buffer>): DatabaseKeys {
  return { master: createSecretKey(master), journal: createSecretKey(journal), index: createSecretKey(index) };
}

// Layout of everything sealed: version (1 byte), nonce (12), tag (16), ciphertext.
const version = 1;
const nonceLength = 12;
const tagLength = 16;
const head = 1 + nonceLength + tagLength;

/** A new data key, and its form wrapped by the master key for `keys.sealed_key`. Losing the wrapped form is erasure. */
export function newDataKey(keys: DatabaseKeys, ownerId: string): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(32);
  return { key, wrapped: encrypt(keys.master, `key/${ownerId}`, key) };
}

export function unwrapDataKey(keys: DatabaseKeys, ownerId: string, wrapped: Buffer): Buffer {
  return decrypt(keys.master, `key/${ownerId}`, wrapped);
}

/**
 * Seals a JSON value with AES-256-GCM. `rowId` says which row it belongs to and is authenticated with it:
 * the same bytes moved to another row no longer open.
 */
export function seal(key: Buffer, rowId: string, value: unknown): Buffer {
  return encrypt(key, `row/${rowId}`, Buffer.from(JSON.stringify(value), 'utf8'));
}

/** Opens what `seal` closed. Throws when the key, the row or a single bit is another. */
export function unseal(key: Buffer, rowId: string, sealed: Buffer): unknown {
  return JSON.parse(decrypt(key, `row/${rowId}`, sealed).toString('utf8'));
}

/** Seals bytes as they are: what `seal` is for values, under a context of their own. */
export function sealBytes(key: Buffer, rowId: string, bytes: Buffer): Buffer {
  return encrypt(key, `bytes/${rowId}`, bytes);
}

/** Opens what `sealBytes` closed; throws as `unseal` does. */
export function unsealBytes(key: Buffer, rowId: string, sealed: Buffer): Buffer {
  return decrypt(key, `bytes/${rowId}`, sealed);
}

/**
 * HMAC-SHA256 under the index key: how codes, tokens and searchable values are stored. `purpose` keeps the uses apart
 * (add the department to it for a blind index, so that two departments cannot be compared).
 */
export function keyedHash(keys: DatabaseKeys, purpose: string, value: string): Buffer {
  return createHmac('sha256', keys.index).update(`${purpose}\0${value}`, 'utf8').digest();
}

function encrypt(key: Buffer | KeyObject, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer | KeyObject, context: string, sealed: Buffer): Buffer {
  if (sealed[0] !== version || sealed.length < head) throw new Error('Sealed with an unknown version.');
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(sealed.subarray(1 + nonceLength, head));
  return Buffer.concat([decipher.update(sealed.subarray(head)), decipher.final()]);
}
