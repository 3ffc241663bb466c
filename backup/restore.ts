import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Client } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import type { Instant } from '../calendar/span.ts';
import { Problem } from '../settings/problem.ts';
import { readArchive } from './archive.ts';
import type { BackupHead, BackupTail } from './back-up.ts';
import { copyIn, emptied, isUnused, keptTables, setSequences, takeRowsAsTheyAre } from './tables.ts';

/** The two archives of one backup, and what opens them. */
export interface Backup {
  content: string;
  keys: string;
  identity: string;
}

/** What both say of themselves. Throws a Problem when they are not of one backup, or not in this order. */
export async function beginningOf({ content, keys, identity }: Backup): Promise<BackupHead> {
  const [one, other] = [await firstOf(content, identity), await firstOf(keys, identity)];
  if (one.part !== 'content' || other.part !== 'keys') throw new Problem('Donnez d’abord le fichier « contenu », puis le fichier « cles ».');
  if (one.pair !== other.pair) throw new Problem('Ces deux fichiers ne sont pas de la même sauvegarde : leur date doit être la même.');
  return one;
}

async function firstOf(path: string, identity: string): Promise<BackupHead> {
  for await (const { name, bytes } of readArchive(path, identity))
    if (name === 'beginning.json') return JSON.parse(bytes.toString('utf8')) as BackupHead;
  throw new Problem(`${path} n’est pas une sauvegarde du guichet.`);
}

/**
 * Puts a backup into a database of the shape it was taken in, in which nobody has worked: all of it or nothing. `url` is that of a
 * superuser. Answers with the instant it was taken at: what came after is not in it.
 */
export async function restore(url: string, backup: Backup): Promise<{ takenAt: Instant; rows: number }> {
  const { takenAt } = await beginningOf(backup);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (!(await isUnused(client))) throw new Problem('Cette base a déjà servi : une sauvegarde se remet dans un dossier vide.');
    await takeRowsAsTheyAre(client);
    await client.query(emptied([...(await keptTables(client, 'keys')), ...(await keptTables(client, 'content'))]));
    let rows = 0;
    for (const part of ['keys', 'content'] as const) rows += await readPart(client, backup[part], backup.identity);
    await client.query('COMMIT');
    return { takenAt, rows };
  } finally {
    await client.end();
  }
}

async function readPart(client: Client, path: string, identity: string): Promise<number> {
  const counted: Record<string, number> = {};
  let beginning: BackupHead | undefined;
  let ending: BackupTail | undefined;
  let into: { name: string; copy: CopyStreamQuery } | undefined;
  const close = async () => {
    if (into === undefined) return;
    into.copy.end();
    await finished(into.copy);
    counted[into.name] = into.copy.rowCount;
    into = undefined;
  };
  for await (const { name, bytes } of readArchive(path, identity)) {
    if (name !== into?.name) await close();
    if (name === 'beginning.json') beginning = JSON.parse(bytes.toString('utf8')) as BackupHead;
    else if (name === 'ending.json') ending = JSON.parse(bytes.toString('utf8')) as BackupTail;
    else {
      into ??= { name, copy: client.query(copyFrom(copyIn(tableOf(beginning, name)))) };
      if (!into.copy.write(bytes)) await once(into.copy, 'drain');
    }
  }
  await close();
  const missing = ending === undefined || Object.entries(ending.rows).some(([name, rows]) => (counted[name] ?? 0) !== rows);
  if (ending === undefined || missing) throw new Problem(`${path} n’est pas entière : rien n’en est repris. Prenez une autre sauvegarde.`);
  await setSequences(client, ending.sequences);
  return Object.values(ending.rows).reduce((sum, count) => sum + count, 0);
}

function tableOf(beginning: BackupHead | undefined, name: string) {
  const table = beginning?.tables.find((one) => one.name === name);
  if (table === undefined)
    throw new Problem('Cette sauvegarde tient une table que ce programme ne connaît pas : prenez la version du programme qui l’a faite.');
  return table;
}
