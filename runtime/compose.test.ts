import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot, readSettings } from '../settings/config.ts';
import { drawnKey, drawnSigningKey } from '../settings/production.testing.ts';
import { temporaryFolder } from '../test/folder.ts';

const compose = z
  .object({ services: z.record(z.string(), z.object({ image: z.string(), environment: z.record(z.string(), z.coerce.string()).optional() })) })
  .parse(parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), { merge: true }));

const given: Record<string, string> = {
  GUICHET_PUBLIC_URL: 'https://guichet.departement.example',
  SMTP_URL: 'smtp://courrier.interne:587?requireTLS=true',
  GUICHET_SIGNING_KEY: drawnSigningKey(),
};

/** What the service `certificates` makes. */
const tls = temporaryFolder();
for (const name of ['ca.pem', 'guichet.pem', 'guichet.key']) writeFileSync(join(tls.path, name), '');
afterAll(() => tls.remove());

/** As Compose fills it in: what is given, else the default, else a key of its own. */
function filled(text: string): string {
  const value = text.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name: string, otherwise?: string) => {
    return given[name] ?? otherwise ?? (name.endsWith('PASSWORD') ? 'abc123' : drawnKey());
  });
  return value.startsWith('/tls/') ? value.replace('/tls', tls.path) : value;
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
  const others = { api: ['GUICHET_SIGNING_KEY', 'DATABASE_RELAY_URL'], worker: ['GUICHET_SESSION_SECRET', 'GUICHET_METRICS_TOKEN'] };
  for (const variable of others[name]) expect(environment).not.toHaveProperty(variable);
});

test('migrations are given the owner’s address and no key', () => {
  const environment = environmentOf('migrate');
  expect(readSettings(environment, 'migrate').databaseOwnerUrl).toContain('guichet_owner');
  expect(Object.keys(environment).filter((name) => /KEY|SECRET|DATABASE_URL/.test(name))).toEqual([]);
});

test('the database is the one the product is tested on', () => {
  expect(compose.services.postgres?.image).toBe('postgres:18');
});
