import { Worker } from 'node:worker_threads';

/** Of one piece of work: time of the processor, time by the clock (what is asked of elsewhere is waited for too), and memory beside its own bytes. */
const PROCESSOR_MS = 1_500;
const CLOCK_MS = 10_000;
const HEAP_MB = 256;
const LOOKED_AT_EVERY = 50;
/** Work that takes its whole time keeps no other waiting. */
const THREADS = 2;

/** What a thread says: that it is ready, what its work came to, or that it must know something first. */
export type FromThread<Answer> = { ready: true } | { done: Answer } | { failed: true } | { ask: number; name: string; type: string };
/** What is said to a thread beside its orders: the answer to what it asked. */
export type ToThread = { records: unknown; code: string; ask: number };

/** How a thread's questions are answered. */
type LookUp = (name: string, type: string) => Promise<unknown>;

interface Job<Order, Answer> {
  order: Order;
  lookUp: LookUp | null;
  /** Null: it was stopped at a limit, or failed. */
  done(answer: Answer | null): void;
}

/** Threads that do one kind of work on what anybody may have written, each kept warm between two pieces of it, and ended with the one that goes too far. */
export class Threads<Order extends { raw: Uint8Array }, Answer> {
  readonly #script: URL;
  readonly #processorMs: number;
  readonly #queue: Job<Order, Answer>[] = [];
  readonly #threads = new Set<Thread<Order, Answer>>();

  /**
   * `script`: what a thread runs; it takes one order at a time, whose bytes it is given, and answers as `FromThread` says. `processorMs`: what one
   * order may take of the processor.
   */
  constructor(script: URL, { processorMs = PROCESSOR_MS }: { processorMs?: number } = {}) {
    this.#script = script;
    this.#processorMs = processorMs;
  }

  /** Has a piece of work done. Never rejects: null where it took more than its share, or failed. The order's bytes are gone afterwards. */
  ask(order: Order, lookUp: LookUp | null = null): Promise<Answer | null> {
    return new Promise((done) => {
      this.#queue.push({ order, lookUp, done });
      this.#next();
    });
  }

  #next(): void {
    const free = [...this.#threads].find(({ job }) => job === null);
    if (free === undefined && this.#threads.size < THREADS) this.#threads.add(this.#start());
    else if (free !== undefined) free.take(this.#queue.shift());
  }

  #start(): Thread<Order, Answer> {
    const thread: Thread<Order, Answer> = new Thread<Order, Answer>(this.#script, this.#processorMs, {
      free: () => thread.take(this.#queue.shift()),
      lost: (starting) => {
        this.#threads.delete(thread);
        // A thread that cannot even start must not be started for ever.
        if (starting) this.#queue.shift()?.done(null);
        if (this.#queue.length > 0) this.#next();
      },
    });
    return thread;
  }
}

class Thread<Order extends { raw: Uint8Array }, Answer> {
  readonly #worker: Worker;
  readonly #processorMs: number;
  readonly #tell: { free(): void; lost(starting: boolean): void };
  /** `starting` until its code is loaded. */
  job: Job<Order, Answer> | 'starting' | null = 'starting';
  #watch: NodeJS.Timeout | undefined;
  #gone = false;

  constructor(script: URL, processorMs: number, tell: { free(): void; lost(starting: boolean): void }) {
    this.#tell = tell;
    this.#processorMs = processorMs;
    this.#worker = new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
      // What it writes would be what was sent.
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (message: FromThread<Answer>) => this.#hear(message));
    this.#worker.on('error', () => this.#lost());
    this.#worker.on('exit', () => this.#lost());
  }

  take(job: Job<Order, Answer> | undefined): void {
    if (job === undefined) {
      this.#worker.unref();
      return;
    }
    this.job = job;
    this.#worker.ref();
    void this.#guard(job);
    this.#worker.postMessage(job.order, [job.order.raw.buffer as ArrayBuffer]);
  }

  async #guard(job: Job<Order, Answer>): Promise<void> {
    const began = performance.now();
    const used = await this.#worker.cpuUsage().catch(() => null);
    if (this.job !== job) return;
    this.#watch = setInterval(async () => {
      const late = performance.now() - began > Math.max(CLOCK_MS, 4 * this.#processorMs);
      const now = used === null ? null : await this.#worker.cpuUsage(used).catch(() => null);
      const spent = now === null ? 0 : (now.user + now.system) / 1_000;
      if (this.job === job && (late || spent > this.#processorMs)) this.#lost();
    }, LOOKED_AT_EVERY);
  }

  #hear(message: FromThread<Answer>): void {
    if ('ask' in message) return void this.#lookUp(message);
    if ('ready' in message) this.job = null;
    else this.#end('done' in message ? message.done : null);
    this.#tell.free();
  }

  async #lookUp({ ask, name, type }: { ask: number; name: string; type: string }): Promise<void> {
    const { job } = this;
    const lookUp = job === null || job === 'starting' ? null : job.lookUp;
    const found = await (lookUp?.(name, type) ?? Promise.reject(new Error('nobody to ask'))).then(
      (records) => ({ records, code: '' }),
      (failure: { code?: string }) => ({ records: null, code: failure.code ?? 'EUNKNOWN' }),
    );
    if (this.job === job) this.#worker.postMessage({ ask, ...found } satisfies ToThread);
  }

  #end(answer: Answer | null): void {
    clearInterval(this.#watch);
    const { job } = this;
    this.job = null;
    if (job !== null && job !== 'starting') job.done(answer);
  }

  /** Ends it, and the work it had; another takes its place for what waits. */
  #lost(): void {
    if (this.#gone) return;
    this.#gone = true;
    void this.#worker.terminate();
    const starting = this.job === 'starting';
    this.#end(null);
    this.#tell.lost(starting);
  }
}
