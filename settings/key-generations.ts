/** How a key is written down: alone, which makes it generation 1, or each generation by its number, `2:…` and `1:…`, separated by spaces, commas or lines. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The generations of a 32-byte key by their numbers; one alone is generation 1. */
export type GivenKey = Buffer | ReadonlyMap<number, Buffer>;

/** What roots are proved with; the private half only where they are signed. */
export interface GivenPair {
  publicKey: KeyObject;
  privateKey?: KeyObject | undefined;
}
export type GivenSigningKey = GivenPair | ReadonlyMap<number, GivenPair>;

const shape = /^(?:(\d{1,3}):)?([A-Za-z0-9+/]+={0,2})$/;

/** The generations of a written key, in base64, newest first; null when it is not written so, or a number comes twice. */
export function readGenerations(text: string): Map<number, string> | null {
  const read = new Map<number, string>();
  for (const part of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const [, number = '1', value] = shape.exec(part) ?? [];
    const generation = Number(number);
    if (value === undefined || generation < 1 || generation > 255 || read.has(generation)) return null;
    read.set(generation, value);
  }
  return read.size === 0 ? null : new Map([...read].sort(([a], [b]) => b - a));
}

/** The same, as bytes; null also when one of them is not 32 bytes long. */
export function readSecrets(text: string): Map<number, Buffer> | null {
  const read = [...(readGenerations(text) ?? [])].map(([generation, value]) => [generation, Buffer.from(value, 'base64')] as const);
  return read.length > 0 && read.every(([, bytes]) => bytes.length === 32) ? new Map(read) : null;
}

/** Signing keys: private ones (PKCS#8 DER) or, of earlier generations, public ones (SPKI DER). Null when one is no ed25519 key. */
export function readSigningPairs(text: string): Map<number, GivenPair> | null {
  const pairs = new Map<number, GivenPair>();
  for (const [generation, value] of readGenerations(text) ?? []) {
    const pair = pairOf(Buffer.from(value, 'base64'));
    if (pair?.publicKey.asymmetricKeyType !== 'ed25519') return null;
    pairs.set(generation, pair);
  }
  return pairs.size === 0 ? null : pairs;
}

function pairOf(key: Buffer): GivenPair | null {
  try {
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch {
    return publicPairOf(key);
  }
}

function publicPairOf(key: Buffer): GivenPair | null {
  try {
    return { publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) };
  } catch {
    return null;
  }
}

/** The public halves, as they are written down. */
export function writePublic(pairs: ReadonlyMap<number, GivenPair>): string {
  return [...pairs]
    .map(([generation, { publicKey }]) => `${generation}:${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`)
    .join('\n');
}
