import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Guichet';

function totp(secret: string, email: string): TOTP {
  return new TOTP({ issuer: ISSUER, label: email, secret: Secret.fromBase32(secret) });
}

/** A new secret, base32, and the address that authenticator applications read. */
export function newTotp(email: string): { secret: string; address: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, address: totp(secret, email).toString() };
}

/** Whether these six figures are the secret's at this instant, one period of thirty seconds more or less. */
export function totpMatches(secret: string, code: string, at: number): boolean {
  const token = code.replaceAll(/\s/g, '');
  return /^\d{6}$/.test(token) && totp(secret, '').validate({ token, timestamp: at, window: 1 }) !== null;
}
