import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MINUTE } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import type { KeyMaterial } from '../../database/key-ring.ts';
import { connect, type Database, inDepartment } from '../../database/pool.ts';
import type { SealingKeys } from '../../database/sealing.ts';
import { type Run, sourceOf } from '../../demonstration/lives/invent.ts';
import { agentsOfDemonstration } from '../../demonstration/lives/write-invented.ts';
import { Problem } from '../../settings/problem.ts';
import type { Share, Task } from './worker.ts';

export interface Growth extends Omit<Run, 'until' | 'days'> {
  /** Until when the cases have lived; a run that was begun goes on with its own. */
  until?: Instant | undefined;
  url: string;
  keys: SealingKeys<KeyMaterial>;
  /** Told at the beginning, and after each share that is written. */
  onProgress?: (written: number, cases: number) => void;
  /** Ends the run once the shares begun are written. */
  signal?: AbortSignal | undefined;
  /** Where the database keeps its files, when that is on this machine. */
  folder?: string | undefined;
}

/** They began within three years. */
const days = 3 * 365;

/** Small enough that a share lost is soon made again, large enough that its commit costs nothing. */
const shareSize = 250;

/** A case is drawn, written and forgotten: most of it dies before the first round of a larger nursery. */
const resourceLimits = { maxYoungGenerationSizeMb: 128 };

/** What a case takes in tables and indexes (measured: 40 kB), with some margin; and what the log before it may take, `max_wal_size` twice. */
const bytesPerCase = 50_000;
const bytesOfLog = 16e9;

/**
 * Fills a demonstration department with invented cases, each with its life behind it, as if the desk had taken them in at their time.
 * The same seed and number is the same run: what it has written already is left, the rest is added; answers with how many were added.
 * Throws a Problem for a real department, while another is growing, or where the disk would be full before the end.
 */
export async function grow({ url, keys, onProgress = () => undefined, signal, folder, ...asked }: Growth): Promise<number> {
  const db = connect({ url, keys, connections: 2, acting: { as: 'COMMAND' } });
  const held = await db.pool.connect();
  try {
    const agents = await agentsOfDemonstration(db, asked.department);
    const { rows } = await held.query<{ alone: boolean }>(`SELECT pg_try_advisory_lock(hashtext('guichet grow')) AS alone`);
    if (!rows[0]?.alone) throw new Problem('Une autre fabrique de dossiers écrit dans cette base : attendez qu’elle ait fini.');
    const begun = await untilOfBegun(db, asked);
    const run: Run = { ...asked, days, until: asked.until ?? begun ?? Date.now() - (Date.now() % MINUTE) };
    const left = await sharesLeft(db, run);
    if (folder !== undefined) await roomFor(casesIn(left), folder);
    return await writeAll({ url, keys, run, agents }, left, onProgress, signal);
  } finally {
    held.release(true);
    await db.end();
  }
}

/** Until when the cases of a run that was begun have lived; null when it was not. A seed draws the same cases whatever their number. */
async function untilOfBegun(db: Database, run: Omit<Run, 'until' | 'days'>): Promise<Instant | null> {
  const ofSeed = `grow/${run.seed}/`;
  const { rows } = await inDepartment(db, run.department, (tx) =>
    tx.query<{ source: string }>({ text: 'SELECT source FROM alert WHERE department = $1 AND starts_with(source, $2) ORDER BY source LIMIT 1' }, [
      run.department,
      ofSeed,
    ]),
  );
  const [cases, until] = rows[0]?.source.slice(ofSeed.length).split('/') ?? [];
  if (cases === undefined || until === undefined) return null;
  if (Number(cases) !== run.cases) throw new Problem(`La graine ${run.seed} a déjà servi pour ${cases} dossiers : prenez-en une autre.`);
  return Date.parse(until);
}

/** A share is written whole or not at all: its first case says which. */
async function sharesLeft(db: Database, run: Run): Promise<Share[]> {
  const shares = Array.from({ length: Math.ceil(run.cases / shareSize) }, (_, index) => index * shareSize);
  const { rows } = await inDepartment(db, run.department, (tx) =>
    tx.query<{ id: string }>(
      { text: 'SELECT external_id AS id FROM alert WHERE department = $1 AND source = $2 AND external_id = ANY ($3::text[])' },
      [run.department, sourceOf(run), shares.map(String)],
    ),
  );
  const written = new Set(rows.map(({ id }) => Number(id)));
  return shares.filter((from) => !written.has(from)).map((from) => ({ from, to: Math.min(from + shareSize, run.cases) }));
}

const casesIn = (shares: Share[]): number => shares.reduce((sum, { from, to }) => sum + to - from, 0);

async function roomFor(cases: number, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = cases * bytesPerCase + bytesOfLog;
  if (cases === 0 || bavail * bsize > needed) return;
  const gigabytes = (bytes: number) => `${Math.ceil(bytes / 1e9)} Go`;
  throw new Problem(
    `Ces dossiers demandent ${gigabytes(needed)} et il en reste ${gigabytes(bavail * bsize)} : demandez-en moins, ou faites de la place.`,
  );
}

/** Answers with how many cases were written. */
async function writeAll(task: Task, left: Share[], onProgress: NonNullable<Growth['onProgress']>, signal: AbortSignal | undefined): Promise<number> {
  const { cases } = task.run;
  const before = cases - casesIn(left);
  let written = before;
  onProgress(written, cases);
  const waiting = left.values();
  const workers = Array.from(
    { length: Math.min(availableParallelism(), left.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, resourceLimits }),
  );
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((done, fail) => {
            worker.on('error', fail);
            worker.on('exit', () => done());
            worker.on('message', (share: Share | null) => {
              if (share !== null) {
                written += share.to - share.from;
                onProgress(written, cases);
              }
              worker.postMessage(signal?.aborted ? null : (waiting.next().value ?? null));
            });
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return written - before;
}
