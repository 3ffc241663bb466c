import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiKey } from '../accounts/api-keys.ts';
import { connect, type Database } from '../database/pool.ts';
import { type AcceptedMail, Mailbox, type MailboxBehaviour } from '../mailbox/mailbox.ts';
import { choosePort } from '../runtime/ports.ts';
import { readRecord } from '../runtime/processes.ts';
import { recordConfig } from '../runtime/running.ts';
import { projectRoot, readSettings } from '../settings/config.ts';
import { temporaryFolder } from './folder.ts';
import { machineKey } from './machine-key.ts';

export type PartName = 'postgres' | 'temporal' | 'api' | 'worker';

/** The whole product, as `npm start` brings it up, on its own folder and ports; its mails come here. */
export interface Stack {
  url: string;
  dataFolder: string;
  /** Everything the launcher printed. */
  output(): string;
  /** Every mail accepted, oldest first. */
  mails: AcceptedMail[];
  mailbox: Mailbox;
  /** What the mail server does for an address, instead of accepting. */
  behaviours: Map<string, MailboxBehaviour>;
  db: Database;
  /** The record's address and keys, as its own commands find them. */
  record: ReturnType<typeof recordConfig>;
  pidOf(part: PartName): number;
  temporalPort(): number;
  /** SIGKILL, as a power cut does it; the launcher starts the part again. */
  kill(part: PartName): void;
  apiKey(kind: ApiKey['kind'], department?: string, organisation?: string): Promise<string>;
  stop(): Promise<void>;
}

const readyMs = 120_000;

/** What the engine's sandbox runs is made once for this checkout, not at each start. */
function shareBundles(folder: string): void {
  const [shared, own] = [join(readSettings({}).dataFolder, 'bundles'), join(folder, 'bundles')];
  mkdirSync(shared, { recursive: true });
  if (!existsSync(own)) symlinkSync(shared, own);
}

/**
 * Starts it and waits until it says it is ready, on an empty folder unless one is given. The engine's program is the one kept by
 * earlier starts of this checkout.
 */
export async function startStack(
  environment: Record<string, string> = {},
  folder: { path: string; remove(): void } = temporaryFolder(),
): Promise<Stack> {
  shareBundles(folder.path);
  const mails: AcceptedMail[] = [];
  const behaviours = new Map<string, MailboxBehaviour>();
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, behaviours, onMail: (mail) => mails.push(mail) });
  await mailbox.open();
  const port = await choosePort(undefined);
  const env = { GUICHET_DATA: folder.path, GUICHET_PORT: String(port), SMTP_URL: mailbox.url, ...environment };
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), 'start'], { cwd: projectRoot, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const until = performance.now() + readyMs;
  while (!said.includes('Guichet est prêt')) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`The product did not start:\n${said}`);
    }
    await delay(50);
  }
  const record = recordConfig(readSettings(env));
  const db = connect({ url: record.databaseUrl, keys: record.keys, connections: 4, acting: { as: 'COMMAND' } });
  const pidOf = (part: PartName): number => readRecord(folder.path, part)?.pid ?? 0;
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder: folder.path,
    output: () => said,
    mails,
    mailbox,
    behaviours,
    db,
    record,
    pidOf,
    temporalPort: () => readRecord(folder.path, 'temporal')?.port ?? 0,
    kill: (part) => process.kill(pidOf(part), 'SIGKILL'),
    apiKey: async (kind, department = '54', organisation) => (await machineKey(db, { department, kind, organisation: organisation ?? null })).key,
    async stop() {
      await db.end();
      child.kill('SIGTERM');
      await ended;
      await mailbox.close();
      folder.remove();
    },
  };
}

/** Asks again until the answer is there, or fails saying what was last seen. For what another process does in its own time. */
export async function eventually<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 60_000,
  what = 'the expected',
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await Promise.resolve(ask()).catch(() => null);
    if (answer) return answer;
    if (performance.now() > until) throw new Error(`${what} did not come within ${withinMs / 1000} s`);
    await delay(100);
  }
}
