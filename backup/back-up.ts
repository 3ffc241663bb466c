import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Instant } from '../calendar/span.ts';
import { type SealedArchive, sealedArchive } from './archive.ts';
import { type BackedUpTable, type BackupPart, beginReading, copyOut, keptTables, sequences, shapeOf } from './tables.ts';

/** What an archive begins with. */
export interface BackupHead {
  format: 1;
  part: BackupPart;
  takenAt: Instant;
  /** Names the two archives of one backup. */
  pair: string;
  migrations: string[];
  tables: BackedUpTable[];
}

/** What it ends with: without it, it is not whole. */
export interface BackupTail {
  rows: Record<string, number>;
  sequences: Record<string, string>;
}

export interface Written {
  content: string;
  keys: string;
  rows: number;
}

const chunk = 1 << 20;

/**
 * Keeps a database as it is at one instant, while it is worked with: two archives in a folder, the content and the keys of the cases,
 * which are nothing without each other. `url` is that of a role that sees every row; `at` names the files, in milliseconds.
 * Throws a Problem where there is a file of that name already; what was begun is taken away.
 */
export async function backUp(url: string, folder: string, recipient: string, at: Instant): Promise<Written> {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const client = new Client({ connectionString: url });
  await client.connect();
  const ended: string[] = [];
  try {
    await client.query(beginReading);
    const migrations = await shapeOf(client);
    const paths = { content: join(folder, `guichet-${stamp}.contenu.age`), keys: join(folder, `guichet-${stamp}.cles.age`) };
    let rows = 0;
    for (const part of ['keys', 'content'] as const) {
      const archive = await sealedArchive(paths[part], recipient);
      try {
        rows += await writePart(client, archive, { format: 1, part, takenAt: at, pair: stamp, migrations, tables: await keptTables(client, part) });
      } catch (failure) {
        await archive.abandon();
        // One without the other is of no use, and keys are counted for what is erased.
        for (const path of ended) await rm(path, { force: true });
        throw failure;
      }
      ended.push(paths[part]);
    }
    return { ...paths, rows };
  } finally {
    await client.end();
  }
}

async function writePart(client: Client, archive: SealedArchive, beginning: BackupHead): Promise<number> {
  const json = (name: string, value: BackupHead | BackupTail) => archive.add(name, Buffer.from(JSON.stringify(value)));
  await json('beginning.json', beginning);
  const rows: Record<string, number> = {};
  for (const table of beginning.tables) rows[table.name] = await writeTable(client, archive, table);
  await json('ending.json', { rows, sequences: await sequences(client) });
  await archive.end();
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

async function writeTable(client: Client, archive: SealedArchive, table: BackedUpTable): Promise<number> {
  const copy = client.query(copyTo(copyOut(table)));
  let held: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    if (size > 0) await archive.add(table.name, Buffer.concat(held));
    [held, size] = [[], 0];
  };
  for await (const part of copy) {
    held.push(part as Buffer);
    size += (part as Buffer).length;
    if (size >= chunk) await flush();
  }
  await flush();
  return copy.rowCount;
}
