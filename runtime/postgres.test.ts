import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keysFolder } from '../settings/keys.ts';
import { temporaryFolder } from '../test/folder.ts';
import type { RunningPostgres } from './postgres.ts';
import { startPostgres } from './postgres.ts';
import { endProcess, isAlive, markOf, readRecord } from './processes.ts';
import { stopAll } from './stop.ts';

async function rowsOf(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

describe('one cluster through its life', () => {
  const folder = temporaryFolder();
  const dataFolder = join(folder.path, 'data');
  let postgres: RunningPostgres;

  beforeAll(async () => {
    postgres = await startPostgres({ dataFolder });
  });
  afterAll(async () => {
    await stopAll(dataFolder);
    folder.remove();
  });

  test('it is PostgreSQL 18, durable, and sorts French', async () => {
    const [settings] = await rowsOf(
      postgres.ownerUrl,
      "SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync, current_setting('data_checksums') AS sums",
    );
    expect(settings).toMatchObject({ fsync: 'on', sync: 'on', sums: 'on' });
    expect(settings?.version).toBeGreaterThanOrEqual(180_000);
    const sorted = await rowsOf(postgres.appUrl, "SELECT word FROM unnest(ARRAY['zèbre', 'Étang', 'eau', 'été', 'Zoé']) word ORDER BY word");
    expect(sorted.map((row) => row.word)).toEqual(['eau', 'Étang', 'été', 'zèbre', 'Zoé']);
  });

  test('the roles of the product are no superusers, and a wrong password is refused', async () => {
    const [row] = await rowsOf(
      postgres.appUrl,
      'SELECT rolsuper OR rolbypassrls OR rolcreaterole AS mighty FROM pg_roles WHERE rolname = current_user',
    );
    expect(row?.mighty).toBe(false);
    const wrong = new URL(postgres.appUrl);
    wrong.password = 'wrong';
    await expect(rowsOf(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('what was written survives a kill -9 and a start that finds the dead server’s files', async () => {
    await rowsOf(postgres.ownerUrl, 'CREATE TABLE kept (word text)');
    await rowsOf(postgres.ownerUrl, "INSERT INTO kept VALUES ('gardé')");
    await endProcess(markOf(postgres.pid), [{ signal: 'SIGKILL', waitMs: 5_000 }]);
    expect(existsSync(join(dataFolder, 'postgres', 'postmaster.pid'))).toBe(true);
    const before = postgres;
    postgres = await startPostgres({ dataFolder });
    expect(postgres.pid).not.toBe(before.pid);
    expect(postgres.port).toBe(before.port);
    expect(await rowsOf(postgres.ownerUrl, 'SELECT word FROM kept')).toEqual([{ word: 'gardé' }]);
  });

  test('a server left running by a killed start is stopped, then started again', async () => {
    const left = markOf(postgres.pid);
    postgres = await startPostgres({ dataFolder });
    expect(isAlive(left)).toBe(false);
    expect(await rowsOf(postgres.ownerUrl, 'SELECT word FROM kept')).toEqual([{ word: 'gardé' }]);
  });

  test('a lock file that names somebody else’s process harms nobody', async () => {
    await postgres.stop();
    const lock = join(dataFolder, 'postgres', 'postmaster.pid');
    writeFileSync(lock, `${process.pid}\n${join(dataFolder, 'postgres')}\n`);
    postgres = await startPostgres({ dataFolder });
    expect(readFileSync(lock, 'utf8').split('\n')[0]).toBe(String(postgres.pid));
  });

  test('its port taken meanwhile, it takes another', async () => {
    const { port } = postgres;
    await postgres.stop();
    const squatter = createServer().listen(port, '127.0.0.1');
    try {
      postgres = await startPostgres({ dataFolder });
      expect(postgres.port).not.toBe(port);
    } finally {
      squatter.close();
    }
  });

  test('stopping twice is stopping once; it says when it has ended', async () => {
    await postgres.stop();
    await postgres.stop();
    await postgres.ended;
    expect(isAlive(markOf(postgres.pid))).toBe(false);
  });

  test('a lost password is told with what to put back', async () => {
    writeFileSync(join(keysFolder(dataFolder), 'postgres.key'), Buffer.alloc(32, 1).toString('base64'));
    await expect(startPostgres({ dataFolder })).rejects.toThrow(/mot de passe.*sauvegarde/);
    const record = readRecord(dataFolder, 'postgres');
    expect(record !== undefined && isAlive(record)).toBe(false);
  });
});

describe('a folder that is not ready', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  afterEach(async () => {
    await stopAll(folder.path);
    folder.remove();
  });

  test('an initialisation that was cut short is done again', async () => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'postgres.draft-abc', 'cluster', 'base'), { recursive: true });
    const postgres = await startPostgres({ dataFolder: folder.path });
    expect(existsSync(join(folder.path, 'postgres.draft-abc'))).toBe(false);
    expect(await rowsOf(postgres.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test.runIf(process.getuid?.() === 0)('under root, a closed parent folder is named, with what to do', async () => {
    folder = temporaryFolder();
    chmodSync(folder.path, 0o700);
    await expect(startPostgres({ dataFolder: join(folder.path, 'data') })).rejects.toThrow(new RegExp(`${folder.path} est fermé.*GUICHET_DATA`));
  });
});
