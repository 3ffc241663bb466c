import { sign, verify } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { allKeys, databasePassword, type GivenKeys, keysFolder, loadKeys } from './keys.ts';

const none = { master: undefined, journal: undefined, index: undefined, session: undefined, signing: undefined };
let folder: ReturnType<typeof temporaryFolder>;
let dataFolder: string;

beforeEach(() => {
  folder = temporaryFolder();
  dataFolder = join(folder.path, 'data');
});
afterEach(() => folder.remove());

const load = (givenKeys: GivenKeys = none) => loadKeys({ dataFolder, givenKeys, mode: 'demonstration' }, allKeys);

test('keys are made once, each its own, for this account only', () => {
  const first = load();
  const again = load();
  expect(again.master).toEqual(first.master);
  const publicKey = (keys: typeof first) => keys.signing.get(1)?.publicKey.export({ format: 'pem', type: 'spki' });
  expect(publicKey(again)).toBe(publicKey(first));
  const secrets = [first.master, first.journal, first.index, first.session].map((generations) => generations.get(2) ?? Buffer.alloc(0));
  expect(secrets.map((secret) => secret.length)).toEqual([32, 32, 32, 32]);
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(4);
  expect(statSync(keysFolder(dataFolder)).mode & 0o777).toBe(0o700);
  const files = readdirSync(keysFolder(dataFolder));
  expect(files.toSorted()).toEqual(['index.key', 'journal.key', 'master.key', 'session.key', 'signing.key']);
  for (const file of files) expect(statSync(join(keysFolder(dataFolder), file)).mode & 0o777).toBe(0o600);
});

test('the signing pair signs', () => {
  const { privateKey, publicKey } = load().signing.get(1) ?? {};
  if (privateKey === undefined || publicKey === undefined) throw new Error('no pair');
  expect(privateKey.asymmetricKeyType).toBe('ed25519');
  const root = Buffer.from('racine');
  expect(verify(null, root, publicKey, sign(null, root, privateKey))).toBe(true);
});

test('a given key wins over the folder and is not written', () => {
  const given = Buffer.alloc(32, 3).toString('base64');
  const keys = load({ ...none, master: given });
  expect(keys.master.get(1)?.toString('base64')).toBe(given);
  expect(readdirSync(keysFolder(dataFolder))).not.toContain('master.key');
});

test('a given signing key that is none is refused without being repeated', () => {
  const given = Buffer.from('not a key').toString('base64');
  expect(() => load({ ...none, signing: given })).toThrow(/GUICHET_SIGNING_KEY/);
});

test('a key that vanished beside an existing database is never replaced', () => {
  load();
  mkdirSync(join(dataFolder, 'postgres'));
  rmSync(join(keysFolder(dataFolder), 'master.key'));
  expect(() => load()).toThrow(/sauvegarde/);
  expect(readdirSync(keysFolder(dataFolder))).not.toContain('master.key');
});

test('each role has a password of its own, the same at each start', () => {
  const password = databasePassword(dataFolder, 'guichet_app');
  expect(databasePassword(dataFolder, 'guichet_app')).toBe(password);
  expect(databasePassword(dataFolder, 'guichet_relay')).not.toBe(password);
  expect(encodeURIComponent(password)).toBe(password);
});

test('a key file that cannot be read is not taken for a lost one', () => {
  mkdirSync(join(keysFolder(dataFolder), 'master.key'), { recursive: true });
  mkdirSync(join(dataFolder, 'postgres'));
  expect(() => load()).toThrow(/EISDIR/);
});
