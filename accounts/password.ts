import { hash, verify } from '@node-rs/argon2';
import { foldedLetters } from '../vocabulary/letters.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes. Hashed in the thread pool, never on the event loop. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const SHORTEST_PASSWORD = 12;
const LONGEST = 200;

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

/**
 * What is wrong with a chosen password, in French; null when nothing is. Length is what is asked (ANSSI, NIST SP 800-63B): a sentence is
 * easier to keep than signs. What anybody who knows the account would try first is no password: its own name or address, repeated or not.
 */
export function wrongWithPassword(chosen: string, { email, name }: { email: string; name: string }): string | null {
  const { length } = [...chosen.normalize('NFC')];
  if (length < SHORTEST_PASSWORD) return `Donnez au moins ${SHORTEST_PASSWORD} caractères. Une phrase convient.`;
  if (length > LONGEST) return `Gardez au plus ${LONGEST} caractères.`;
  if (new Set(chosen).size < fewestSigns) return 'Ce mot de passe répète les mêmes caractères. Une phrase que personne d’autre ne connaît convient.';
  return leftWithout(chosen, [email, ...email.split(/[@.]/), ...name.split(/\s+/), ...firstTried]) < fewestOwn
    ? 'On devine ce mot de passe en connaissant votre compte. Une phrase que personne d’autre ne connaît convient.'
    : null;
}

const firstTried = ['guichet', 'motdepasse', 'password', 'azerty', 'qwerty', '1234567890', '0123456789'];
const fewestSigns = 5;
const fewestOwn = 6;

/** How many letters and figures stay once what is known of an account is taken out. */
function leftWithout(chosen: string, known: string[]): number {
  const plain = (text: string) => foldedLetters(text).replaceAll(/[^a-z0-9]/g, '');
  const words = known.map(plain).filter((word) => word.length >= 3);
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((left, word) => left.replaceAll(word, ''), plain(chosen)).length;
}
