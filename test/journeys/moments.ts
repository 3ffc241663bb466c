import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresUrls } from '../../runtime/postgres.ts';
import { readRecord } from '../../runtime/processes.ts';
import type { Stack } from '../stack.ts';

/** Written by the processes themselves, whatever anybody does: that one runs, and the proof that is made as one starts. They say nothing of a call. */
const ticking: ReadonlySet<string> = new Set(['keys.holder', 'public.proof']);

/**
 * Every trace of a moment between two others: a time, a count of milliseconds or an id that holds its time, in any column of
 * any table, and in the lines of the page server's log. Empty when nothing was timed (promise 7).
 */
export async function momentsIn(stack: Pick<Stack, 'dataFolder'>, from: number, until: number): Promise<string[]> {
  const traces: string[] = [];
  const told = (where: string, text: string) => {
    for (const at of momentsOf(text)) if (at >= from && at <= until) traces.push(`${where}: ${new Date(at).toISOString()}`);
  };
  told('api.log', logsOf(stack));
  const url = new URL(postgresUrls(stack.dataFolder, readRecord(stack.dataFolder, 'postgres')?.port ?? 0).adminUrl);
  url.pathname = '/guichet';
  url.searchParams.set('options', '-c timezone=UTC');
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of rows.filter(({ name }) => !ticking.has(name))) {
      const { rows: lines } = await admin.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
      for (const { line } of lines) told(`table ${name}`, line);
    }
  } finally {
    await admin.end();
  }
  return traces;
}

/** Everything the page server wrote in its log. */
export function logsOf({ dataFolder }: Pick<Stack, 'dataFolder'>): string {
  const folder = join(dataFolder, 'logs');
  const files = readdirSync(folder).filter((name) => name.startsWith('api.log'));
  if (files.length === 0) throw new Error('No log was seen.');
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

function momentsOf(text: string): number[] {
  const times = text.match(/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?/g) ?? [];
  const counts = text.match(/\b1\d{12}\b/g) ?? [];
  const ids = text.match(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/g) ?? [];
  return [
    ...times.map((time) => Date.parse(`${time.replace(' ', 'T')}Z`)),
    ...counts.map(Number),
    ...ids.map((id) => Number.parseInt(id.slice(0, 13).replace('-', ''), 16)),
  ];
}
