import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SaidAloud {
  way: 'sms' | 'voice';
  to: string;
  text: string;
}

/** An operator of texts and spoken calls, on this machine: one under each key, and what it is told to answer. */
export class LocalOperator {
  readonly key = 'a-key-of-the-operator';
  /** What it carried, in order. */
  readonly carried: SaidAloud[] = [];
  /** How often it was asked, repeated asking included. */
  asked = 0;
  /** What it answers from now on; null: it hangs until whoever asks gives up. */
  status: number | null = 202;
  #keys = new Set<string>();
  readonly #server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    this.asked += 1;
    if (this.status === null) return;
    const way = /^\/(sms|voice)$/.exec(request.url ?? '')?.[1] as SaidAloud['way'] | undefined;
    const allowed = request.headers.authorization === `Bearer ${this.key}`;
    const status = allowed ? (way === undefined ? 404 : this.status) : 401;
    const once = String(request.headers['idempotency-key']);
    if (status < 300 && way !== undefined && !this.#keys.has(once)) {
      this.#keys.add(once);
      const { to, text } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Omit<SaidAloud, 'way'>;
      this.carried.push({ way, to, text });
    }
    response.writeHead(status).end();
  });

  async open(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was said to one telephone. */
  to(phone: string): SaidAloud[] {
    return this.carried.filter(({ to }) => to === phone);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
