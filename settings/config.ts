/**
 * Everything that can be set, read from environment variables in this one place.
 * `Settings` is what the environment says; `Config` is that, once every part is found
 * (given, or brought up by `guichet start`).
 */
import { resolve } from 'node:path';
import { type EngineAccess, engineAccess } from './engine-access.ts';
import type { GivenKeys, KeyName, Keys, recordKeys } from './keys.ts';
import { type ImapMailbox, isDepartmental, readDepartmental } from './mailboxes.ts';
import { Problem } from './problem.ts';
import { productionFaults } from './production.ts';
import { variableOfFile, withSecretFiles } from './secret-files.ts';
import { type logLevels, neededInProduction, type ProcessName, type Variables, variables } from './variables.ts';

export const projectRoot = resolve(import.meta.dirname, '..');

export interface Settings {
  mode: 'demonstration' | 'production';
  logLevel: (typeof logLevels)[number];
  /** Absolute path; everything kept on this machine lies under it. */
  dataFolder: string;
  port: number;
  /** The only address that pages are served on; undefined: every address of this machine. */
  listen: string | undefined;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Where mail is handed over: the local mailbox unless SMTP_URL names a server. */
  smtpUrl: string;
  smtpPort: number;
  /** Whose word is taken for a visitor's address (Express' `trust proxy`). */
  proxies: string;
  isMailboxLocal: boolean;
  /** What opens /metrics; undefined: open to this machine in a demonstration, to nobody in production. */
  metricsToken: string | undefined;
  /** The antivirus that files are shown to. Undefined: they are kept unchecked. */
  clamd: ClamdAddress | undefined;
  /** Who carries the texts and spoken calls to whoever is on duty. Undefined: they are called by mail alone. */
  operator: OperatorAccess | undefined;
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
  /** How the engine is spoken to. */
  temporalAccess: EngineAccess;
  databaseUrl: string | undefined;
  databaseRelayUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  givenKeys: GivenKeys;
  /** What the journals' roots are proved with where the key that signs them is not. */
  givenPublicKeys: string | undefined;
}

/** An operator's address and its key. */
export interface OperatorAccess {
  /** Without a trailing slash. */
  url: string;
  key: string;
}

/** Where clamd listens: over TCP, or by a socket of this machine. */
export type ClamdAddress = { host: string; port: number } | { path: string };

export interface Config<Name extends KeyName = (typeof recordKeys)[number]> extends Omit<Settings, 'givenKeys' | 'givenPublicKeys'> {
  /** Role bound by row-level security. */
  databaseUrl: string;
  temporalAddress: string;
  /** Only those this process uses. */
  keys: Pick<Keys, Name>;
}

/** What the API works with: it never holds the key that signs the journals. */
export type ApiConfig = Config<(typeof recordKeys)[number] | 'session'>;

export interface WorkerConfig extends Config<(typeof recordKeys)[number] | 'signing'> {
  /** Role that sees wakes only. */
  databaseRelayUrl: string;
}

/**
 * Reads and checks the environment. An empty variable counts as absent; a secret may be in a file (`…_FILE`).
 * Throws one Problem that lists every wrong variable and what to do about it. In production that includes what
 * `process` misses, and every setting that would not be safe (`production.ts`).
 */
export function readSettings(environment: Record<string, string | undefined>, process: ProcessName = 'start'): Settings {
  const { settings, missing } = readLeniently(environment, process);
  const wrong = [...missing, ...(settings.mode === 'production' ? productionFaults(settings, process) : [])];
  if (wrong.length > 0) throw new Problem(wrong.join('\n'));
  return settings;
}

