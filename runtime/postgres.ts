/**
 * The embedded PostgreSQL: made once under the data folder, started on a local port, stopped last.
 * Where a database is given (DATABASE_URL), none of this is used.
 */

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { databasePassword } from '../settings/keys.ts';
import { codeOf, Problem } from '../settings/problem.ts';
import type { RunningPart } from './part.ts';
import { choosePort } from './ports.ts';
import { postgresBinaries, postgresUser } from './postgres-binaries.ts';
import { initialiseCluster } from './postgres-initialise.ts';
import type { ProcessMark } from './processes.ts';
import { endProcess, isAlive, markOf, readRecord } from './processes.ts';
import { lastWords, startProcess } from './start-process.ts';
import { stopSteps } from './stop.ts';

export const databaseRoles = { owner: 'guichet_owner', app: 'guichet_app', relay: 'guichet_relay' } as const;

export interface RunningPostgres extends PostgresUrls, RunningPart {
  port: number;
  pid: number;
  /** Ends sessions, flushes and stops; returns when the process is gone. Idempotent. */
  stop(): Promise<void>;
}

export interface PostgresUrls {
  /** The cluster's superuser, for making databases and roles only. */
  adminUrl: string;
  /** Owns the database and runs migrations; not a superuser. */
  ownerUrl: string;
  /** Bound by row-level security. */
  appUrl: string;
  /** Sees wakes only. */
  relayUrl: string;
}

export interface PostgresOptions {
  dataFolder: string;
  /** More settings, as name=value. Tests switch fsync off with it, filling in bulk gives it more memory. */
  parameters?: string[];
}

/** Modest for two cores shared with the engine, the API and the worker. */
const parameters = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=256MB',
  'work_mem=8MB',
  'maintenance_work_mem=64MB',
  'wal_buffers=16MB',
  'max_wal_size=2GB',
  'checkpoint_timeout=15min',
  'random_page_cost=1.1',
  'jit=off',
  'max_parallel_workers_per_gather=0',
  'timezone=UTC',
  'log_timezone=UTC',
  // A failing statement can hold a name: only its error code is logged.
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

/**
 * Starts the cluster of this data folder, made first if it is not there, and makes the roles and
 * the database `guichet`. A server left by a killed start is stopped first.
 * The caller holds the folder's lock. Throws a Problem when it cannot start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataFolder } = options;
  const folder = join(dataFolder, 'postgres');
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  await stopLeftover(dataFolder, folder);
  const binaries = await postgresBinaries(dataFolder);
  const user = postgresUser();
  const password = databasePassword(dataFolder, 'postgres');
  if (!existsSync(folder)) await initialiseCluster(dataFolder, folder, binaries.initdb, user, password);

  const port = await choosePort(readRecord(dataFolder, 'postgres')?.port);
  const flags = [...parameters, ...(options.parameters ?? [])].flatMap((set) => ['-c', set]);
  const { mark, logFile, ended } = await startProcess({
    ...user,
    dataFolder,
    name: 'postgres',
    program: binaries.postgres,
    flags: ['-D', folder, '-p', String(port), ...flags],
    cwd: '/',
    port,
  });
  const stop = () => endProcess(mark, stopSteps.postgres);
  const urls = postgresUrls(dataFolder, port);
  try {
    await untilReady(urls.adminUrl, mark, logFile);
    await prepare(dataFolder, port);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { ...urls, port, pid: mark.pid, ended, stop };
}

/** The addresses of this folder's cluster on a port, with the passwords kept in its keys. */
export function postgresUrls(dataFolder: string, port: number): PostgresUrls {
  const url = (role: string, database: string) => `postgres://${role}:${databasePassword(dataFolder, role)}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl: url('postgres', 'postgres'),
    ownerUrl: url(databaseRoles.owner, 'guichet'),
    appUrl: url(databaseRoles.app, 'guichet'),
    relayUrl: url(databaseRoles.relay, 'guichet'),
  };
}

/** The database of this folder by the role that sees every row and obeys no policy: for backups alone. */
export function wholeUrl(dataFolder: string, port: number): string {
  const url = new URL(postgresUrls(dataFolder, port).adminUrl);
  url.pathname = '/guichet';
  return url.href;
}

/** Stops the server that a killed start left running on this folder, and its lock file. */
async function stopLeftover(dataFolder: string, folder: string): Promise<void> {
  const left = readRecord(dataFolder, 'postgres');
  if (left !== undefined) await endProcess(left, stopSteps.postgres);
  const lock = join(folder, 'postmaster.pid');
  if (!existsSync(lock)) return;
  // A start killed before it could note the server: the lock file names it.
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 0 && servesFolder(pid, folder)) await endProcess(markOf(pid), stopSteps.postgres);
  rmSync(lock, { force: true });
}

function servesFolder(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return false;
  }
}

async function untilReady(url: string, mark: ProcessMark, logFile: string): Promise<void> {
  const until = performance.now() + 120_000;
  while (performance.now() < until) {
    if (!isAlive(mark)) throw new Problem(whyStopped(logFile));
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (failure) {
      if (codeOf(failure) === '28P01') {
        throw new Problem('PostgreSQL refuse le mot de passe gardé dans le dossier keys : remettez ce dossier depuis sa sauvegarde.');
      }
      await delay(25);
    }
  }
  throw new Problem(`PostgreSQL n’est pas prêt après deux minutes : lisez ${logFile}.`);
}

function whyStopped(logFile: string): string {
  const why = lastWords(logFile, /FATAL:(?!.*starting up)|PANIC|could not|error while/);
  return `PostgreSQL s’est arrêté au démarrage (${why}) : lisez ${logFile}.`;
}

/** Makes the roles, with the passwords of today's keys, and the database. Idempotent. */
async function prepare(dataFolder: string, port: number): Promise<void> {
  const client = new Client({ connectionString: postgresUrls(dataFolder, port).adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT rolname AS name FROM pg_roles UNION ALL SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.name));
    for (const role of Object.values(databaseRoles)) {
      if (!present.has(role)) await client.query(`CREATE ROLE ${role}`);
      const password = client.escapeLiteral(databasePassword(dataFolder, role));
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${password}`);
    }
    await client.query(`ALTER ROLE ${databaseRoles.owner} CREATEROLE`);
    if (!present.has('guichet')) await client.query(`CREATE DATABASE guichet OWNER ${databaseRoles.owner}`);
  } finally {
    await client.end();
  }
}
