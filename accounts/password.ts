import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** What anybody who knows an account would try first. */
export interface KnownOfAccount {
  email: string;
  name: string;
  /** As it is called: "Meurthe-et-Moselle". */
  department: string;
}

/**
 * What is wrong with a chosen password, in French; null when nothing is. Length is what is asked (ANSSI, NIST SP 800-63B): a sentence is
 * easier to keep than signs. What is tried first is no password: what is known of the account, or one of the most common
 * passwords, repeated or lengthened with figures or not.
 */
export function wrongWithPassword(chosen: string, { email, name, department }: KnownOfAccount): string | null {
  const { length } = [...chosen.normalize('NFC')];
  if (length < SHORTEST_PASSWORD) return `Donnez au moins ${SHORTEST_PASSWORD} caractères. Une phrase convient.`;
  if (length > LONGEST) return `Gardez au plus ${LONGEST} caractères.`;
  if (new Set(chosen).size < fewestSigns) return 'Ce mot de passe répète les mêmes caractères. Une phrase que personne d’autre ne connaît convient.';
  const left = leftWithout(chosen, [email, ...email.split(/[@._-]/), ...name.split(/[\s'’-]+/), ...department.split(/[\s'’-]+/), ...firstTried]);
  if (left.length < fewestOwn) return 'On devine ce mot de passe en connaissant votre compte. Une phrase que personne d’autre ne connaît convient.';
  return [plain(chosen), left].some(isCommon)
    ? 'Ce mot de passe est parmi les plus courants, que l’on essaie en premier. Une phrase que personne d’autre ne connaît convient.'
    : null;
}

const firstTried = ['guichet', 'motdepasse', 'password', 'azerty', 'qwerty', '1234567890', '0123456789'];
const fewestSigns = 5;
const fewestOwn = 6;

const plain = (text: string) => foldedLetters(text).replaceAll(/[^a-z0-9]/g, '');

/** The letters and figures that stay once what is known of an account is taken out. */
function leftWithout(chosen: string, known: string[]): string {
  const words = known.map(plain).filter((word) => word.length >= 3);
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((left, word) => left.replaceAll(word, ''), plain(chosen));
}

/** Letters and figures of the most common passwords, without the figures at their ends (NOTICE says whose list it is). */
let common: ReadonlySet<string> | undefined;

function isCommon(text: string): boolean {
  common ??= new Set(
    readFileSync(join(import.meta.dirname, 'common-passwords.txt'), 'utf8')
      .trim()
      .split('\n'),
  );
  const word = text.replaceAll(/^\d+|\d+$/g, '');
  const repeated = /^(.+?)\1+$/.exec(word)?.[1] ?? word;
  return common.has(word) || common.has(repeated);
}
