import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot, readSettings } from '../settings/config.ts';

const compose = z
  .object({ services: z.record(z.string(), z.object({ image: z.string(), environment: z.record(z.string(), z.coerce.string()).optional() })) })
  .parse(parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), { merge: true }));

const given: Record<string, string> = {
  GUICHET_PUBLIC_URL: 'https://guichet.departement.example',
  SMTP_URL: 'smtp://courrier.interne:587',
};

/** As Compose fills it in: what is given, else the default, else a key. */
function filled(text: string): string {
  return text.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name: string, otherwise?: string) => {
    return given[name] ?? otherwise ?? (name.endsWith('PASSWORD') ? 'abc123' : Buffer.alloc(32, 1).toString('base64'));
  });
}

test.each(['api', 'worker', 'migrate'])('the environment of %s is a whole production configuration', (name) => {
  const environment = Object.fromEntries(Object.entries(compose.services[name]?.environment ?? {}).map(([key, text]) => [key, filled(text)]));
  const settings = readSettings(environment);
  expect(settings).toMatchObject({
    mode: 'production',
    dataFolder: '/data',
    temporalAddress: 'temporal:7233',
    temporalNamespace: 'default',
    proxies: 'loopback,uniquelocal',
  });
  expect(settings.databaseOwnerUrl === undefined).toBe(name !== 'migrate');
});

test('the database is the one the product is tested on', () => {
  expect(compose.services.postgres?.image).toBe('postgres:18');
});
