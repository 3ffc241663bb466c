import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { readSettings } from './config.ts';
import { drawnKey, rightProduction } from './production.testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function secret(name: string, content: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return file;
}

test('a secret in a file is the same as in a variable, without the end of its line', () => {
  const plain = Object.entries(rightProduction).filter(([name]) => !/_(KEY|SECRET|URL)$/.test(name) || name === 'GUICHET_PUBLIC_URL');
  const filed = Object.entries(rightProduction)
    .filter(([name]) => !plain.some(([one]) => one === name))
    .map(([name, value]) => [`${name}_FILE`, secret(name, `${value}\n`)]);
  expect(filed).toHaveLength(8);
  expect(readSettings(Object.fromEntries([...plain, ...filed]))).toEqual(readSettings(rightProduction));
});

test('a department’s mailbox and telephone secret too', () => {
  const { mailboxes, telephony } = readSettings({
    GUICHET_IMAP_54_FILE: secret('imap', 'imaps://u:p@courrier.interne/INBOX\n'),
    GUICHET_TELEPHONY_54_FILE: secret('tel', `whsec_${'A'.repeat(32)}`),
  });
  expect(mailboxes).toMatchObject([{ department: '54', user: 'u' }]);
  expect(telephony.get('54')).toBe(`whsec_${'A'.repeat(32)}`);
});

test.each([
  [
    'given twice',
    () => ({ GUICHET_INDEX_KEY: drawnKey(), GUICHET_INDEX_KEY_FILE: secret('x', drawnKey()) }),
    'GUICHET_INDEX_KEY et GUICHET_INDEX_KEY_FILE',
  ],
  ['a file that is not there', () => ({ DATABASE_URL_FILE: join(folder.path, 'absent') }), 'DATABASE_URL_FILE'],
  ['an empty file', () => ({ SMTP_URL_FILE: secret('x', '\n') }), 'SMTP_URL_FILE'],
  ['a folder', () => ({ SMTP_URL_FILE: mkdirSync(join(folder.path, 'd'), { recursive: true }) ?? '' }), 'SMTP_URL_FILE'],
  ['a wrong value', () => ({ GUICHET_MASTER_KEY_FILE: secret('x', 'tropcourt') }), 'GUICHET_MASTER_KEY'],
  ['what is no secret', () => ({ GUICHET_PORT_FILE: secret('x', '1') }), 'GUICHET_PORT_FILE n’existe pas'],
])('%s is refused, and nothing of it repeated', (_what, environment, named) => {
  expect(() => readSettings(environment())).toThrow(named);
  expect(() => readSettings(environment())).not.toThrow(/tropcourt/);
});

test('the engine’s certificates are files that can be read, and a pair', () => {
  const [certificate, key] = [secret('c.pem', 'c'), secret('k.pem', 'k')];
  const { temporalAccess } = readSettings({
    TEMPORAL_TLS_CLIENT_CERT_PATH: certificate,
    TEMPORAL_TLS_CLIENT_KEY_PATH: key,
    TEMPORAL_TLS_SERVER_NAME: 'temporal',
  });
  expect(temporalAccess).toEqual({ tls: { serverCa: undefined, serverName: 'temporal', client: { certificate, key } }, apiKey: undefined });
  expect(() => readSettings({ TEMPORAL_TLS_CLIENT_CERT_PATH: certificate })).toThrow('TEMPORAL_TLS_CLIENT_KEY_PATH');
  expect(() => readSettings({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder.path, 'absent') })).toThrow('TEMPORAL_TLS_SERVER_CA_CERT_PATH');
  expect(readSettings({ TEMPORAL_API_KEY: 'x' }).temporalAccess).toMatchObject({ tls: {}, apiKey: 'x' });
});
