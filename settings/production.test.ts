import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readSettings } from './config.ts';
import { Problem } from './problem.ts';
import { drawnKey, rightProduction } from './production.testing.ts';
import { productionRules } from './production.ts';

const base64 = (bytes: ArrayLike<number> | string) => Buffer.from(bytes as string).toString('base64');
const inClear = 'postgres://app:x@db.interne:5432/guichet';

function refusal(change: Record<string, string>): string {
  try {
    readSettings({ ...rightProduction, ...change });
  } catch (failure) {
    expect(failure).toBeInstanceOf(Problem);
    return (failure as Problem).message;
  }
  throw new Error('accepted');
}

test('a right configuration is accepted, and breaks no rule', () => {
  const settings = readSettings(rightProduction);
  expect(settings.mode).toBe('production');
  expect(productionRules.map(({ title, faults }) => [title, faults(settings)])).toEqual(productionRules.map(({ title }) => [title, []]));
});

const sameKey = drawnKey();
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const onlyPublic = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** What is given, the variable that is named, and words of the remedy. */
const refusals: [what: string, change: Record<string, string>, names: string, remedy: string][] = [
  ['a public address in clear', { GUICHET_PUBLIC_URL: 'http://guichet.departement.example' }, 'GUICHET_PUBLIC_URL', 'https://'],
  ['two keys that are one', { GUICHET_JOURNAL_KEY: sameKey, GUICHET_INDEX_KEY: sameKey }, 'GUICHET_INDEX_KEY', 'même valeur que GUICHET_JOURNAL_KEY'],
  ['a session secret that is a key', { GUICHET_MASTER_KEY: sameKey, GUICHET_SESSION_SECRET: sameKey }, 'GUICHET_SESSION_SECRET', 'donnez à chacune'],
  ['a key of one byte', { GUICHET_MASTER_KEY: base64(new Uint8Array(32).fill(7)) }, 'GUICHET_MASTER_KEY', 'openssl rand'],
  ['a key of words', { GUICHET_INDEX_KEY: base64('le guichet de Meurthe-et-Moselle') }, 'GUICHET_INDEX_KEY', 'se devine'],
  ['a sequence', { GUICHET_JOURNAL_KEY: base64(Uint8Array.from({ length: 32 }, (_, index) => 200 + index)) }, 'GUICHET_JOURNAL_KEY', 'se devine'],
  [
    'a pattern',
    { GUICHET_SESSION_SECRET: base64(Uint8Array.from({ length: 32 }, (_, index) => [9, 130, 77, 201][index % 4] ?? 0)) },
    'GUICHET_SESSION_SECRET',
    'se devine',
  ],
  ['a signing key of another kind', { GUICHET_SIGNING_KEY: ec }, 'GUICHET_SIGNING_KEY', 'ed25519'],
  ['a signing key that is public', { GUICHET_SIGNING_KEY: onlyPublic }, 'GUICHET_SIGNING_KEY', 'privée'],
  ['a database over the network in clear', { DATABASE_URL: inClear }, 'DATABASE_URL', 'sslmode=verify-full'],
  ['a database whose certificate is not looked at', { DATABASE_RELAY_URL: `${inClear}?sslmode=no-verify` }, 'DATABASE_RELAY_URL', 'verify-full'],
  ['a database asked twice about it', { DATABASE_URL: `${inClear}?sslmode=verify-full&sslmode=disable` }, 'DATABASE_URL', 'verify-full'],
  ['a database elsewhere by a parameter', { DATABASE_URL: 'postgres://a:x@localhost/guichet?host=db.interne' }, 'DATABASE_URL', 'verify-full'],
  ['the owner’s address in clear', { DATABASE_OWNER_URL: inClear }, 'DATABASE_OWNER_URL', 'verify-full'],
  ['mail that may leave in clear', { SMTP_URL: 'smtp://u:p@courrier.interne:587' }, 'SMTP_URL', 'requireTLS=true'],
  ['mail that is told not to encrypt', { SMTP_URL: 'smtp://u:p@courrier.interne?requireTLS=true&ignoreTLS=true' }, 'SMTP_URL', 'smtps://'],
  ['mail to whoever answers', { SMTP_URL: 'smtps://u:p@courrier.interne?tls.rejectUnauthorized=false' }, 'SMTP_URL', 'smtps://'],
  ['the local mailbox', { SMTP_URL: 'smtp://127.0.0.1:2525' }, 'SMTP_URL', 'boîte locale'],
  ['an engine over the network in clear', { TEMPORAL_TLS: 'false' }, 'TEMPORAL_ADDRESS', 'TEMPORAL_TLS=true'],
  ['an antivirus over the network', { GUICHET_CLAMD: 'clamd.interne:3310' }, 'GUICHET_CLAMD', 'prise'],
  [
    'an operator over the network',
    { GUICHET_OPERATOR_URL: 'http://operateur.example', GUICHET_OPERATOR_KEY: 'a-key-of-the-operator' },
    'GUICHET_OPERATOR_URL',
    'https',
  ],
  ['every proxy', { GUICHET_PROXIES: '0.0.0.0/0' }, 'GUICHET_PROXIES', 'mandataires'],
  ['every proxy, in two halves', { GUICHET_PROXIES: '0.0.0.0/1,128.0.0.0/1' }, 'GUICHET_PROXIES', 'mandataires'],
  ['every proxy of IPv6', { GUICHET_PROXIES: 'loopback,::/0' }, 'GUICHET_PROXIES', 'mandataires'],
];

