import { randomUUID } from 'node:crypto';
import { adoptGenerations } from '../../database/generations.ts';
import { connect, type Database, departments } from '../../database/pool.ts';
import type { Config } from '../../settings/config.ts';
import { departmentAddressed } from './addresses.ts';
import { type MailDesk, mailDesk } from './desk.ts';
import { keepMails } from './inbound-mails.ts';
import { settleWaiting } from './settle.ts';

const sweepEvery = 30_000;

/**
 * The desk's own addresses behind the local SMTP port. The database is only asked for once a mail comes, and again where it then is.
 * What was kept but could not be sorted (no protocol yet, a part away, a crash) is tried again every half minute.
 */
export class SmtpDoor {
  readonly #config: () => Config;
  #url = '';
  #desk: MailDesk | undefined;
  readonly #sweep: NodeJS.Timeout;

  constructor(config: () => Config) {
    this.#config = config;
    const sweep = () => void this.#settleAll().catch(() => undefined);
    this.#sweep = setInterval(sweep, sweepEvery).unref();
    queueMicrotask(sweep);
  }

  /** Takes in what is for a desk; answers, once that is on disk, with the addresses it took. Throws when it cannot be kept. */
  async takeIn(to: readonly string[], raw: Buffer): Promise<string[]> {
    const desk = await this.#open();
    const known = await departments(desk.db);
    const taken = to.filter((address) => known.includes(departmentAddressed(address, desk.domain) ?? ''));
    const codes = new Set(taken.map((address) => departmentAddressed(address, desk.domain) ?? ''));
    for (const code of codes) {
      await keepMails(desk.db, code, 'smtp', [{ raw, arrival: randomUUID() }], desk.now());
      // On disk: the sender need not wait for what comes of it, nor hear that it failed.
      await settleWaiting(desk, code).catch(() => undefined);
    }
    return taken;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#desk?.db.end();
    this.#desk = undefined;
  }

  async #open(): Promise<MailDesk> {
    const config = this.#config();
    const desk = this.#desk !== undefined && this.#url === config.databaseUrl ? this.#desk : this.#connect(config);
    const { pool, keys } = desk.db;
    for (const name of ['master', 'journal', 'index'] as const) keys[name].learn(config.keys[name]);
    await adoptGenerations(pool, Object.values(keys));
    return desk;
  }

  #connect(config: Config): MailDesk {
    void this.#desk?.db.end().catch(() => undefined);
    this.#url = config.databaseUrl;
    const db: Database = connect({ url: config.databaseUrl, keys: config.keys, connections: 4, acting: { as: 'DOOR' } });
    this.#desk = mailDesk(db, config, false);
    return this.#desk;
  }

  async #settleAll(): Promise<void> {
    const desk = await this.#open();
    for (const code of await departments(desk.db)) await settleWaiting(desk, code);
  }
}
