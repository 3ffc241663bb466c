import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot, readSettings } from '../settings/config.ts';
import { drawnKey, drawnSigningKey } from '../settings/production.testing.ts';
import { temporaryFolder } from '../test/folder.ts';

const service = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  read_only: z.boolean(),
  tmpfs: z.array(z.string()),
  mem_limit: z.string(),
  pids_limit: z.number(),
  restart: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const compose = z
  .object({
    services: z.record(z.string(), service),
    configs: z.record(z.string(), z.strictObject({ file: z.string() })),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
    networks: z.record(z.string(), z.strictObject({ internal: z.boolean().default(false) }).nullable()),
  })
  .parse(parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), { merge: true }));
const services = Object.entries(compose.services);
const named = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

const given: Record<string, string> = {
  GUICHET_PUBLIC_URL: 'https://guichet.departement.example',
};

/** What the service `certificates` makes, and what `container/draw-secrets.sh` draws. */
const folder = temporaryFolder();
const address = (role: string) => `postgres://${role}:abc123@postgres:5432/guichet?sslmode=verify-full&sslrootcert=/tls/ca.pem`;
const drawn: Record<string, string> = {
  database_url: address('guichet_app'),
  database_relay_url: address('guichet_relay'),
  database_owner_url: address('guichet_owner'),
  smtp_url: 'smtp://courrier.interne:587?requireTLS=true',
  signing_key: drawnSigningKey(),
};
for (const name of ['ca.pem', 'guichet.pem', 'guichet.key']) writeFileSync(join(folder.path, name), '');
for (const name of Object.keys(compose.secrets)) writeFileSync(join(folder.path, name), drawn[name] ?? drawnKey());
afterAll(() => folder.remove());

/** As Compose fills it in: what is given, else the default, else a key of its own. */
function filled(text: string): string {
  const value = text.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name: string, otherwise?: string) => {
    return given[name] ?? otherwise ?? (name.endsWith('PASSWORD') ? 'abc123' : drawnKey());
  });
  return value.replace(/^\/(?:tls|run\/secrets)(?=\/)/, folder.path);
}

function environmentOf(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(compose.services[name]?.environment ?? {}).map(([key, text]) => [key, filled(text)]));
}

test.each(['api', 'worker'] as const)('the environment of %s is a whole production configuration, and no more than it uses', (name) => {
  const environment = environmentOf(name);
  expect(readSettings(environment, name)).toMatchObject({
    mode: 'production',
    dataFolder: '/data',
    temporalAddress: 'temporal:7233',
    temporalNamespace: 'default',
    proxies: name === 'api' ? 'loopback,uniquelocal' : 'loopback',
    databaseOwnerUrl: undefined,
  });
  const others = { api: ['signing_key', 'database_relay_url'], worker: ['session_secret'] };
  for (const secret of ['database_owner_url', ...others[name]]) expect(compose.services[name]?.secrets).not.toContain(secret);
});

test('migrations are given the owner’s address and no key', () => {
  const environment = environmentOf('migrate');
  expect(readSettings(environment, 'migrate').databaseOwnerUrl).toContain('guichet_owner');
  expect(compose.services.migrate?.secrets).toEqual(['database_owner_url']);
});

test.each(services)('%s is closed: it writes nothing, gains no right, and takes no more than its part', (name, closed) => {
  expect(closed).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  // Who gives files to somebody else, and becomes them, is the image of PostgreSQL, and what makes certificates with it.
  expect(closed.image === 'postgres:18' ? [] : closed.cap_add).toEqual([]);
  expect(closed.cap_add.filter((right) => !['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'].includes(right))).toEqual([]);
  expect(closed.volumes.filter((volume) => !/^(?:data|tls|postgres):/.test(volume))).toEqual([]);
  expect(closed.ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  if (closed.restart === 'unless-stopped' && name !== 'worker') expect(closed.healthcheck).toBeDefined();
});

test('networks are apart: what holds the record or the clocks reaches nobody outside', () => {
  const reach = (network: string) => services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);
  expect(Object.keys(compose.networks).filter((network) => compose.networks[network]?.internal !== true)).toEqual(['outside']);
  expect(reach('outside')).toEqual(['api', 'worker']);
  expect(reach('record')).toEqual(['postgres', 'migrate', 'api', 'worker']);
  expect(services.filter(([, { networks, network_mode }]) => networks.length === 0 && network_mode !== 'none')).toEqual([]);
});

test('secrets are files that are drawn, and each that a service is given is there', () => {
  const given = services.flatMap(([, { secrets }]) => secrets);
  expect([...new Set(given)].sort()).toEqual(Object.keys(compose.secrets).sort());
  for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
  const inClear = services.flatMap(([name, { environment }]) =>
    Object.entries(environment)
      .filter(
        ([variable, value]) =>
          /(?:KEY|SECRET|PASSWORD|PWD|TOKEN|DATABASE_URL|SMTP_URL)$|_(?:IMAP|TELEPHONY)_/.test(variable) && !value.startsWith('/'),
      )
      .map(([variable]) => `${name} ${variable}`),
  );
  // Temporal reads its password from nowhere else; what a department may do without would be a file that Compose looks for.
  expect(inClear).toEqual([
    'postgres TEMPORAL_PASSWORD',
    'temporal-schema SQL_PASSWORD',
    'temporal POSTGRES_PWD',
    'api GUICHET_METRICS_TOKEN',
    'api GUICHET_TELEPHONY_54',
    'worker GUICHET_IMAP_54',
    'worker GUICHET_OPERATOR_KEY',
  ]);
  const draws = named('container/draw-secrets.sh');
  expect(Object.keys(compose.secrets).filter((name) => !new RegExp(`\\b${name}\\b`).test(draws))).toEqual([]);
  for (const { file } of Object.values(compose.configs)) expect(named(file)).not.toBe('');
});

test('the image holds no secret, no history, no test', () => {
  const ignored = named('.dockerignore').trim().split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.git', '.env', 'secrets', 'node_modules', 'test', '**/*.test.ts']));
  expect(named('Dockerfile')).toMatch(/^ENV NODE_ENV=production$[\s\S]+^USER node$/m);
});

test('the database is the one the product is tested on', () => {
  expect(compose.services.postgres?.image).toBe('postgres:18');
});