/** Reads the environment and says what is missing; throws only on what cannot be read at all. For whoever tells, as `doctor` does. */
export function readLeniently(environment: Record<string, string | undefined>, process: ProcessName): { settings: Settings; missing: string[] } {
  const files = withSecretFiles(Object.fromEntries(Object.entries(environment).filter(([, value]) => value)));
  const { given } = files;
  const wrong = Object.keys(given)
    .filter((name) => name.startsWith('GUICHET_') && !(name in variables.shape) && !isDepartmental(name) && variableOfFile(name) === undefined)
    .map((name) => `${name} n’existe pas : corrigez son nom ou retirez-la (voir .env.example).`);
  wrong.push(...files.wrong);
  const departmental = readDepartmental(given);
  wrong.push(...departmental.wrong);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) wrong.push(`${issue.path.join('.')} n’est pas valable : ${issue.message}.`);
    throw new Problem(wrong.join('\n'));
  }
  const engine = engineAccess(parsed.data);
  wrong.push(...engine.wrong, ...halfAnOperator(parsed.data));
  if (wrong.length > 0) throw new Problem(wrong.join('\n'));
  const { mailboxes, voicemail, telephony } = departmental;
  const settings = { ...settingsFrom(parsed.data), temporalAccess: engine.access, mailboxes, voicemail, telephony };
  return { settings, missing: missing(parsed.data, process) };
}

/** An address without a key, or a key without an address, calls nobody. */
function halfAnOperator({ GUICHET_OPERATOR_URL: url, GUICHET_OPERATOR_KEY: key }: Variables): string[] {
  if ((url === undefined) === (key === undefined)) return [];
  const [given, other] = url === undefined ? ['KEY', 'URL'] : ['URL', 'KEY'];
  return [
    `GUICHET_OPERATOR_${other} manque : donnez-la avec GUICHET_OPERATOR_${given}, ou retirez les deux (l’astreinte n’est alors appelée que par courriel).`,
  ];
}

function missing(read: Variables, process: ProcessName): string[] {
  if (read.GUICHET_MODE === 'production') {
    return neededInProduction[process]
      .filter((name) => read[name] === undefined)
      .map((name) => `${name} manque : elle est nécessaire en production (voir .env.example).`);
  }
  const needsRelay = process === 'start' || process === 'worker';
  if (needsRelay && read.DATABASE_URL !== undefined && read.DATABASE_RELAY_URL === undefined) {
    return ['DATABASE_RELAY_URL manque : donnez-la avec DATABASE_URL (voir .env.example).'];
  }
  return [];
}

function settingsFrom(read: Variables): Omit<Settings, 'mailboxes' | 'voicemail' | 'telephony' | 'temporalAccess'> {
  return {
    mode: read.GUICHET_MODE,
    logLevel: read.LOG_LEVEL,
    dataFolder: resolve(projectRoot, read.GUICHET_DATA),
    port: read.GUICHET_PORT,
    listen: read.GUICHET_LISTEN ?? (read.GUICHET_MODE === 'production' ? undefined : '127.0.0.1'),
    publicUrl: (read.GUICHET_PUBLIC_URL ?? `http://localhost:${read.GUICHET_PORT}`).replace(/\/+$/, ''),
    proxies: read.GUICHET_PROXIES,
    smtpPort: read.GUICHET_SMTP_PORT,
    smtpUrl: read.SMTP_URL ?? `smtp://127.0.0.1:${read.GUICHET_SMTP_PORT}`,
    isMailboxLocal: read.SMTP_URL === undefined,
    metricsToken: read.GUICHET_METRICS_TOKEN,
    clamd: read.GUICHET_CLAMD === undefined ? undefined : clamdAddress(read.GUICHET_CLAMD),
    operator: operatorAccess(read),
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
    givenPublicKeys: read.GUICHET_SIGNING_PUBLIC_KEY,
  };
}

function operatorAccess({ GUICHET_OPERATOR_URL: url, GUICHET_OPERATOR_KEY: key }: Variables): OperatorAccess | undefined {
  return url === undefined || key === undefined ? undefined : { url: url.replace(/\/+$/, ''), key };
}

function clamdAddress(text: string): ClamdAddress {
  const [host = '', port] = text.split(':');
  return text.startsWith('/') ? { path: text } : { host, port: Number(port) };
}
