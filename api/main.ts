import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import { KeyRing } from '../database/key-ring.ts';
import { connect } from '../database/pool.ts';
import { databaseAnswers, migrationsApplied } from '../database/readiness.ts';
import { knownPlaces } from '../directory/record/communes.ts';
import { followKeys } from '../runtime/key-following.ts';
import type { ApiConfig } from '../settings/config.ts';
import type { Keys } from '../settings/keys.ts';
import { loadAssets } from '../templates/assets.ts';
import { pageEngine } from '../templates/render.ts';
import { createApp } from './app.ts';
import { openForms, sessionForms } from './http/csrf.ts';
import { createDepartments } from './http/departments.ts';
import { createDirectMailer } from './http/direct-mail.ts';
import { type HealthChecks, reachable } from './http/health.ts';
import { createLimiter, doors } from './http/limits.ts';
import { createLogger } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { openOnceAccepted } from './http/opening.ts';
import { isHttps, type Parts } from './http/parts.ts';
import { addressOf } from './pages/shared/addresses.ts';

/** Requests under way are given this long to end when the process is asked to stop. */
const GRACE_IN_MILLISECONDS = 10_000;

/** Photos sent from a telephone in the country take minutes. */
const LONGEST_REQUEST_IN_MILLISECONDS = 300_000;

export interface Api {
  port: number;
  /** Stops listening, lets what is under way end, then closes the database. Idempotent. */
  close(): Promise<void>;
}

export interface ApiOptions {
  logTo?: DestinationStream;
  /** Told what is found wrong with the database once it answers, when it was away at first. */
  refuse?: (failure: unknown) => void;
  /** Reads the keys again: a new generation is taken up while this runs. */
  keysAgain?: () => Partial<Keys>;
}

/**
 * Serves the API and the pages on `config.port` (0: any free one). Rejects when the port is taken, and in production with a Problem
 * when the database says what is refused. A database that is away is waited for: meanwhile `/health` says so and nothing else is served.
 */
export async function startApi(config: ApiConfig, { logTo, refuse = () => undefined, keysAgain = () => ({}) }: ApiOptions = {}): Promise<Api> {
  const parts = createParts(config, logTo);
  const stopping = new AbortController();
  const server = createServer({ requestTimeout: LONGEST_REQUEST_IN_MILLISECONDS, headersTimeout: 20_000, keepAliveTimeout: 65_000 });
  try {
    // Before the first alert needs it.
    knownPlaces();
    const opening = await openOnceAccepted(config, parts, { signal: stopping.signal, refuse });
    server.on('request', createApp(parts, opening));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: config.port, ...(config.listen !== undefined && { host: config.listen }) }, resolve);
    });
  } catch (failure) {
    stopping.abort();
    parts.mailer.close();
    await parts.database.end();
    throw failure;
  }
  const following = followKeys(parts.database, { process: 'api', own: [parts.sessionKey], keysAgain, log: parts.logger });
  let closing: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_IN_MILLISECONDS);
    await closed;
    clearTimeout(cut);
    parts.mailer.close();
    await following.stop();
    await parts.database.end();
  };
  return {
    port: (server.address() as AddressInfo).port,
    close: () => (closing ??= stop()),
  };
}

function createParts(config: ApiConfig, logTo: DestinationStream | undefined): Parts {
  const { keys } = config;
  // Each request says in whose name it is done.
  const database = connect({ url: config.databaseUrl, keys, acting: undefined });
  const sessionKey = new KeyRing('session', keys.session);
  const assets = loadAssets();
  const now = Date.now;
  return {
    settings: config,
    database,
    logger: createLogger(config.logLevel, logTo),
    metrics: createMetrics(config),
    limit: createLimiter(database.pool, database.keys.index, doors),
    page: pageEngine(assets.href, addressOf),
    assets,
    sessionForms: sessionForms(sessionKey, isHttps(config)),
    openForms: openForms(sessionKey, now),
    departments: createDepartments(database, now),
    mailer: createDirectMailer(config),
    sessionKey,
    checks: checksOf(config, database),
    now,
  };
}

function checksOf(config: ApiConfig, database: Parts['database']): HealthChecks {
  const [engineHost = '', enginePort = ''] = config.temporalAddress.split(':');
  const mail = new URL(config.smtpUrl);
  const mailPort = mail.port === '' ? (mail.protocol === 'smtps:' ? 465 : 25) : Number(mail.port);
  return {
    database: () => databaseAnswers(database),
    migrations: () => migrationsApplied(database),
    engine: () => reachable(engineHost, Number(enginePort)),
    mail: () => reachable(mail.hostname, mailPort),
  };
}
