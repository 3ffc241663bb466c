/**
 * Everything that can be set, read from environment variables in this one place.
 * `Settings` is what the environment says; `Config` is that, once every part is found
 * (given, or brought up by `guichet start`).
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import type { GivenKeys, Keys } from './keys.ts';
import { type ImapMailbox, isDepartmental, readDepartmental } from './mailboxes.ts';
import { Problem } from './problem.ts';

export const projectRoot = resolve(import.meta.dirname, '..');

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

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

const key = z.base64('donnez 32 octets en base64 (openssl rand -base64 32)').refine((text) => {
  return Buffer.from(text, 'base64').length === 32;
}, 'donnez exactement 32 octets en base64 (openssl rand -base64 32)');

/** One line per variable; `.env.example` explains each of them. */
export const variables = z.object({
  GUICHET_MODE: z.enum(['demonstration', 'production'], 'écrivez « demonstration » ou « production »').default('demonstration'),
  GUICHET_DATA: z.string().default('.guichet'),
  GUICHET_PORT: port.default(3977),
  GUICHET_PUBLIC_URL: url(['http', 'https'], 'https://guichet.departement.example').optional(),
  GUICHET_PROXIES: z
    .string()
    .regex(
      /^((loopback|linklocal|uniquelocal|[\da-fA-F.:]+(\/\d{1,3})?)(,|$))+$/,
      'donnez « loopback », « uniquelocal » ou des réseaux comme 10.0.0.0/8, séparés par des virgules',
    )
    .default('loopback'),
  GUICHET_SMTP_PORT: port.default(2525),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_RELAY_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d+$/, 'donnez un hôte et un port, comme temporal.interne:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  SMTP_URL: url(['smtp', 'smtps'], 'smtp://utilisateur:motdepasse@serveur:587').optional(),
  GUICHET_MASTER_KEY: key.optional(),
  GUICHET_JOURNAL_KEY: key.optional(),
  GUICHET_INDEX_KEY: key.optional(),
  GUICHET_SESSION_SECRET: key.optional(),
  GUICHET_SIGNING_KEY: z.base64('donnez une clé privée ed25519 (PKCS#8, DER) en base64').optional(),
  GUICHET_AUTHSERV_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'donnez le nom sous lequel votre serveur écrit Authentication-Results, comme mx.departement.example')
    .optional(),
  GUICHET_CLAMD: z
    .string()
    .regex(/^([^\s:/]+:\d+|\/\S+)$/, 'donnez un hôte et un port, comme clamd.interne:3310, ou le chemin d’une prise, comme /run/clamav/clamd.ctl')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, `choisissez parmi ${logLevels.join(', ')}`).default('info'),
});

const neededInProduction = [
  'GUICHET_PUBLIC_URL',
  'DATABASE_URL',
  'DATABASE_RELAY_URL',
  'TEMPORAL_ADDRESS',
  'SMTP_URL',
  'GUICHET_MASTER_KEY',
  'GUICHET_JOURNAL_KEY',
  'GUICHET_INDEX_KEY',
  'GUICHET_SESSION_SECRET',
  'GUICHET_SIGNING_KEY',
] as const;

export interface Settings {
  mode: 'demonstration' | 'production';
  logLevel: (typeof logLevels)[number];
  /** Absolute path; everything kept on this machine lies under it. */
  dataFolder: string;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Where mail is handed over: the local mailbox unless SMTP_URL names a server. */
  smtpUrl: string;
  smtpPort: number;
  /** Whose word is taken for a visitor's address (Express' `trust proxy`). */
  proxies: string;
  isMailboxLocal: boolean;
  /** The antivirus that files are shown to. Undefined: they are kept unchecked. */
  clamd: ClamdAddress | undefined;
  /** Mailboxes that are read, one for each department at most. */
  mailboxes: ImapMailbox[];
  /** Addresses from which answering machines send, lower case, by department. */
  voicemail: Map<string, string[]>;
  /** Secrets with which telephone systems sign the calls they announce, by department. */
  telephony: Map<string, string>;
  /** Name under which our own mail server writes whether a sender is who it says; then believed. */
  authservId: string | undefined;
  temporalNamespace: string;
  temporalAddress: string | undefined;
  databaseUrl: string | undefined;
  databaseRelayUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  givenKeys: GivenKeys;
}

