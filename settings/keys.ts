/**
 * The product's keys: given by the environment, or generated once under the data folder
 * (folder 0700, files 0600), apart from the database they protect.
 */

import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, Problem } from './problem.ts';

export interface Keys {
  /** Wraps the key of each case. 32 bytes. */
  master: Buffer;
  /** Keys the hash chain of the journal. 32 bytes. */
  journal: Buffer;
  /** Keys the blind indexes, receipt codes and API keys. 32 bytes. */
  index: Buffer;
  /** Signs session cookies. 32 bytes. */
  session: Buffer;
  /** ed25519, signs the daily root of the journals. */
  signing: { privateKey: KeyObject; publicKey: KeyObject };
}

export type KeyName = keyof Keys;

/** Keys given by the environment, base64; the others are files under the data folder. */
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
): Pick<Keys, Name> {
  const textOf = (name: KeyName): string => {
    const given = givenKeys[name];
    if (given === undefined && mode === 'production')
      throw new Problem(`${keyVariables[name]} manque : elle est nécessaire en production (voir .env.example).`);
    return given ?? keyFile(dataFolder, `${name}.key`, name === 'signing' ? newSigningKey : newSecret);
  };
  const read = (name: KeyName) => (name === 'signing' ? signingPair(textOf(name)) : Buffer.from(textOf(name), 'base64'));
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Pick<Keys, Name>;
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

/** Reads the key that signs the journals' roots. Throws a Problem on another kind of key, a public one included. */
export function signingPair(text: string): Keys['signing'] {
  const privateKey = privateKeyOf(text);
  if (privateKey?.asymmetricKeyType !== 'ed25519')
    throw new Problem(
      'GUICHET_SIGNING_KEY n’est pas valable : donnez une clé privée ed25519, PKCS#8 DER en base64 (openssl genpkey -algorithm ed25519 -outform DER | base64 -w0).',
    );
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function privateKeyOf(text: string): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    return null;
  }
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
