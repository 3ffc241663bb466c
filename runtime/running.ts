/** From settings to a whole Config: what is not given is found in the Guichet that runs here. */
import type { Config, Settings } from '../settings/config.ts';
import { loadKeys } from '../settings/keys.ts';
import { Problem } from '../settings/problem.ts';
import { postgresUrls } from './postgres.ts';
import { isAlive, readRecord } from './processes.ts';

const startIt = 'lancez « npm start » dans une autre fenêtre';

/**
 * Completes settings with the embedded parts that `guichet start` has running on this data folder.
 * Throws a Problem that names what is missing.
 */
export function completeConfig(settings: Settings): Config {
  const { givenKeys, ...plain } = settings;
  const temporalAddress = settings.temporalAddress ?? embeddedTemporal(settings);
  const keys = loadKeys({ dataFolder: settings.dataFolder, givenKeys });
  return { ...plain, ...databaseOf(settings), temporalAddress, keys };
}

/** Where migrations run; undefined when a database is given without its owner's address. */
export function ownerUrlOf(settings: Settings): string | undefined {
  return settings.databaseOwnerUrl ?? databaseOf(settings).databaseOwnerUrl;
}

type Database = Pick<Config, 'databaseUrl' | 'databaseRelayUrl' | 'databaseOwnerUrl'>;

function databaseOf(settings: Settings): Database {
  const { dataFolder, databaseUrl, databaseRelayUrl, databaseOwnerUrl } = settings;
  if (databaseUrl !== undefined && databaseRelayUrl !== undefined) return { databaseUrl, databaseRelayUrl, databaseOwnerUrl };
  const port = runningPort(dataFolder, 'postgres');
  if (port === undefined) throw new Problem(`La base de ${dataFolder} ne tourne pas : ${startIt}, ou donnez DATABASE_URL.`);
  const { appUrl, relayUrl, ownerUrl } = postgresUrls(dataFolder, port);
  return { databaseUrl: appUrl, databaseRelayUrl: relayUrl, databaseOwnerUrl: ownerUrl };
}

function embeddedTemporal(settings: Settings): string {
  const port = runningPort(settings.dataFolder, 'temporal');
  if (port === undefined) throw new Problem(`Temporal ne tourne pas pour ${settings.dataFolder} : ${startIt}, ou donnez TEMPORAL_ADDRESS.`);
  return `127.0.0.1:${port}`;
}

function runningPort(dataFolder: string, part: string): number | undefined {
  const record = readRecord(dataFolder, part);
  return record !== undefined && isAlive(record) ? record.port : undefined;
}
