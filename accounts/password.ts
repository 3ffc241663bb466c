import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes. Hashed in the thread pool, never on the event loop. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Unlike letters and figures only: it may be read aloud or copied by hand. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

let nobody: Promise<string> | undefined;

/** The argon2id hash of a password, in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

/**
 * Whether the password is the one hashed. An unknown account (`hashed` null) costs the same time as a known one, so that
 * nobody learns who has an account.
 */
export async function passwordMatches(password: string, hashed: string | null): Promise<boolean> {
  nobody ??= hashPassword('personne');
  const matches = await verify(hashed ?? (await nobody), password.normalize('NFC'));
  return matches && hashed !== null;
}

/** A password to hand to somebody once: four groups of five, 99 bits. */
export function newPassword(): string {
  const letter = () => alphabet[randomInt(alphabet.length)];
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, letter).join('')).join('-');
}
