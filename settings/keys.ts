/**
 * The product's keys: given by the environment, or generated once under the data folder
 * (folder 0700, files 0600), apart from the database they protect.
 */

import { generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type GivenKey,
  type GivenPair,
  type GivenSigningKey,
  readGenerations,
  readSecrets,
  readSigningPairs,
  writePublic,
} from './key-generations.ts';
import { codeOf, Problem } from './problem.ts';

export interface Keys {
  /** Wraps the key of each case. */
  master: GivenKey;
  /** Keys the hash chain of the journal. */
  journal: GivenKey;
  /** Keys the blind indexes, receipt codes and API keys. */
  index: GivenKey;
  /** Signs session cookies. */
  session: GivenKey;
  /** ed25519, signs the daily root of the journals. */
  signing: GivenSigningKey;
}

export type KeyName = keyof Keys;

/** Keys as they were read: every generation by its number. */
export type LoadedKeys = { [name in Exclude<KeyName, 'signing'>]: ReadonlyMap<number, Buffer> } & { signing: ReadonlyMap<number, GivenPair> };

/** Keys given by the environment, as text; the others are files under the data folder. */
export type GivenKeys = { [name in KeyName]: string | undefined };

/** What reading and writing the record takes. */
export const recordKeys = ['master', 'journal', 'index'] as const satisfies KeyName[];
export const allKeys = [...recordKeys, 'session', 'signing'] as const satisfies KeyName[];

export const keyVariables = {
  master: 'GUICHET_MASTER_KEY',
  journal: 'GUICHET_JOURNAL_KEY',
  index: 'GUICHET_INDEX_KEY',
  session: 'GUICHET_SESSION_SECRET',
  signing: 'GUICHET_SIGNING_KEY',
} as const satisfies Record<KeyName, string>;

export function keysFolder(dataFolder: string): string {
  return join(dataFolder, 'keys');
}

/**
 * Gives the keys asked for and reads no other. In a demonstration those that neither the environment nor the folder has are made:
 * idempotent, also between processes that start together; in production every key is given. Refuses to make a key beside an
 * existing database: the sealed content would be lost without anybody being told.
 */
export function loadKeys<Name extends KeyName>(
  { dataFolder, givenKeys, mode }: { dataFolder: string; givenKeys: GivenKeys; mode: 'demonstration' | 'production' },
  names: readonly Name[],
): Pick<LoadedKeys, Name> {
  const textOf = (name: KeyName): string => {
    const given = givenKeys[name];
    if (given === undefined && mode === 'production')
      throw new Problem(`${keyVariables[name]} manque : elle est nécessaire en production (voir .env.example).`);
    return given ?? keyFile(dataFolder, `${name}.key`, () => (name === 'signing' ? newSigningKey() : `${firstApart}:${newSecret()}`));
  };
  const read = (name: KeyName) => (name === 'signing' ? signingPairs(textOf(name)) : secretsOf(name, textOf(name)));
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Pick<LoadedKeys, Name>;
}

/** The first generation whose uses are derived apart: what a new installation begins with. */
const firstApart = 2;

function secretsOf(name: KeyName, text: string): ReadonlyMap<number, Buffer> {
  const secrets = readSecrets(text);
  if (secrets === null) throw new Problem(`${keyVariables[name]} n’est pas valable : donnez 32 octets en base64 (openssl rand -base64 32).`);
  return secrets;
}

/** What the journals' roots are proved with: the public keys given for it, those of the signing key where it is at hand. */
export function verifyingPairs(settings: {
  dataFolder: string;
  givenKeys: GivenKeys;
  givenPublicKeys: string | undefined;
  mode: 'demonstration' | 'production';
}): ReadonlyMap<number, GivenPair> {
  const { givenPublicKeys, givenKeys, mode } = settings;
  const given = givenPublicKeys === undefined ? new Map<number, GivenPair>() : signingPairs(givenPublicKeys, 'GUICHET_SIGNING_PUBLIC_KEY');
  if (given.size > 0 && givenKeys.signing === undefined) return given;
  if (givenKeys.signing === undefined && mode === 'production')
    throw new Problem(
      'GUICHET_SIGNING_PUBLIC_KEY manque : donnez les clés publiques qui prouvent les journées signées (npx guichet keys generations les écrit).',
    );
  return new Map([...given, ...loadKeys(settings, ['signing']).signing]);
}

/**
 * Adds a generation to a key that is a file under the data folder, and answers with its number. Of the signing key the earlier ones keep
 * their public half only: nothing more is signed with them.
 */
export function addGeneration(dataFolder: string, name: KeyName): number {
  const file = join(keysFolder(dataFolder), `${name}.key`);
  const text = readFileSync(file, 'utf8');
  const known = readGenerations(text) ?? new Map<number, string>();
  const next = Math.max(0, ...known.keys()) + 1;
  const before = name === 'signing' ? writePublic(signingPairs(text)) : [...known].map(([generation, value]) => `${generation}:${value}`).join('\n');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${next}:${name === 'signing' ? newSigningKey() : newSecret()}\n${before}`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  return next;
}

/** The password of a role of the embedded database, from one secret made once. Safe in a URL. */
export function databasePassword(dataFolder: string, role: string): string {
  const secret = Buffer.from(keyFile(dataFolder, 'postgres.key', newSecret), 'base64');
  return Buffer.from(hkdfSync('sha256', secret, '', role, 24)).toString('base64url');
}

function newSecret(): string {
  return randomBytes(32).toString('base64');
}

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

/** Reads the key that signs the journals' roots. Throws a Problem on another kind of key, and where the newest cannot sign. */
export function signingPairs(
  text: string,
  variable: 'GUICHET_SIGNING_KEY' | 'GUICHET_SIGNING_PUBLIC_KEY' = 'GUICHET_SIGNING_KEY',
): ReadonlyMap<number, GivenPair> {
  const pairs = readSigningPairs(text);
  const newest = pairs?.get(Math.max(...pairs.keys()));
  if (pairs === null || (variable === 'GUICHET_SIGNING_KEY' && newest?.privateKey === undefined))
    throw new Problem(
      variable === 'GUICHET_SIGNING_KEY'
        ? `${variable} n’est pas valable : donnez une clé privée ed25519, PKCS#8 DER en base64 (openssl genpkey -algorithm ed25519 -outform DER | base64 -w0).`
        : `${variable} n’est pas valable : donnez des clés publiques ed25519, SPKI DER en base64 (npx guichet keys generations les écrit).`,
    );
  return pairs;
}

function keyFile(dataFolder: string, name: string, make: () => string): string {
  const file = join(keysFolder(dataFolder), name);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (failure) {
    if (codeOf(failure) !== 'ENOENT') throw failure;
  }
  if (existsSync(join(dataFolder, 'postgres'))) {
    throw new Problem(
      `La clé ${file} a disparu alors que la base existe : remettez-la depuis sa sauvegarde, ou supprimez ${dataFolder} pour repartir de zéro.`,
    );
  }
  makeKeyFile(file, make());
  return readFileSync(file, 'utf8').trim();
}

/** Whole or not at all; a file that another process made meanwhile is left. */
function makeKeyFile(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  // On the disk before any row is sealed with it.
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (failure) {
    if (codeOf(failure) !== 'EEXIST') throw failure;
  } finally {
    rmSync(draft, { force: true });
  }
}
