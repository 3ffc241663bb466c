/**
 * The local mailbox: an SMTP server that accepts every mail and keeps it as it came, one `.eml`
 * file each. It is a real peer for the product's own mails; tests give it behaviours.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SMTPServerAddress, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import { codeOf, Problem } from '../settings/problem.ts';

/** A mail as it was accepted. */
export interface AcceptedMail {
  id: string;
  from: string;
  to: string[];
  raw: Buffer;
}

/** What the server does to mail for one address, instead of accepting it at once. */
export type MailboxBehaviour = { answer: 450 | 451 | 550 | 551 | 553 } | { delayMs: number };

export interface MailboxOptions {
  dataFolder: string;
  /** 0: any free one. */
  port: number;
  /** By address, lower case. May be changed while the server runs. */
  behaviours?: Map<string, MailboxBehaviour>;
  /**
   * Given each mail, envelope fields first, before anything else; answers with the addresses it took it for, once that is on disk. For
   * the others the mail is kept here. When it throws, the sender is asked to come again.
   */
  takeIn?: (to: readonly string[], raw: Buffer) => Promise<string[]>;
  /** Called once a mail is kept, before the sender is answered. */
  onMail?: (mail: AcceptedMail) => void;
}

/** 40 MB of files, as they are written in a mail. */
const largestBytes = 60 * 1024 * 1024;

export function mailboxFolder(dataFolder: string): string {
  return join(dataFolder, 'mailbox');
}

export class Mailbox {
  readonly #options: MailboxOptions;
  #server: SMTPServer | undefined;
  #port: number;

  constructor(options: MailboxOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Listens; after `close`, on the same port again. Throws a Problem when the port is taken. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    await mkdir(mailboxFolder(this.#options.dataFolder), { recursive: true, mode: 0o700 });
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: largestBytes,
      logger: false,
      closeTimeout: 1_000,
      onRcptTo: (address, _session, answer) => answer(this.#refusal(address)),
      onData: (stream, session, answer) => {
        this.#accept(stream, session).then(
          () => answer(),
          () => answer(failure(451)),
        );
      },
    });
    await new Promise<void>((opened, fail) => {
      server.once('error', (error) => fail(this.#cannotListen(error)));
      server.listen(this.#port, '127.0.0.1', () => opened());
    });
    // A sender that hangs up is its own concern.
    server.on('error', () => undefined);
    this.#port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Stops listening and hangs up: connections are refused until `open`. Idempotent. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((closed) => server.close(closed));
  }

  #refusal(address: SMTPServerAddress): Error | null {
    const behaviour = this.#options.behaviours?.get(address.address.toLowerCase());
    return behaviour !== undefined && 'answer' in behaviour ? failure(behaviour.answer) : null;
  }

  async #accept(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const to = session.envelope.rcptTo.map((address) => address.address);
    for (const address of to) {
      const behaviour = this.#options.behaviours?.get(address.toLowerCase());
      if (behaviour !== undefined && 'delayMs' in behaviour) await delay(behaviour.delayMs);
    }
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    const taken = (await this.#options.takeIn?.(to, Buffer.concat([envelopeLines(from, to), ...chunks]))) ?? [];
    const others = to.filter((address) => !taken.includes(address));
    if (taken.length > 0 && others.length === 0) return;
    const mail = { id: newId(), from, to: others, raw: Buffer.concat([envelopeLines(from, others), ...chunks]) };
    await this.#keep(mail);
    this.#options.onMail?.(mail);
  }

  async #keep(mail: AcceptedMail): Promise<void> {
    const folder = mailboxFolder(this.#options.dataFolder);
    const draft = join(folder, `.${mail.id}`);
    await writeFile(draft, mail.raw, { mode: 0o600 });
    await rename(draft, join(folder, `${mail.id}.eml`));
  }

  #cannotListen(error: Error): Error {
    if (codeOf(error) !== 'EADDRINUSE') return error;
    return new Problem(
      `Le port ${this.#port} de la boîte locale est déjà pris : fermez le programme qui l’occupe, ou choisissez-en un autre (GUICHET_SMTP_PORT=2526 npm start).`,
    );
  }
}

let lastAt = 0;

/** Names sort by arrival: of two mails in one millisecond, the second counts as of the next. */
function newId(): string {
  lastAt = Math.max(Date.now(), lastAt + 1);
  return `${String(lastAt).padStart(15, '0')}-${randomBytes(6).toString('hex')}`;
}

/** The envelope travels in the two fields a delivering server adds (RFC 5321 §4.4, RFC 9228). */
function envelopeLines(from: string, to: string[]): Buffer {
  const lines = [`Return-Path: <${from}>`, ...to.map((address) => `Delivered-To: ${address}`)];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function failure(code: number): Error {
  return Object.assign(new Error(code < 500 ? 'try again later' : 'no such mailbox'), { responseCode: code });
}
