/** Reads one mail at a time, for `apart`, which ends it where it takes too long or too much. */
import { parentPort } from 'node:worker_threads';
import type { ToThread } from './bounded/threads.ts';
import type { IncomingMail } from './mail.ts';
import { readMail } from './read.ts';

export interface Orders {
  /** What the mail says. */
  read: { raw: Uint8Array; size: number };
  /** Whether its sender is who it says. */
  check: { raw: Uint8Array };
}

/** Results of SPF, DKIM and DMARC, in their own words (RFC 7208, 6376, 7489). */
export interface SenderResults {
  spf: string;
  dkim: string;
  dmarc: string;
  /** What the sender's domain asks for when DMARC fails. */
  policy: string;
}

export interface ThreadAnswers {
  read: IncomingMail;
  check: SenderResults;
}

type Asked = { [Kind in keyof Orders]: { kind: Kind } & Orders[Kind] }[keyof Orders] | ToThread;

const asked = new Map<number, { resolve(records: string[] | string[][]): void; reject(failure: Error): void }>();
let asks = 0;

async function answer(order: Exclude<Asked, { ask: number }>): Promise<void> {
  try {
    const raw = Buffer.from(order.raw.buffer);
    if (order.kind === 'check') return parentPort?.postMessage({ done: await checked(raw) });
    const mail = readMail(raw, order.size);
    const attachments = mail.attachments.map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }));
    const carried = attachments.map(({ bytes }) => bytes.buffer as ArrayBuffer);
    parentPort?.postMessage({ done: { ...mail, attachments } }, carried);
  } catch {
    parentPort?.postMessage({ failed: true });
  }
}

async function checked(raw: Buffer): Promise<SenderResults> {
  const { authenticate } = await import('mailauth');
  const resolver = (name: string, type: string) =>
    new Promise<string[] | string[][]>((resolve, reject) => {
      asks += 1;
      asked.set(asks, { resolve, reject });
      parentPort?.postMessage({ ask: asks, name, type });
    });
  const { spf, dkim, dmarc } = await authenticate(raw, { trustReceived: true, disableArc: true, disableBimi: true, mta: 'guichet', resolver });
  const signatures = dkim.results.map(({ status }) => status.result);
  return {
    spf: spf === false ? 'none' : spf.status.result,
    dkim: signatures.find((result) => result === 'pass') ?? signatures[0] ?? 'none',
    dmarc: dmarc === false ? 'none' : dmarc.status.result,
    policy: dmarc === false ? 'none' : (dmarc.policy ?? 'none'),
  };
}

parentPort?.on('message', (message: Asked) => {
  if ('kind' in message) return void answer(message);
  const waiting = asked.get(message.ask);
  asked.delete(message.ask);
  if (message.records === null) waiting?.reject(Object.assign(new Error('no such record'), { code: message.code }));
  else waiting?.resolve(message.records as string[] | string[][]);
});
parentPort?.postMessage({ ready: true });
