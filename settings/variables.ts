/** Each variable that can be set: what it may hold, and which processes cannot do without it. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { readGenerations, readSecrets, readSigningPairs } from './key-generations.ts';
import { notNetworks } from './networks.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const port = z.coerce
  .number('donnez un nombre entier entre 1 et 65535')
  .int('donnez un nombre entier entre 1 et 65535')
  .min(1, 'donnez un nombre entre 1 et 65535')
  .max(65535, 'donnez un nombre entre 1 et 65535');

function url(schemes: string[], example: string) {
  return z.url({
    protocol: new RegExp(`^(${schemes.join('|')})$`),
    error: `donnez une adresse comme ${example}`,
  });
}

const postgresUrl = url(['postgres', 'postgresql'], 'postgres://role:motdepasse@serveur:5432/guichet');

const drawn = 'donnez 32 octets en base64 (openssl rand -base64 32), ou ses générations comme « 2:… 1:… »';
const key = z.string().refine((text) => readSecrets(text) !== null, drawn);

/** One line per variable; `.env.example` explains each of them. */
export const variables = z.object({
  GUICHET_MODE: z.enum(['demonstration', 'production'], 'écrivez « demonstration » ou « production »').default('demonstration'),
  GUICHET_DATA: z.string().default('.guichet'),
  GUICHET_PORT: port.default(3977),
  GUICHET_LISTEN: z
    .string()
    .refine((text) => isIP(text) !== 0, 'donnez l’adresse IP où écouter, comme 127.0.0.1, ou 0.0.0.0 pour toutes')
    .optional(),
  GUICHET_PUBLIC_URL: url(['http', 'https'], 'https://guichet.departement.example').optional(),
  GUICHET_PROXIES: z
    .string()
    .refine(
      (text) => notNetworks(text).length === 0,
      'donnez « loopback », « uniquelocal » ou des réseaux comme 10.0.0.0/8, séparés par des virgules',
    )
    .default('loopback'),
  GUICHET_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{24,}$/, 'donnez 24 caractères au moins, sans espace (openssl rand -hex 24)')
    .optional(),
  GUICHET_SMTP_PORT: port.default(2525),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_RELAY_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d+$/, 'donnez un hôte et un port, comme temporal.interne:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TLS: z.enum(['true', 'false'], 'écrivez « true » ou « false »').default('false'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
  SMTP_URL: url(['smtp', 'smtps'], 'smtps://utilisateur:motdepasse@serveur').optional(),
  GUICHET_MASTER_KEY: key.optional(),
  GUICHET_JOURNAL_KEY: key.optional(),
  GUICHET_INDEX_KEY: key.optional(),
  GUICHET_SESSION_SECRET: key.optional(),
  GUICHET_SIGNING_KEY: z
    .string()
    .refine((text) => readGenerations(text) !== null, 'donnez une clé privée ed25519 (PKCS#8, DER) en base64')
    .optional(),
  GUICHET_SIGNING_PUBLIC_KEY: z
    .string()
    .refine((text) => readSigningPairs(text) !== null, 'donnez des clés publiques ed25519 (SPKI, DER) en base64, comme « 2:… 1:… »')
    .optional(),
  GUICHET_AUTHSERV_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'donnez le nom sous lequel votre serveur écrit Authentication-Results, comme mx.departement.example')
    .optional(),
  GUICHET_CLAMD: z
    .string()
    .regex(/^([^\s:/]+:\d+|\/\S+)$/, 'donnez un hôte et un port, comme clamd.interne:3310, ou le chemin d’une prise, comme /run/clamav/clamd.ctl')
    .optional(),
  GUICHET_OPERATOR_URL: url(['https', 'http'], 'https://operateur.example/guichet').optional(),
  GUICHET_OPERATOR_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'donnez la clé de l’opérateur, de 16 caractères au moins, sans espace')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, `choisissez parmi ${logLevels.join(', ')}`).default('info'),
});

export type Variables = z.infer<typeof variables>;

/** Which process reads the settings: each is given, and needs, no more than it uses. `start` brings all of them up. */
export type ProcessName = 'start' | 'api' | 'worker' | 'migrate' | 'command';

const records = ['DATABASE_URL', 'GUICHET_MASTER_KEY', 'GUICHET_JOURNAL_KEY', 'GUICHET_INDEX_KEY'] as const;
const around = ['GUICHET_PUBLIC_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL'] as const;
const api = [...around, ...records, 'GUICHET_SESSION_SECRET'] as const;
const worker = [...around, ...records, 'DATABASE_RELAY_URL', 'GUICHET_SIGNING_KEY'] as const;

/** What each process cannot do without in production, where nothing is made up for it. */
export const neededInProduction: Record<ProcessName, readonly (keyof Variables)[]> = {
  start: [...new Set([...api, ...worker])],
  api,
  worker,
  migrate: ['DATABASE_OWNER_URL'],
  command: records,
};
