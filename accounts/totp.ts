import { Secret, TOTP } from 'otpauth';
import { type DatabaseKeys, keyedHash } from '../database/sealing.ts';

/** A secret, base32, for an authenticator application, drawn from `offer`: always the same, so that it need not be kept. */
export function totpFor(keys: DatabaseKeys, offer: string): string {
  const drawn = keyedHash(keys, 'second factor', offer).subarray(0, 20);
  return new Secret({ buffer: new Uint8Array(drawn).buffer }).base32;
}

/** The address by which a telephone's authenticator application takes a secret. */
export function totpAddress(secret: string, email: string): string {
  return new TOTP({ issuer: 'Guichet', label: email, secret: Secret.fromBase32(secret) }).toString();
}

const period = 30_000;

/**
 * The period of thirty seconds, counted from 1970, whose six figures these are; null when they are not the secret's at this instant, one
 * period more or less.
 */
export function totpPeriod(secret: string, code: string, at: number): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const away = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token, timestamp: at, window: 1 });
  return away === null ? null : Math.floor(at / period) + away;
}