/** Where clamd listens: over TCP, or by a socket of this machine. */
export type ClamdAddress = { host: string; port: number } | { path: string };

export interface Config extends Omit<Settings, 'givenKeys'> {
  /** Role bound by row-level security. */
  databaseUrl: string;
  /** Role that sees wakes only. */
  databaseRelayUrl: string;
  temporalAddress: string;
  keys: Keys;
}

/**
 * Reads and checks the environment. An empty variable counts as absent.
 * Throws one Problem that lists every wrong variable and what to do about it.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const wrong = Object.keys(given)
    .filter((name) => name.startsWith('GUICHET_') && !(name in variables.shape) && !isDepartmental(name))
    .map((name) => `${name} n’existe pas : corrigez son nom ou retirez-la (voir .env.example).`);
  const read = readDepartmental(given);
  wrong.push(...read.wrong);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      wrong.push(`${issue.path.join('.')} n’est pas valable : ${issue.message}.`);
    }
  } else {
    wrong.push(...missing(parsed.data));
  }
  if (!parsed.success || wrong.length > 0) throw new Problem(wrong.join('\n'));
  const { mailboxes, voicemail, telephony } = read;
  return { ...settingsFrom(parsed.data), mailboxes, voicemail, telephony };
}

type Variables = z.infer<typeof variables>;

function missing(read: Variables): string[] {
  if (read.GUICHET_MODE === 'production') {
    return neededInProduction
      .filter((name) => read[name] === undefined)
      .map((name) => `${name} manque : elle est nécessaire en production (voir .env.example).`);
  }
  if (read.DATABASE_URL !== undefined && read.DATABASE_RELAY_URL === undefined) {
    return ['DATABASE_RELAY_URL manque : donnez-la avec DATABASE_URL (voir .env.example).'];
  }
  return [];
}

function settingsFrom(read: Variables): Omit<Settings, 'mailboxes' | 'voicemail' | 'telephony'> {
  return {
    mode: read.GUICHET_MODE,
    logLevel: read.LOG_LEVEL,
    dataFolder: resolve(projectRoot, read.GUICHET_DATA),
    port: read.GUICHET_PORT,
    publicUrl: (read.GUICHET_PUBLIC_URL ?? `http://localhost:${read.GUICHET_PORT}`).replace(/\/+$/, ''),
    proxies: read.GUICHET_PROXIES,
    smtpPort: read.GUICHET_SMTP_PORT,
    smtpUrl: read.SMTP_URL ?? `smtp://127.0.0.1:${read.GUICHET_SMTP_PORT}`,
    isMailboxLocal: read.SMTP_URL === undefined,
    clamd: read.GUICHET_CLAMD === undefined ? undefined : clamdAddress(read.GUICHET_CLAMD),
    authservId: read.GUICHET_AUTHSERV_ID,
    temporalNamespace: read.TEMPORAL_NAMESPACE,
    temporalAddress: read.TEMPORAL_ADDRESS,
    databaseUrl: read.DATABASE_URL,
    databaseRelayUrl: read.DATABASE_RELAY_URL,
    databaseOwnerUrl: read.DATABASE_OWNER_URL,
    givenKeys: {
      master: read.GUICHET_MASTER_KEY,
      journal: read.GUICHET_JOURNAL_KEY,
      index: read.GUICHET_INDEX_KEY,
      session: read.GUICHET_SESSION_SECRET,
      signing: read.GUICHET_SIGNING_KEY,
    },
  };
}

function clamdAddress(text: string): ClamdAddress {
  const [host = '', port] = text.split(':');
  return text.startsWith('/') ? { path: text } : { host, port: Number(port) };
}
