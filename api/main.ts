import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import { connect } from '../database/pool.ts';
import { databaseAnswers, migrationsApplied } from '../database/readiness.ts';
import type { Config } from '../settings/config.ts';
import { loadAssets } from '../templates/assets.ts';
import { pageEngine } from '../templates/render.ts';
import { createApp } from './app.ts';
import { createCodeMailer } from './http/code-mail.ts';
import { openForms, sessionForms } from './http/csrf.ts';
import { createDepartments } from './http/departments.ts';
import { type HealthChecks, reachable } from './http/health.ts';
import { createLimiter, doors } from './http/limits.ts';
import { createLogger } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { isHttps, type Parts } from './http/parts.ts';

/** Requests under way are given this long to end when the process is asked to stop. */
const GRACE_IN_MILLISECONDS = 10_000;

/** Photos sent from a telephone in the country take minutes. */
const LONGEST_REQUEST_IN_MILLISECONDS = 300_000;

export interface Api {
  port: number;
  /** Stops listening, lets what is under way end, then closes the database. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves the API and the pages on `config.port` (0: any free one), on a database already migrated. Rejects when the port
 * is taken.
 */
export async function startApi(config: Config, logTo?: DestinationStream): Promise<Api> {
  const parts = createParts(config, logTo);
  const server = createServer(
    { requestTimeout: LONGEST_REQUEST_IN_MILLISECONDS, headersTimeout: 20_000, keepAliveTimeout: 65_000 },
    createApp(parts),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, resolve);
  });
  let closing: Promise<void> | undefined;
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_IN_MILLISECONDS);
    await closed;
    clearTimeout(cut);
    parts.codeMailer.close();
    await parts.database.end();
  };
  return {
    port: (server.address() as AddressInfo).port,
    close: () => (closing ??= stop()),
  };
}

function createParts(config: Config, logTo: DestinationStream | undefined): Parts {
  const { keys } = config;
  const database = connect({ url: config.databaseUrl, keys });
  const assets = loadAssets();
  const now = Date.now;
  return {
    settings: config,
    database,
    logger: createLogger(config.logLevel, logTo),
    metrics: createMetrics(),
    limit: createLimiter(database.pool, keys.index, doors),
    page: pageEngine(assets.href),
    assets,
    sessionForms: sessionForms(keys.session, isHttps(config)),
    openForms: openForms(keys.session, now),
    departments: createDepartments(database, now),
    codeMailer: createCodeMailer(config),
    checks: checksOf(config, database),
    now,
  };
}

function checksOf(config: Config, database: Parts['database']): HealthChecks {
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
