/** A desk on real parts for one test file: its own database, engine namespace, mail server, and workers to start and stop. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { inject, vi } from 'vitest';
import type { Entry } from '../../cases/model/entries.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { apply } from '../../cases/record/apply.ts';
import { consult } from '../../cases/record/consult.testing.ts';
import { readJournal } from '../../cases/record/read-case.ts';
import { agent } from '../../cases/world.testing.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import { type AcceptedMail, Mailbox, type MailboxBehaviour } from '../../mailbox/mailbox.ts';
import { type ApiConfig, readSettings, type WorkerConfig } from '../../settings/config.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { startWorker } from '../../worker/worker.ts';
import { connectToEngine, type Engine, wake, workflowIdOf } from '../../workflows/client/client.ts';
import { temporaryFolder } from '../folder.ts';
import { anAlert, freshDesk, testKeys } from '../fresh.testing.ts';

type Without<E> = E extends CaseEvent ? Omit<E, 'at' | 'by'> : never;

const department = '54';
/** Where the engine the run fetched is kept. */
export const programs = join(readSettings({}).dataFolder, 'programs');

export class EngineDesk {
  /** Every mail the mail server accepted, in order. */
  readonly mails: AcceptedMail[] = [];
  readonly behaviours = new Map<string, MailboxBehaviour>();
  readonly db: Database;
  readonly config: ApiConfig & WorkerConfig;
  readonly mailbox: Mailbox;
  #engine: Engine | undefined;
  readonly #ends: (() => Promise<void>)[];

  private constructor(db: Database, config: ApiConfig & WorkerConfig, ends: (() => Promise<void>)[]) {
    this.db = db;
    this.config = config;
    this.#ends = ends;
    this.mailbox = new Mailbox({ dataFolder: config.dataFolder, port: 0, behaviours: this.behaviours, onMail: (mail) => this.mails.push(mail) });
  }

  /** `temporal` names another server than the run's, on which the namespace exists already. */
  static async open(temporal?: { address: string; namespace: string }): Promise<EngineDesk> {
    const { db, fresh, end } = await freshDesk();
    const folder = temporaryFolder();
    // Bundled once for all files and runs.
    const bundles = join(readSettings({}).dataFolder, 'bundles');
    mkdirSync(bundles, { recursive: true });
    symlinkSync(bundles, join(folder.path, 'bundles'));
    const config: ApiConfig & WorkerConfig = {
      ...readSettings({}),
      dataFolder: folder.path,
      logLevel: 'silent',
      databaseUrl: fresh.appUrl,
      databaseRelayUrl: fresh.relayUrl,
      databaseOwnerUrl: fresh.ownerUrl,
      temporalAddress: temporal?.address ?? inject('temporalAddress'),
      temporalNamespace: temporal?.namespace ?? `test-${randomBytes(6).toString('hex')}`,
      keys: { ...testKeys, session: randomBytes(32), signing: generateKeyPairSync('ed25519') },
    };
    const desk = new EngineDesk(db, config, [end, async () => folder.remove()]);
    await desk.mailbox.open();
    config.smtpUrl = desk.mailbox.url;
    desk.#ends.unshift(() => desk.mailbox.close());
    desk.#engine = await connectToEngine(config);
    desk.#ends.unshift(() => desk.engine.close());
    if (temporal === undefined) await registerNamespace(desk.client);
    return desk;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('not open');
    return this.#engine;
  }

  get client(): Client {
    return this.engine.client;
  }

  async startWorker(): Promise<{ close(): Promise<void> }> {
    const worker = await startWorker(this.config);
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= worker.close();
      return closed;
    };
    this.#ends.unshift(close);
    return { close };
  }

  /** Receives an alert that the protocol routes at once; answers with its case. */
  async alert(facts: Partial<Facts> = {}, receivedAt: number = Date.now()): Promise<string> {
    const received = await receive(this.db, anAlert({ receivedAt, channel: 'API' }, { channel: 'API', ...facts }));
    if ('conflict' in received) throw new Error('the alert was known');
    return received.caseId;
  }

  async act(caseId: string, event: Without<CaseEvent>): Promise<void> {
    const applied = await apply(this.db, department, caseId, { ...event, at: Date.now(), by: agent } as CaseEvent);
    if ('refused' in applied) throw new Error(applied.refused.code);
  }

  wake(caseId: string): Promise<void> {
    return wake(this.engine, { caseId, department });
  }

  /** The case as it is, without letting any deadline pass. */
  async stateOf(caseId: string): Promise<CaseState> {
    const { state } = await consult(this.db, department, caseId, 0);
    if (state === null) throw new Error('no such case');
    return state;
  }

  async statusesOf(caseId: string): Promise<string[]> {
    return (await this.stateOf(caseId)).transfers.map(({ organisation, status }) => `${organisation} ${status}`);
  }

  journalOf(caseId: string): Promise<Entry[]> {
    return inDepartment(this.db, department, (tx) => readJournal(tx, caseId));
  }

  messagesOf(caseId: string): Promise<{ id: string; status: string; attempt: number; message_id: string }[]> {
    return this.#rows('SELECT id, status, attempt, message_id FROM message WHERE case_id = $1 ORDER BY id', caseId);
  }

  /** Makes an account that cannot sign in; answers with its id. */
  async account(kind: 'AGENT' | 'COORDINATOR', email: string): Promise<string> {
    const id = randomUUID();
    const text = 'INSERT INTO account (id, department, kind, email, display_name, password_hash) VALUES ($1, $2, $3, $4, $4, $5)';
    await inDepartment(this.db, department, (tx) => tx.query({ text }, [id, department, kind, email, 'none']));
    return id;
  }

  /** Puts an account on duty for the day around now. */
  async onDuty(account: string, level: 0 | 1): Promise<void> {
    const text = `INSERT INTO duty (id, department, level, starts, ends, account, phone)
                  VALUES ($1, $2, $3, now() - interval '12 hours', now() + interval '12 hours', $4, '+33 1 99 00 00 00')`;
    await inDepartment(this.db, department, (tx) => tx.query({ text }, [randomUUID(), department, level, account]));
  }

  /** The mails about a case that were accepted for an address. */
  async mailsTo(address: string, caseId: string): Promise<AcceptedMail[]> {
    const ids = (await this.messagesOf(caseId)).map(({ message_id }) => message_id);
    return this.mails.filter(({ to, raw }) => to.includes(address) && ids.some((id) => raw.includes(`Message-ID: <${id}@`)));
  }

  async historyOf(caseId: string) {
    return (await this.client.workflow.getHandle(workflowIdOf(caseId)).fetchHistory()).events ?? [];
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end();
  }

  async #rows<R extends object>(text: string, caseId: string): Promise<R[]> {
    return inDepartment(this.db, department, async (tx) => (await tx.query<R>({ text }, [caseId])).rows);
  }
}

export async function registerNamespace({ workflowService, options: { namespace } }: Client): Promise<void> {
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
}

/** Looks often until what is asserted holds; the assertion's own message is the failure. */
export function eventually<T>(assertion: () => T | Promise<T>, timeout = 60_000): Promise<T> {
  return vi.waitFor(assertion, { timeout, interval: 25 });
}
