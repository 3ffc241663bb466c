import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type proto from '@temporalio/proto';

const folder = join(import.meta.dirname, 'histories');

/** Decrypts a payload of the history at hand. */
type Reader = (payload: Payload) => Promise<Payload | undefined>;

export type RecordedHistory = { events: Record<string, unknown>[] };

/** The committed histories by name: one of every shape that a released workflow has left behind. */
export function committedHistories(): [name: string, history: RecordedHistory][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
}

export function commitHistory(name: string, history: RecordedHistory): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(history, null, 1)}\n`);
}

/** A history as it may be committed: decrypted, without the names of machines, without what signals carried. */
export async function readable(history: proto.temporal.api.history.v1.IHistory, read: Reader): Promise<RecordedHistory> {
  return (await clear(JSON.parse(historyToJSON(history)), read)) as RecordedHistory;
}

/** `pid@host`, by which the engine knows a worker and the queue it is stuck to. */
const workerName = /^\d+@.*$/;

/** Stacks and messages of failures name folders of the machine that recorded; no workflow reads them. */
const unwanted = new Set(['encodedAttributes', 'stackTrace']);

async function clear(value: unknown, read: Reader): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => clear(item, read)));
  if (typeof value === 'string') return value.replace(workerName, 'recorded');
  if (typeof value !== 'object' || value === null) return value;
  if (isPayload(value)) return decoded(value, read);
  const entries = await Promise.all(
    Object.entries(value)
      .filter(([name]) => !unwanted.has(name))
      .map(async ([name, inner]) => {
        if (name === 'workflowExecutionSignaledEventAttributes') return [name, { signalName: (inner as { signalName: string }).signalName }];
        return [name, await clear(inner, read)];
      }),
  );
  return Object.fromEntries(entries);
}

interface JsonPayload {
  metadata: Record<string, string>;
  data?: string;
}

function isPayload(value: object): value is JsonPayload {
  return 'metadata' in value && typeof value.metadata === 'object' && value.metadata !== null && 'encoding' in value.metadata;
}

async function decoded({ metadata, data = '' }: JsonPayload, read: Reader): Promise<JsonPayload> {
  const bytes = Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
  const payload = await read({ metadata: bytes, data: Buffer.from(data, 'base64') });
  const base64 = (part: Uint8Array | null | undefined) => Buffer.from(part ?? []).toString('base64');
  return {
    metadata: Object.fromEntries(Object.entries(payload?.metadata ?? {}).map(([name, part]) => [name, base64(part)])),
    data: base64(payload?.data),
  };
}
