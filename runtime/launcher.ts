/** Brings the whole product up on one machine, keeps it up, and takes it down in order. */
import { chmodSync } from 'node:fs';
import { migrate } from '../database/migrate.ts';
import { connect } from '../database/pool.ts';
import type { SmtpDoor } from '../intake/email/smtp.ts';
import { Mailbox } from '../mailbox/mailbox.ts';
import type { Config, Settings } from '../settings/config.ts';
import { allKeys, loadKeys, recordKeys } from '../settings/keys.ts';
import { Problem } from '../settings/problem.ts';
import { startChild } from './child.ts';
import { answersAt } from './database-rules.ts';
import { takeLock } from './lock.ts';
import type { RunningPart } from './part.ts';
import { keepRunning } from './part.ts';
import { isPortFree } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { endProcess, readRecord } from './processes.ts';
import { completeConfig, ownerUrlOf, recordConfig } from './running.ts';
import { stopAll, stopSteps } from './stop.ts';
import { startTemporal } from './temporal.ts';
import { untilItAnswers } from './waiting.ts';

const settleLeftAfter = 20_000;

export class Launcher {
  readonly #settings: Settings;
  readonly #say: (sentence: string) => void;
  /** Gives the data folder back; undefined while this launcher does not have it. */
  #release: (() => void) | undefined;
  #mailbox: Mailbox | undefined;
  #desks: Promise<SmtpDoor> | undefined;
  readonly #stopping = new AbortController();

  /** `say` receives one French sentence for each thing worth telling once everything runs. */
  constructor(settings: Settings, say: (sentence: string) => void) {
    this.#settings = settings;
    this.#say = say;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Takes the data folder, ends what a killed start left in it, and makes the keys that are missing. */
  async prepare(): Promise<void> {
    const { dataFolder, port, publicUrl } = this.#settings;
    this.#release = takeLock(dataFolder, publicUrl);
    // PostgreSQL's own user passes through it; its other contents are for this account alone.
    chmodSync(dataFolder, 0o711);
    await stopAll(dataFolder);
    if (!((await isPortFree(port, '127.0.0.1')) && (await isPortFree(port, undefined)))) {
      throw new Problem(
        `Le port ${port} est déjà pris par un autre programme : fermez-le, ou choisissez un autre port (GUICHET_PORT=${port + 1} npm start).`,
      );
    }
    loadKeys(this.#settings, allKeys);
  }

  /** Does nothing when a database is given. `parameters`: settings of the server for this start alone. */
  async startDatabase(parameters: string[] = []): Promise<void> {
    const { databaseUrl, dataFolder } = this.#settings;
    if (databaseUrl !== undefined) return;
    const start = () => startPostgres({ dataFolder, parameters });
    this.#keep('Base de données', await start(), start);
  }

  /** Gives the names of the migrations applied. */
  async migrate(): Promise<string[]> {
    const ownerUrl = ownerUrlOf(this.#settings);
    if (ownerUrl === undefined) return [];
    if (this.#settings.databaseOwnerUrl === undefined) return migrate(ownerUrl);
    const away = this.#sayOnce('La base ne répond pas : elle est attendue.');
    await untilItAnswers(() => answersAt('DATABASE_OWNER_URL', ownerUrl), { away, signal: this.#stopping.signal });
    return migrate(ownerUrl);
  }

  /** Fills the demonstration departments with what they need to work; false beside a production department. Idempotent. */
  async seed(): Promise<boolean> {
    const { seedDemonstration } = await import('../demonstration/seed.ts');
    const { databaseUrl: url, keys } = recordConfig(this.#settings);
    const database = connect({ url, keys, connections: 2, acting: { as: 'COMMAND' } });
    try {
      return await seedDemonstration(database, 'demonstration');
    } finally {
      await database.end();
    }
  }

  async startEngine(): Promise<void> {
    const start = () => startTemporal(this.#settings);
    this.#keep('Temporal', await start(), start);
  }

  /** Does nothing when mail goes to a given server. */
  async startMailbox(): Promise<void> {
    const { dataFolder, smtpPort, isMailboxLocal } = this.#settings;
    if (!isMailboxLocal) return;
    this.#mailbox = new Mailbox({ dataFolder, port: smtpPort, takeIn: async (to, raw) => (await this.#openDesks()).takeIn(to, raw) });
    await this.#mailbox.open();
    // What an earlier start took in and could not sort any more.
    setTimeout(() => void this.#openDesks().catch(() => undefined), settleLeftAfter).unref();
  }

  async startChild(name: 'api' | 'worker'): Promise<void> {
    const start = () => startChild(name, this.config());
    this.#keep(name === 'api' ? 'API' : 'Worker', await start(), start);
  }

  /** What takes mail for the desks themselves: read once a mail comes, so that it keeps nobody waiting at start. */
  #openDesks(): Promise<SmtpDoor> {
    this.#desks ??= import('../intake/email/smtp.ts').then(({ SmtpDoor }) => new SmtpDoor(() => this.config()));
    return this.#desks;
  }

  /** The addresses of the parts as they are now: one that was started again may have moved. */
  config(): Config {
    return completeConfig(this.#settings, recordKeys);
  }

  /** Stops everything and gives the folder back; a hurried call may overtake an orderly one. */
  async stop(how: 'orderly' | 'hurried'): Promise<void> {
    this.#stopping.abort();
    if (this.#release === undefined) return;
    const mailbox = this.#mailbox?.close().then(async () => (await this.#desks)?.close().catch(() => undefined));
    await stopAll(this.#settings.dataFolder, how);
    await mailbox;
    this.#release();
  }

  #keep(label: string, part: RunningPart, start: () => Promise<RunningPart>): void {
    const startAgain = async () => {
      const before = this.#addresses();
      const started = await start();
      if (before !== this.#addresses()) await this.#restartChildren();
      return started;
    };
    void keepRunning(label, part, startAgain, () => this.isStopping, this.#say);
  }

  #sayOnce(sentence: string): () => void {
    let said = false;
    return () => {
      if (!said) this.#say(sentence);
      said = true;
    };
  }

  #addresses(): string {
    const { dataFolder } = this.#settings;
    return JSON.stringify(['postgres', 'temporal'].map((name) => readRecord(dataFolder, name)?.port));
  }

  /** Their own keepers start them again, with the new addresses. */
  async #restartChildren(): Promise<void> {
    for (const name of ['api', 'worker'] as const) {
      const record = readRecord(this.#settings.dataFolder, name);
      if (record !== undefined) await endProcess(record, stopSteps[name]);
    }
  }
}
