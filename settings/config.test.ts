import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { projectRoot, readSettings } from './config.ts';
import { Problem } from './problem.ts';
import { rightProduction as production } from './production.testing.ts';
import { variables } from './variables.ts';

const example = readFileSync(join(projectRoot, '.env.example'), 'utf8');
function refusal(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (failure) {
    expect(failure).toBeInstanceOf(Problem);
    return failure instanceof Error ? failure.message : '';
  }
  throw new Error('accepted');
}

test('the defaults are those of the contracts', () => {
  expect(readSettings({})).toEqual({
    mode: 'demonstration',
    logLevel: 'info',
    dataFolder: join(projectRoot, '.guichet'),
    port: 3977,
    listen: '127.0.0.1',
    metricsToken: undefined,
    publicUrl: 'http://localhost:3977',
    proxies: 'loopback',
    smtpPort: 2525,
    smtpUrl: 'smtp://127.0.0.1:2525',
    isMailboxLocal: true,
    clamd: undefined,
    mailboxes: [],
    voicemail: new Map(),
    telephony: new Map(),
    authservId: undefined,
    temporalNamespace: 'default',
    temporalAddress: undefined,
    temporalAccess: { tls: undefined, apiKey: undefined },
    databaseUrl: undefined,
    databaseRelayUrl: undefined,
    databaseOwnerUrl: undefined,
    givenKeys: { master: undefined, journal: undefined, index: undefined, session: undefined, signing: undefined },
  });
});

describe('.env.example', () => {
  test('names every variable once, and no other', () => {
    const named = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map((found) => found[1]);
    expect(named.toSorted()).toEqual(Object.keys(variables.shape).toSorted());
  });

  test('its active lines are the defaults', () => {
    const active = parseEnv(example);
    expect(Object.keys(active).length).toBeGreaterThan(3);
    expect(readSettings(active)).toEqual(readSettings({}));
  });

  test('its commented examples are accepted', () => {
    const uncommented = parseEnv(example.replace(/^# ([A-Z][A-Z_]+=\S)/gm, '$1'));
    expect(readSettings(uncommented).databaseUrl).toContain('guichet_app');
  });
});

test.each([
  ['GUICHET_PORT', 'trois', 'nombre entier'],
  ['GUICHET_PORT', '70000', '65535'],
  ['GUICHET_PUBLIC_URL', 'guichet.example', 'adresse comme'],
  ['GUICHET_PROXIES', 'partout', 'uniquelocal'],
  ['GUICHET_MASTER_KEY', 'c29ydA==', '32 octets'],
  ['GUICHET_MODE', 'essai', 'demonstration'],
  ['TEMPORAL_ADDRESS', 'temporal.interne', 'hôte et un port'],
  ['DATABASE_URL', 'mysql://x/y', 'postgres://'],
  ['LOG_LEVEL', 'beaucoup', 'fatal, error'],
  ['GUICHET_PROT', '3000', 'n’existe pas'],
  ['GUICHET_IMAP_X', 'imaps://u:p@h', 'n’existe pas'],
  ['GUICHET_IMAP_54', 'imaps://h/INBOX', 'imaps://utilisateur'],
  ['GUICHET_VOICEMAIL_54', 'répondeur', 'répondeur envoie'],
  ['GUICHET_AUTHSERV_ID', 'a b', 'Authentication-Results'],
])('%s=%s is refused with what to do', (name, value, remedy) => {
  const sentence = refusal({ [name]: value });
  expect(sentence).toContain(name);
  expect(sentence).toContain(remedy);
});

test('each department may have a mailbox and an answering machine', () => {
  const { mailboxes, voicemail } = readSettings({
    GUICHET_IMAP_54: 'imaps://guichet%4054:mot%20de%20passe@courrier.interne/Entr%C3%A9e?archive=Trait%C3%A9s',
    GUICHET_IMAP_2A: 'imap://u:p@127.0.0.1:1143',
    GUICHET_VOICEMAIL_54: 'Repondeur@operateur.example, autre@operateur.example',
  });
  expect(mailboxes).toEqual([
    { department: '2A', host: '127.0.0.1', port: 1143, secure: false, user: 'u', password: 'p', folder: 'INBOX', archive: undefined },
    {
      department: '54',
      host: 'courrier.interne',
      port: 993,
      secure: true,
      user: 'guichet@54',
      password: 'mot de passe',
      folder: 'Entrée',
      archive: 'Traités',
    },
  ]);
  expect(voicemail).toEqual(new Map([['54', ['repondeur@operateur.example', 'autre@operateur.example']]]));
});

test('a refused secret is never repeated', () => {
  expect(refusal({ GUICHET_IMAP_54: 'imap4://u:secret@x' })).toMatch(/^GUICHET_IMAP_54 n’est pas valable : (?!.*secret)/);
  expect(refusal({ DATABASE_URL: 'mysql://app:secret@db/x', GUICHET_MASTER_KEY: 'tropcourt' })).not.toMatch(/secret|tropcourt/);
});

test('every wrong variable is told at once', () => {
  expect(refusal({ GUICHET_PORT: 'x', LOG_LEVEL: 'y' }).split('\n')).toHaveLength(2);
});

test('an empty variable counts as absent', () => {
  expect(readSettings({ GUICHET_PORT: '', SMTP_URL: '' })).toEqual(readSettings({}));
});

test('a database is given with the relay’s address', () => {
  expect(refusal({ DATABASE_URL: production.DATABASE_URL })).toContain('DATABASE_RELAY_URL');
});

test('production needs every part and every key from outside', () => {
  expect(readSettings(production)).toMatchObject({ mode: 'production', publicUrl: 'https://guichet.departement.example', isMailboxLocal: false });
  for (const name of Object.keys(production).filter((name) => name !== 'GUICHET_MODE' && name !== 'TEMPORAL_TLS')) {
    expect(refusal({ ...production, [name]: '' })).toContain(`${name} manque`);
  }
});

test('the antivirus is a host and a port, or the path of a socket', () => {
  expect(readSettings({ GUICHET_CLAMD: 'clamd.interne:3310' }).clamd).toEqual({ host: 'clamd.interne', port: 3310 });
  expect(readSettings({ GUICHET_CLAMD: '/run/clamav/clamd.ctl' }).clamd).toEqual({ path: '/run/clamav/clamd.ctl' });
  expect(refusal({ GUICHET_CLAMD: 'clamd' })).toContain('GUICHET_CLAMD');
});

test('an operator has an address and a key, both or neither', () => {
  const [url, key] = ['https://operateur.example/guichet/', 'a-key-of-the-operator'];
  expect(readSettings({}).operator).toBeUndefined();
  expect(readSettings({ GUICHET_OPERATOR_URL: url, GUICHET_OPERATOR_KEY: key }).operator).toEqual({ url: 'https://operateur.example/guichet', key });
  expect(refusal({ GUICHET_OPERATOR_URL: url })).toContain('GUICHET_OPERATOR_KEY manque');
  expect(refusal({ GUICHET_OPERATOR_KEY: key })).toContain('GUICHET_OPERATOR_URL manque');
  expect(refusal({ GUICHET_OPERATOR_URL: 'operateur', GUICHET_OPERATOR_KEY: key })).toContain('GUICHET_OPERATOR_URL n’est pas valable');
  const short = refusal({ GUICHET_OPERATOR_URL: url, GUICHET_OPERATOR_KEY: 'court' });
  expect(short).toContain('GUICHET_OPERATOR_KEY n’est pas valable');
  expect(short).not.toContain('court');
});