describe('production refuses', () => {
  test.each(refusals)('%s', (_what, change, names, remedy) => {
    const sentence = refusal(change);
    expect(sentence.split('\n')).toHaveLength(1);
    expect(sentence.startsWith(names)).toBe(true);
    expect(sentence).toContain(remedy);
    for (const value of Object.values(change).filter((one) => one.length > 30)) expect(sentence).not.toContain(value);
  });

  test('and says everything at once', () => {
    const all = { GUICHET_PUBLIC_URL: 'http://x.example', SMTP_URL: 'smtp://courrier.interne', GUICHET_PROXIES: '0.0.0.0/0', GUICHET_INDEX_KEY: '' };
    expect(
      refusal(all)
        .split('\n')
        .map((line) => line.split(' ')[0])
        .toSorted(),
    ).toEqual(['GUICHET_INDEX_KEY', 'GUICHET_PROXIES', 'GUICHET_PUBLIC_URL', 'SMTP_URL']);
  });

  test('but a demonstration is let do it', () => {
    const demonstration = { GUICHET_MODE: 'demonstration' };
    for (const [, change, names] of refusals.filter(([, , name]) => name !== 'GUICHET_SIGNING_KEY'))
      expect(() => readSettings({ ...rightProduction, ...demonstration, ...change }), names).not.toThrow();
  });
});

describe('production accepts', () => {
  test.each([
    ['a socket', { DATABASE_URL: 'postgres://app:x@%2Frun%2Fpostgresql/guichet' }],
    ['a database of this machine', { DATABASE_URL: 'postgres://app:x@127.0.0.1:5432/guichet' }],
    ['one by the address of IPv6', { DATABASE_URL: 'postgres://app:x@[::1]:5432/guichet' }],
    ['an authority of one’s own', { DATABASE_URL: `${inClear}?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem` }],
    ['STARTTLS that is required', { SMTP_URL: 'smtp://u:p@courrier.interne:587?requireTLS=true' }],
    ['a relay of this machine', { SMTP_URL: 'smtp://localhost:25' }],
    ['an engine of this machine in clear', { TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_TLS: 'false' }],
    ['an API key, which brings TLS', { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'x' }],
    ['an antivirus by its socket', { GUICHET_CLAMD: '/run/clamav/clamd.ctl' }],
    ['an antivirus of this machine', { GUICHET_CLAMD: 'localhost:3310' }],
    ['private networks as proxies', { GUICHET_PROXIES: 'loopback,uniquelocal,10.0.0.0/8' }],
    ['a few public ones', { GUICHET_PROXIES: '192.0.2.0/24,2001:db8::/32' }],
  ])('%s', (_what, change) => {
    expect(readSettings({ ...rightProduction, ...change }).mode).toBe('production');
  });
});

describe('each process', () => {
  const without = (...names: (keyof typeof rightProduction)[]) =>
    Object.fromEntries(Object.entries(rightProduction).filter(([name]) => !(names as string[]).includes(name)));

  test('needs no more than it uses', () => {
    expect(() => readSettings(without('GUICHET_SIGNING_KEY', 'DATABASE_RELAY_URL'), 'api')).not.toThrow();
    expect(() => readSettings(without('GUICHET_SESSION_SECRET'), 'worker')).not.toThrow();
    expect(() => readSettings({ GUICHET_MODE: 'production', DATABASE_OWNER_URL: `${inClear}?sslmode=verify-full` }, 'migrate')).not.toThrow();
    const { DATABASE_URL, GUICHET_MASTER_KEY, GUICHET_JOURNAL_KEY, GUICHET_INDEX_KEY } = rightProduction;
    const record = { GUICHET_MODE: 'production', DATABASE_URL, GUICHET_MASTER_KEY, GUICHET_JOURNAL_KEY, GUICHET_INDEX_KEY };
    expect(() => readSettings(record, 'command')).not.toThrow();
  });

  test('is told what it misses', () => {
    expect(() => readSettings(without('GUICHET_SIGNING_KEY'), 'worker')).toThrow('GUICHET_SIGNING_KEY manque');
    expect(() => readSettings(without('GUICHET_SESSION_SECRET'), 'api')).toThrow('GUICHET_SESSION_SECRET manque');
    expect(() => readSettings(rightProduction, 'migrate')).toThrow('DATABASE_OWNER_URL manque');
  });
});
