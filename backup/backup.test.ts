import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../test/database.ts';
import { temporaryFolder } from '../test/folder.ts';
import { type Desk, fillEveryTable, freshDesk } from '../test/fresh.testing.ts';
import { inDatabase } from '../test/template.ts';
import { backUp, type Written } from './back-up.ts';
import { restore } from './restore.ts';
import { keptTables, sequences } from './tables.ts';

const at = Date.parse('2026-11-30T22:00:00Z');
const temporary = temporaryFolder();
const folder = join(temporary.path, 'backups');
const made: FreshDatabase[] = [];
let desk: Desk;
let lived: string;
let identity: string;
let kept: Written;

/** A database by the role that sees every row. */
const asAdmin = ({ ownerUrl }: FreshDatabase): string => inDatabase(inject('postgres').adminUrl, new URL(ownerUrl).pathname.slice(1));

async function emptyDatabase(): Promise<string> {
  const fresh = await freshDatabase();
  made.push(fresh);
  return asAdmin(fresh);
}

/** Every row of every table that is kept, and what the sequences gave. */
async function all(url: string): Promise<Record<string, unknown>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = [...(await keptTables(client, 'keys')), ...(await keptTables(client, 'content'))];
    const found: Record<string, unknown> = { sequences: await sequences(client) };
    for (const { name } of tables) found[name] = (await client.query(`SELECT t::text AS row FROM ${name} t ORDER BY 1`)).rows;
    return found;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  mkdirSync(folder);
  desk = await freshDesk();
  lived = asAdmin(desk.fresh);
  await fillEveryTable(desk.db, '54');
  identity = await generateX25519Identity();
  kept = await backUp(lived, folder, await identityToRecipient(identity), at);
});
afterAll(async () => {
  await desk?.end();
  for (const fresh of made) await fresh.drop();
  temporary.remove();
});

test('what was kept is put back whole: every row of every table, and what numbers come next', async () => {
  const before = await all(lived);
  const empty = Object.keys(before).filter((name) => Array.isArray(before[name]) && before[name].length === 0);
  expect(empty, 'every other table holds something').toEqual(['keys.generation', 'keys.holder', 'handed_over']);
  const admin = await emptyDatabase();
  expect(await restore(admin, { ...kept, identity })).toEqual({ takenAt: at, rows: kept.rows });
  expect(await all(admin)).toEqual(before);
  await expect(restore(admin, { ...kept, identity }), 'not over a desk that works').rejects.toThrow('a déjà servi');
});

test('is two files, neither of which says anything without the identity', async () => {
  expect(readdirSync(folder).toSorted()).toEqual(['guichet-2026-11-30T22-00-00-000Z.cles.age', 'guichet-2026-11-30T22-00-00-000Z.contenu.age']);
  for (const path of [kept.content, kept.keys]) expect(readFileSync(path).includes('sealed_key')).toBe(false);
  const admin = await emptyDatabase();
  await expect(restore(admin, { ...kept, identity: await generateX25519Identity() })).rejects.toThrow('ne s’ouvre pas avec cette clé');
  await expect(restore(admin, { content: kept.keys, keys: kept.content, identity })).rejects.toThrow('d’abord le fichier « contenu »');
  const later = await backUp(lived, folder, await identityToRecipient(identity), at + 1);
  await expect(restore(admin, { content: kept.content, keys: later.keys, identity })).rejects.toThrow('pas de la même sauvegarde');
  await expect(backUp(lived, folder, await identityToRecipient(identity), at), 'never over another').rejects.toThrow('est déjà là');
  await expect(backUp(lived, folder, 'age1', at + 2)).rejects.toThrow('--recipient');
});

test('one that was cut gives nothing back', async () => {
  const cut = join(folder, 'cut.age');
  writeFileSync(cut, readFileSync(kept.content));
  truncateSync(cut, readFileSync(cut).length - 100);
  const admin = await emptyDatabase();
  await expect(restore(admin, { ...kept, content: cut, identity })).rejects.toThrow('n’est pas entière');
  const empty = (rows: unknown) => Array.isArray(rows) && rows.length > 0;
  expect(Object.entries(await all(admin)).filter(([, rows]) => empty(rows))).toEqual(
    Object.entries(await all(await emptyDatabase())).filter(([, rows]) => empty(rows)),
  );
});
