import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import { simpleParser } from 'mailparser';
import { Client } from 'pg';
import { postgresUrls } from '../../runtime/postgres.ts';
import { readRecord } from '../../runtime/processes.ts';
import { readSettings } from '../../settings/config.ts';
import { loadKeys, recordKeys } from '../../settings/keys.ts';
import { codeOf } from '../../settings/problem.ts';
import { connectToEngine } from '../../workflows/client/client.ts';
import { payloadCodec } from '../../workflows/client/codec.ts';
import { decodedOf } from '../engine/decoded.testing.ts';
import type { Stack } from '../stack.ts';

/**
 * Where a planted word can be read outside the sealed content (promise 5): clear columns, every byte kept on disk (database files,
 * engine store, logs, mails), the engine's histories once decrypted, mails once decoded, metrics. Empty when nothing leaks.
 */
export async function leaksOf(stack: Stack, word: string): Promise<string[]> {
  const found = await Promise.all([
    inTables(stack, word),
    inFiles(stack, word),
    inHistories(stack, word),
    inMails(stack, word),
    inMetrics(stack, word),
  ]);
  return found.flat();
}

async function inTables(stack: Stack, word: string): Promise<string[]> {
  const { adminUrl } = postgresUrls(stack.dataFolder, readRecord(stack.dataFolder, 'postgres')?.port ?? 0);
  const url = new URL(adminUrl);
  url.pathname = '/guichet';
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    if (rows.length < 15) throw new Error('The tables were not seen.');
    const leaks: string[] = [];
    for (const { name } of rows) {
      const { rows: hits } = await admin.query<{ n: string }>(`SELECT count(*) AS n FROM ${name} t WHERE strpos(t::text, $1) > 0`, [word]);
      if (Number(hits[0]?.n) > 0) leaks.push(`table ${name}`);
    }
    return leaks;
  } finally {
    await admin.end();
  }
}

function inFiles(stack: Stack, word: string): string[] {
  const needles = [
    Buffer.from(word, 'utf8'),
    Buffer.from(word, 'latin1'),
    Buffer.from(encodeURIComponent(word)),
    Buffer.from(JSON.stringify(word).slice(1, -1)),
  ];
  let seen = 0;
  const leaks = filesUnder(stack.dataFolder).filter((file) => {
    const bytes = bytesOf(file);
    seen += bytes.length;
    return needles.some((needle) => bytes.includes(needle));
  });
  if (seen < 1_000_000) throw new Error('The files were not seen.');
  return leaks.map((file) => `file ${file.slice(stack.dataFolder.length)}`);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/programs'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** PostgreSQL goes on while its files are read: one that was listed may be gone, and then keeps nothing. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (failure) {
    if (codeOf(failure) !== 'ENOENT') throw failure;
    return Buffer.alloc(0);
  }
}

async function inHistories(stack: Stack, word: string): Promise<string[]> {
  const settings = readSettings({ GUICHET_DATA: stack.dataFolder });
  const keys = loadKeys(settings, recordKeys);
  const codec = payloadCodec(keys.master);
  const engine = await connectToEngine({ ...settings, temporalAddress: `127.0.0.1:${stack.temporalPort()}`, keys });
  const leaks: string[] = [];
  let payloads = 0;
  try {
    for await (const { workflowId, runId } of engine.client.workflow.list()) {
      const history = await engine.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const found = payloadsIn(history);
      payloads += found.length;
      const payloadsOfIt = found.filter(({ metadata }) => metadata !== undefined);
      const clear = await decodedOf(codec, payloadsOfIt, { namespace: settings.temporalNamespace, workflowId });
      const text = [JSON.stringify(history), workflowId, ...clear.map(({ data }) => Buffer.from(data ?? []).toString('utf8'))].join('\n');
      if (text.includes(word)) leaks.push(`history ${workflowId}`);
    }
  } finally {
    await engine.close();
  }
  if (payloads === 0) throw new Error('No history was seen.');
  return leaks;
}

function payloadsIn(value: unknown): Payload[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value) return [value as Payload];
  return Object.values(value).flatMap(payloadsIn);
}

async function inMails(stack: Stack, word: string): Promise<string[]> {
  if (stack.mails.length === 0) throw new Error('No mail was seen.');
  const leaks: string[] = [];
  for (const { id, raw } of stack.mails) {
    const { subject, text, html, headerLines } = await simpleParser(raw);
    if (JSON.stringify([subject, text, html, headerLines]).includes(word)) leaks.push(`mail ${id}`);
  }
  return leaks;
}

async function inMetrics(stack: Stack, word: string): Promise<string[]> {
  const answer = await fetch(`${stack.url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const text = await answer.text();
  if (!text.includes('# TYPE')) throw new Error('No metrics were seen.');
  return text.includes(word) ? ['metrics'] : [];
}
