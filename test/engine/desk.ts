/** A desk on real parts for one test file: its own database, engine namespace, mailbox, and workers to start and stop. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { inject, vi } from 'vitest';
import type { CaseEvent } from '../../cases/events.ts';
import type { Facts } from '../../cases/facts.ts';
import type { CaseState } from '../../cases/state.ts';
import { apply, consult } from '../../cases/store.ts';
import { agent } from '../../cases/world.testing.ts';
import { anAlert, freshDesk, testKeys } from '../../database/fresh.testing.ts';
import type { Database } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import type { Config } from '../../runtime/config.ts';
import { readSettings } from '../../runtime/config.ts';
import { type AcceptedMail, type Behaviour, Mailbox } from '../../runtime/mailbox.ts';
import { connectToEngine, workflowIdOf } from '../../workflows/client.ts';
import { startWorker } from '../../workflows/worker.ts';
import { temporaryFolder } from '../folder.ts';

export interface EngineDesk {
  db: Database;
  config: Config;
  client: Client;
  /** Every mail the mail server accepted, in order. */
  mails: AcceptedMail[];
  mailbox: Mailbox;
  behaviours: Map<string, Behaviour>;
  /** Receives an alert now; the protocol of tests routes it at once unless its channel is changed. Answers with the case. */
  alert(facts?: Partial<Facts>): Promise<string>;
  act(caseId: string, event: Act): Promise<CaseState>;
  stateOf(caseId: string): Promise<CaseState>;
  startWorker(): Promise<{ close(): Promise<void> }>;
  end(): Promise<void>;
}

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

export async function engineDesk(temporalAddress: string = inject('temporalAddress')): Promise<EngineDesk> {
  const { db, fresh, end } = await freshDesk();
  const folder = temporaryFolder();
  // Bundled once for all files and runs.
  const bundles = join(readSettings({}).dataFolder, 'bundles');
  mkdirSync(bundles, { recursive: true });
  symlinkSync(bundles, join(folder.path, 'bundles'));
  const mails: AcceptedMail[] = [];
  const behaviours = new Map<string, Behaviour>();
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, behaviours, onMail: (mail) => mails.push(mail) });
  await mailbox.open();
  const config: Config = {
    ...readSettings({}),
    dataFolder: folder.path,
    logLevel: 'silent',
    databaseUrl: fresh.appUrl,
    databaseRelayUrl: fresh.relayUrl,
    smtpUrl: mailbox.url,
    temporalAddress,
    temporalNamespace: `test-${randomBytes(6).toString('hex')}`,
    keys: { ...testKeys, session: randomBytes(32), signing: generateKeyPairSync('ed25519') },
  };
  const engine = await connectToEngine(config);
  const { client } = engine;
  await registerNamespace(client);
  const workers: { close(): Promise<void> }[] = [];

  return {
    db,
    config,
    client,
    mails,
    mailbox,
    behaviours,
    alert: async (facts) => {
      const received = await receive(db, anAlert({ receivedAt: Date.now(), channel: 'API' }, { channel: 'API', ...facts }));
      if ('conflict' in received) throw new Error('the alert was known');
      return received.caseId;
    },
    act: async (caseId, event) => {
      const applied = await apply(db, '54', caseId, { ...event, at: Date.now(), by: agent } as CaseEvent);
      if ('refused' in applied) throw new Error(applied.refused.code);
      return applied.state;
    },
    stateOf: async (caseId) => {
      const { state } = await consult(db, '54', caseId, 0);
      if (state === null) throw new Error('no such case');
      return state;
    },
    startWorker: async () => {
      const worker = await startWorker(config);
      let closed: Promise<void> | undefined;
      const once = { close: () => (closed ??= worker.close()) };
      workers.push(once);
      return once;
    },
    end: async () => {
      for (const worker of workers) await worker.close();
      await engine.close();
      await mailbox.close();
      folder.remove();
      await end();
    },
  };
}

export async function registerNamespace(client: Client): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
}

/** Waits until what is asserted holds, looking often; the assertion's own message is the failure. */
export function eventually<T>(assertion: () => T | Promise<T>, timeout = 15_000): Promise<T> {
  return vi.waitFor(assertion, { timeout, interval: 20 });
}

export const historyOf = async (client: Client, caseId: string) =>
  (await client.workflow.getHandle(workflowIdOf(caseId)).fetchHistory()).events ?? [];
