import { crockford } from '../../database/codes.ts';
import { type DatabaseKeys, keyedHash, keyedHashes } from '../../database/sealing.ts';

/** What a short link to whoever is on duty carries: sixteen letters and figures, short enough for a text, and eighty bits. Derived: the same again. */
export const dutyToken = (keys: DatabaseKeys, purpose: 'duty call' | 'duty test', of: string): string =>
  crockford(keyedHash(keys, purpose, of).subarray(0, 10)).toLowerCase();

/** What is stored of it. */
export const dutyLinkHash = (keys: DatabaseKeys, token: string): Buffer => keyedHash(keys, 'duty link', token);

/** What may be stored of it, under each generation of the key. */
export const dutyLinkHashes = (keys: DatabaseKeys, token: string): Buffer[] => keyedHashes(keys, 'duty link', token);
