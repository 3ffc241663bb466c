import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type KeyMaterial, KeyRing } from './key-ring.ts';

/** The keys the stores need, kept outside the database. */
export interface SealingKeys<Key> {
  /** Wraps the key of each case, draft or account. */
  master: Key;
  /** Keys the journal's hash chain. */
  journal: Key;
  /** Keys receipt codes, link tokens, API keys, message ids and blind indexes. */
  index: Key;
}
export type DatabaseKeys = SealingKeys<KeyRing>;

export function keyRings({ master, journal, index }: SealingKeys<KeyMaterial>): DatabaseKeys {
  return { master: new KeyRing('master', master), journal: new KeyRing('journal', journal), index: new KeyRing('index', index) };
}

/*
 * What is sealed begins with how: version (1 byte), then which key.
 *   1: no key id; a data key wrapped by generation 1 of the master key, or a value under its owner's data key.
 *   2: a data key wrapped by the master key; its generation (1 byte).
 *   3: a value under its owner's data key; the fingerprint of that key (4 bytes).
 * Then nonce (12), tag (16), ciphertext. From version 2 on, all that stands before the nonce is authenticated too.
 */
const withoutKeyId = 1;
const wrappedKey = 2;
const sealedValue = 3;
const fingerprintLength = 4;
const nonceLength = 12;
const tagLength = 16;

/** A new data key, and its form wrapped by the master key for `keys.sealed_key`. Losing the wrapped form is erasure. */
export function newDataKey(keys: DatabaseKeys, ownerId: string): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(32);
  return { key, wrapped: wrapDataKey(keys, ownerId, key) };
}

/** Wraps a data key by the active generation of the master key. */
export function wrapDataKey(keys: DatabaseKeys, ownerId: string, key: Buffer): Buffer {
  return encrypt(keys.master.key('wrap'), Buffer.of(wrappedKey, keys.master.active), `key/${ownerId}`, key);
}

export function unwrapDataKey(keys: DatabaseKeys, ownerId: string, wrapped: Buffer): Buffer {
  const context = `key/${ownerId}`;
  if (wrapped[0] === withoutKeyId) return decrypt(keys.master.key('wrap', 1), 1, context, wrapped);
  if (wrapped[0] !== wrappedKey) throw unknownVersion();
  return decrypt(keys.master.key('wrap', wrapped[1] ?? 0), 2, context, wrapped);
}

/**
 * Seals a JSON value with AES-256-GCM. `rowId` says which row it belongs to and is authenticated with it:
 * the same bytes moved to another row no longer open.
 */
export function seal(key: Buffer, rowId: string, value: unknown): Buffer {
  return sealUnder(key, `row/${rowId}`, Buffer.from(JSON.stringify(value), 'utf8'));
}

/** Opens what `seal` closed. Throws when the key, the row or a single bit is another. */
export function unseal(key: Buffer, rowId: string, sealed: Buffer): unknown {
  return JSON.parse(openWith(key, `row/${rowId}`, sealed).toString('utf8'));
}

/** Seals bytes as they are: what `seal` is for values, under a context of their own. */
export function sealBytes(key: Buffer, rowId: string, bytes: Buffer): Buffer {
  return sealUnder(key, `bytes/${rowId}`, bytes);
}

/** Opens what `sealBytes` closed; throws as `unseal` does. */
export function unsealBytes(key: Buffer, rowId: string, sealed: Buffer): Buffer {
  return openWith(key, `bytes/${rowId}`, sealed);
}

/**
 * HMAC-SHA256 under the index key: how codes, tokens and searchable values are stored. `purpose` keeps the uses apart
 * (add the department to it for a blind index, so that two departments cannot be compared).
 */
export function keyedHash(keys: DatabaseKeys, purpose: string, value: string, generation = keys.index.active): Buffer {
  return createHmac('sha256', keys.index.key(purpose, generation)).update(`${purpose}\0${value}`, 'utf8').digest();
}

/** The same under every generation known here, the active one first: what is looked for may be stored under an older one. */
export function keyedHashes(keys: DatabaseKeys, purpose: string, value: string): Buffer[] {
  return keys.index.generations.map((generation) => keyedHash(keys, purpose, value, generation));
}

// Given as bytes, a key costs Node several times what sealing with it does.
function sealUnder(bytes: Buffer, context: string, plain: Buffer): Buffer {
  const key = createSecretKey(bytes);
  return encrypt(key, Buffer.concat([Buffer.of(sealedValue), fingerprintOf(key)]), context, plain);
}

function openWith(bytes: Buffer, context: string, sealed: Buffer): Buffer {
  const key = createSecretKey(bytes);
  if (sealed[0] === withoutKeyId) return decrypt(key, 1, context, sealed);
  if (sealed[0] !== sealedValue) throw unknownVersion();
  if (!fingerprintOf(key).equals(sealed.subarray(1, 1 + fingerprintLength))) throw new Error('Sealed with another key.');
  return decrypt(key, 1 + fingerprintLength, context, sealed);
}

/** Tells a data key from another, and nothing of it. */
function fingerprintOf(key: KeyObject): Buffer {
  return createHmac('sha256', key).update('guichet data key').digest().subarray(0, fingerprintLength);
}

function unknownVersion(): Error {
  return new Error('Sealed with an unknown version.');
}

function encrypt(key: KeyObject, head: Buffer, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(authenticated(head, context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: KeyObject, headLength: number, context: string, sealed: Buffer): Buffer {
  const bodyAt = headLength + nonceLength + tagLength;
  if (sealed.length < bodyAt) throw unknownVersion();
  const nonce = sealed.subarray(headLength, headLength + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
    .setAAD(authenticated(sealed.subarray(0, headLength), context))
    .setAuthTag(sealed.subarray(headLength + nonceLength, bodyAt));
  return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
}

function authenticated(head: Buffer, context: string): Buffer {
  const text = Buffer.from(context, 'utf8');
  return head[0] === withoutKeyId ? text : Buffer.concat([head, text]);
}
