/** From settings to a whole Config: what is not given is found in the Guichet that runs here. */
import type { ApiConfig, Config, Settings, WorkerConfig } from '../settings/config.ts';
import { type KeyName, type LoadedKeys, loadKeys, recordKeys } from '../settings/keys.ts';
import { Problem } from '../settings/problem.ts';
import { postgresUrls } from './postgres.ts';
import { isAlive, readRecord } from './processes.ts';

const startIt = 'lancez « npm start » dans une autre fenêtre';

/**
 * Completes settings with the embedded parts that `guichet start` has running on this data folder, and the keys this process uses.
 * Throws a Problem that names what is missing.
 */
export function completeConfig<Name extends KeyName>(settings: Settings, names: readonly Name[]): Config<Name> {
  const { givenKeys: _given, givenPublicKeys: _public, ...plain } = settings;
  return { ...plain, ...databaseOf(settings), temporalAddress: temporalAddressOf(settings), keys: loadKeys(settings, names) };
}

export function apiConfig(settings: Settings): ApiConfig {
  return completeConfig(settings, [...recordKeys, 'session']);
}

export function workerConfig(settings: Settings): WorkerConfig {
  const { databaseRelayUrl, ...config } = completeConfig(settings, [...recordKeys, 'signing']);
  if (databaseRelayUrl === undefined) throw new Problem('DATABASE_RELAY_URL manque : donnez-la avec DATABASE_URL (voir .env.example).');
  return { ...config, databaseRelayUrl };
}

/** What a command that only reads and writes the record needs: neither the engine nor the mail server. */
export function recordConfig(settings: Settings): { databaseUrl: string; keys: Pick<LoadedKeys, (typeof recordKeys)[number]> } {
  return { databaseUrl: databaseOf(settings).databaseUrl, keys: loadKeys(settings, recordKeys) };
}

/** Where migrations run; undefined when a database is given without its owner's address. */
export function ownerUrlOf(settings: Settings): string | undefined {
  return settings.databaseOwnerUrl ?? databaseOf(settings).databaseOwnerUrl;
}

interface Database {
  databaseUrl: string;
  databaseRelayUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
}

/** The database that is given, or that runs here. Throws a Problem when there is none. */
export function databaseOf(settings: Settings): Database {
  const { dataFolder, databaseUrl, databaseRelayUrl, databaseOwnerUrl } = settings;
  if (databaseUrl !== undefined) return { databaseUrl, databaseRelayUrl, databaseOwnerUrl };
  const port = runningPort(dataFolder, 'postgres');
  if (port === undefined) throw new Problem(`La base de ${dataFolder} ne tourne pas : ${startIt}, ou donnez DATABASE_URL.`);
  const { appUrl, relayUrl, ownerUrl } = postgresUrls(dataFolder, port);
  return { databaseUrl: appUrl, databaseRelayUrl: relayUrl, databaseOwnerUrl: ownerUrl };
}

/** Where the engine is: the given one, or the one that runs here. Throws a Problem when there is none. */
export function temporalAddressOf(settings: Settings): string {
  if (settings.temporalAddress !== undefined) return settings.temporalAddress;
  const port = runningPort(settings.dataFolder, 'temporal');
  if (port === undefined) throw new Problem(`Temporal ne tourne pas pour ${settings.dataFolder} : ${startIt}, ou donnez TEMPORAL_ADDRESS.`);
  return `127.0.0.1:${port}`;
}

function runningPort(dataFolder: string, part: string): number | undefined {
  const record = readRecord(dataFolder, part);
  return record !== undefined && isAlive(record) ? record.port : undefined;
}
