import { Worker } from 'node:worker_threads';
import type { IncomingMail } from './mail.ts';
import { plainRead } from './plain-read.ts';
import { LARGEST_MAIL, READ_OF_A_LARGER } from './read.ts';
import type { FromThread, Orders, SenderResults, ThreadAnswers, ToThread } from './reading-thread.ts';
import { withoutSecrets } from './secrets.ts';

/** Of one mail: time of the processor, time by the clock (the DNS is waited for too), and memory beside its own bytes. */
const PROCESSOR_MS = 1_500;
const CLOCK_MS = 10_000;
const HEAP_MB = 256;
const LOOKED_AT_EVERY = 50;
/** For reading, and as many for checking, which waits for the DNS: a mail that takes its whole time keeps no other waiting. */
const THREADS = 2;

/** How records are asked for: as `node:dns` does. */
export type RecordLookup = (name: string, type: string) => Promise<string[] | string[][]>;

interface Job {
  order: Extract<ToThread, { kind: Kind }>;
  lookup: RecordLookup | null;
  /** Null: it was stopped at a limit, or failed. */
  done(answer: ThreadAnswers[keyof ThreadAnswers] | null): void;
}

/** What a mail that came in says, without the keys that this desk gave: whatever is kept or shown of it is made from here. */
export async function readApart(raw: Buffer, size = raw.length): Promise<IncomingMail> {
  const mail = await readAsWritten(raw, size);
  return { ...mail, subject: withoutSecrets(mail.subject), text: withoutSecrets(mail.text) };
}

/**
 * What a mail says, the keys in it as they are: for the mailbox of whoever it was written to. Never rejects: one that takes more than its
 * share is read plainly, and says so in its defects.
 */
export async function readAsWritten(raw: Buffer, size = raw.length): Promise<IncomingMail> {
  const read = size > LARGEST_MAIL ? raw.subarray(0, READ_OF_A_LARGER) : raw;
  const answer = await asked({ kind: 'read', raw: Uint8Array.from(read), size }, null);
  if (answer === null) return plainRead(raw, 'STOPPED');
  return { ...answer, attachments: answer.attachments.map((one) => ({ ...one, bytes: Buffer.from(one.bytes.buffer) })) };
}

/** Whether its sender is who a mail says; null where that took more than its share, or failed. */
export function checkApart(raw: Buffer, lookup: RecordLookup): Promise<SenderResults | null> {
  return asked({ kind: 'check', raw: Uint8Array.from(raw) }, lookup);
}

type Kind = keyof Orders;
const queues: Record<Kind, Job[]> = { read: [], check: [] };
const threads = new Set<Thread>();

function asked<K extends Kind>(order: { kind: K } & Orders[K], lookup: RecordLookup | null): Promise<ThreadAnswers[K] | null> {
  return new Promise((done) => {
    queues[order.kind].push({ order: order as Job['order'], lookup, done: done as Job['done'] });
    next(order.kind);
  });
}

function next(kind: Kind): void {
  const some = [...threads].filter((one) => one.kind === kind);
  const free = some.find(({ job }) => job === null);
  if (free === undefined && some.length < THREADS) threads.add(new Thread(kind));
  else if (free !== undefined) free.take(queues[kind].shift());
}

/** A thread kept warm between mails, and ended with the one that goes too far. */
class Thread {
  readonly #worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    // What it writes would be what a mail holds.
    stdout: true,
    stderr: true,
  });
  readonly kind: Kind;
  /** `starting` until its code is loaded. */
  job: Job | 'starting' | null = 'starting';
  #watch: NodeJS.Timeout | undefined;

  constructor(kind: Kind) {
    this.kind = kind;
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', () => this.#lost());
    this.#worker.on('exit', () => this.#lost());
  }

  take(job: Job | undefined): void {
    if (job === undefined) {
      this.#worker.unref();
      return;
    }
    this.job = job;
    this.#worker.ref();
    void this.#guard(job);
    this.#worker.postMessage(job.order, [job.order.raw.buffer as ArrayBuffer]);
  }

  async #guard(job: Job): Promise<void> {
    const began = performance.now();
    const used = await this.#worker.cpuUsage().catch(() => null);
    if (this.job !== job) return;
    this.#watch = setInterval(async () => {
      const late = performance.now() - began > CLOCK_MS;
      const now = used === null ? null : await this.#worker.cpuUsage(used).catch(() => null);
      const spent = now === null ? 0 : (now.user + now.system) / 1_000;
      if (this.job === job && (late || spent > PROCESSOR_MS)) this.#lost();
    }, LOOKED_AT_EVERY);
  }

  #hear(message: FromThread): void {
    if ('ask' in message) return void this.#lookUp(message);
    if ('ready' in message) this.job = null;
    else this.#end('done' in message ? message.done : null);
    this.take(queues[this.kind].shift());
  }

  async #lookUp({ ask, name, type }: Extract<FromThread, { ask: number }>): Promise<void> {
    const { job } = this;
    const lookup = job === null || job === 'starting' ? null : job.lookup;
    const found = await (lookup?.(name, type) ?? Promise.reject(new Error('nobody to ask'))).then(
      (records) => ({ records, code: '' }),
      (failure: { code?: string }) => ({ records: null, code: failure.code ?? 'EUNKNOWN' }),
    );
    if (this.job === job) this.#worker.postMessage({ ask, ...found });
  }

  #end(answer: ThreadAnswers[keyof ThreadAnswers] | null): void {
    clearInterval(this.#watch);
    const { job } = this;
    this.job = null;
    if (job !== null && job !== 'starting') job.done(answer);
  }

  /** Ends it, and the mail it had; another takes its place for those that wait. */
  #lost(): void {
    if (!threads.delete(this)) return;
    void this.#worker.terminate();
    const failing = this.job === 'starting';
    this.#end(null);
    // A thread that cannot even start must not be started for ever.
    if (failing) queues[this.kind].shift()?.done(null);
    if (queues[this.kind].length > 0) next(this.kind);
  }
}
