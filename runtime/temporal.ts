/**
 * The engine: the server given by TEMPORAL_ADDRESS, or a development server of this machine whose
 * store can be lost without losing anything, since the cases wake their workflows again.
 */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../settings/config.ts';
import { Problem } from '../settings/problem.ts';
import type { RunningPart } from './part.ts';
import { choosePort } from './ports.ts';
import { endProcess, isAlive, readRecord } from './processes.ts';
import { startProcess } from './start-process.ts';
import { stopSteps } from './stop.ts';
import { findTemporal } from './temporal-program.ts';

const readyMs = 300_000;

/**
 * Three to four times the rate of SQLite's defaults. After a power cut the store may be broken: it
 * is checked at each start, and what it holds can be made again from PostgreSQL.
 */
const pragmas = ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=off'];

export interface RunningTemporal extends RunningPart {
  /** host:port of the frontend. */
  address: string;
  /** Undefined when the server is somebody else's. */
  pid: number | undefined;
  /** Stops the server this call started, if any; returns when it is gone. Idempotent. */
  stop(): Promise<void>;
}

export interface TemporalOptions {
  /** Lets a test move one workflow's clock. */
  timeSkipping?: boolean;
  /** Keeps nothing on disk. */
  inMemory?: boolean;
  /** Where a fetched program is kept; by default under the data folder. */
  programsFolder?: string;
}

/**
 * Gives the server that TEMPORAL_ADDRESS names, whether it answers yet or not, or starts one that does. A server left by a
 * killed start is stopped first; a broken store is set aside as `temporal.db.broken`.
 * Throws a Problem when none can be had.
 */
export async function startTemporal(
  settings: Pick<Settings, 'dataFolder' | 'temporalAddress' | 'temporalNamespace'>,
  options: TemporalOptions = {},
): Promise<RunningTemporal> {
  const { dataFolder, temporalAddress: given, temporalNamespace: namespace } = settings;
  if (given !== undefined) {
    // The worker waits for it, and says so.
    return { address: given, pid: undefined, ended: new Promise(() => undefined), stop: async () => undefined };
  }
  const left = readRecord(dataFolder, 'temporal');
  if (left !== undefined) await endProcess(left, stopSteps.temporal);
  const program = await findTemporal(options.programsFolder ?? join(dataFolder, 'programs'));
  const store = options.inMemory ? undefined : join(dataFolder, 'temporal.db');
  if (store !== undefined && !isSound(store)) setAside(store);
  const start = () => startServer(program, dataFolder, store, namespace, options, left?.port);
  try {
    return await start();
  } catch (failure) {
    if (store === undefined || !existsSync(store)) throw failure;
    setAside(store);
    return await start();
  }
}

async function startServer(
  program: string,
  dataFolder: string,
  store: string | undefined,
  namespace: string,
  options: TemporalOptions,
  preferredPort: number | undefined,
): Promise<RunningTemporal> {
  const port = await choosePort(preferredPort);
  const flags = ['--headless', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace];
  if (store !== undefined) flags.push('--db-filename', store, ...pragmas);
  if (options.timeSkipping) {
    for (const name of ['frontend.WorkflowTimeSkippingEnabled', 'system.workflowTimeSkippingEnabled']) {
      flags.push('--dynamic-config-value', `${name}=true`);
    }
  }
  const { mark, logFile, ended } = await startProcess({
    dataFolder,
    name: 'temporal',
    program,
    flags: ['server', 'start-dev', '--log-level', 'warn', ...flags],
    gently: true,
    // Its own flags can also be set by TEMPORAL_* variables: it is given none.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    port,
  });
  const address = `127.0.0.1:${port}`;
  const stop = () => endProcess(mark, stopSteps.temporal);
  try {
    await untilReady(address, namespace, () => isAlive(mark), logFile);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { address, pid: mark.pid, ended, stop };
}

/** Waits until the namespace can be read; `source` is where a person should look when it cannot. */
async function untilReady(address: string, namespace: string, stillRuns: () => boolean, source: string): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  const until = performance.now() + readyMs;
  while (performance.now() < until) {
    if (!stillRuns()) throw new Problem(`Temporal s’est arrêté au démarrage : lisez ${source}.`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch {
      await delay(50);
    }
  }
  throw new Problem(`Temporal ne répond pas pour l’espace « ${namespace} » : vérifiez ${source}.`);
}

function isSound(store: string): boolean {
  if (!existsSync(store)) return !existsSync(`${store}-wal`);
  try {
    const database = new DatabaseSync(store);
    try {
      return database.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function setAside(store: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(store + suffix)) renameSync(store + suffix, `${store}.broken${suffix}`);
  }
}
