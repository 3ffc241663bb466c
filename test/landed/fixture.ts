/** What an older version stored, with what opens it and what that version said of it. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Client } from 'pg';
import { expect } from 'vitest';

/** One row of a table, as JSON. */
interface KeptRow {
  table: string;
  row: string;
}

/** What the pages and the API of that version said of one case. */
export interface SaidOfCase {
  department: string;
  id: string;
  reference: string;
  /** Entries of its journal, and the head of its chain in hexadecimal. */
  count: number;
  head: string;
  /** Canonical JSON. */
  state: string;
  /** Lines of the chronology, newest first. */
  journal: string[];
  tasks: string[];
  api: unknown;
}

export interface Said {
  cases: SaidOfCase[];
  /** Pages of personal links. */
  links: { address: string; status: number; text: string }[];
  /** Pages that receipt codes open. */
  followed: { code: string; text: string }[];
  /** Pages by who reads them; without `text`, they only had to be there. */
  pages: { login: string; address: string; text?: string }[];
  lists: { key: string; address: string; answer: unknown }[];
  /** What the worker was told to do for each case. */
  agendas: { case: string; deliver: { message: string; summary: string }[]; next: number | null; waitingFor: string }[];
}

const folder = (version: string) => join(import.meta.dirname, version);
const unpacked = (version: string, name: string): string => brotliDecompressSync(readFileSync(join(folder(version), name))).toString('utf8');

export interface Fixture {
  /** When that version was last asked; the clock at which it must be asked again. */
  at: number;
  migrations: string[];
  /** Base64; `signing` is PKCS#8. */
  keys: Record<'master' | 'journal' | 'index' | 'session' | 'signing', string>;
  apiKeys: Record<string, string>;
  session: { login: string; cookie: string };
  rows: KeptRow[];
  said: Said;
}

export function readFixture(version: string): Fixture {
  const {
    at,
    rows: counts,
    ...kept
  } = JSON.parse(readFileSync(join(folder(version), 'fixture.json'), 'utf8')) as Omit<Fixture, 'at' | 'rows' | 'said'> & {
    at: string;
    rows: Record<string, number>;
  };
  const rows = unpacked(version, 'rows.txt.br')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): KeptRow => {
      const end = line.indexOf('\t');
      return { table: line.slice(0, end), row: line.slice(end + 1) };
    });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (rows.length !== total) throw new Error(`the fixture of ${version} has ${rows.length} rows for ${total}`);
  return { ...kept, at: Date.parse(at), rows, said: JSON.parse(unpacked(version, 'said.json.br')) as Said };
}

/** The keys in the form that the product uses. */
export function keysOf({ keys }: Fixture) {
  const bytes = (name: keyof Fixture['keys']): Buffer => Buffer.from(keys[name], 'base64');
  const privateKey = createPrivateKey({ key: bytes('signing'), format: 'der', type: 'pkcs8' });
  return {
    master: bytes('master'),
    journal: bytes('journal'),
    index: bytes('index'),
    session: bytes('session'),
    signing: { privateKey, publicKey: createPublicKey(privateKey) },
  };
}

/** What today's verification says of a department of the fixture: one case was kept without its key, as if it had been erased. */
export function keyless({ rows, said }: Fixture, department: string): unknown[] {
  const keyed = new Set(rows.filter(({ table }) => table === 'keys.sealed_key').map(({ row }) => (JSON.parse(row) as { owner_id: string }).owner_id));
  return said.cases
    .filter((one) => one.department === department && !keyed.has(one.id))
    .map(({ reference }) => expect.stringMatching(`^Dossier ${reference}\u00a0: sa clé manque`));
}

/** Puts the rows into a database brought to that version's shape. `adminUrl` is a superuser of that very database. */
export async function loadRows(adminUrl: string, { rows }: Fixture): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    // As a restored copy is put back: references and triggers were held when the rows were written.
    await admin.query(`BEGIN; SET LOCAL session_replication_role = 'replica'; SET LOCAL timezone = 'UTC'`);
    for (const [table, kept] of Map.groupBy(rows, (row) => row.table)) {
      const columns = Object.keys(JSON.parse(kept[0]?.row ?? '{}') as object)
        .map((name) => `"${name}"`)
        .join(', ');
      await admin.query(
        `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [`[${kept.map(({ row }) => row).join(',')}]`],
      );
    }
    await admin.query(`SELECT setval(pg_get_serial_sequence('access_log', 'id'), (SELECT max(id) FROM access_log)); COMMIT`);
  } finally {
    await admin.end();
  }
}
