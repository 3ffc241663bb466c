/**
 * `npm run equivalence -- --histories 100000 --seed 54`: what is simulated, what the proof says of each situation and what `apply` writes in a
 * PostgreSQL of its own, with the clock given, are held together on random lives of cases. `--at N` plays one again. Exits 1 on a difference.
 */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { migrate } from '../database/migrate.ts';
import { connect } from '../database/pool.ts';
import { type RunningPostgres, startPostgres } from '../runtime/postgres.ts';
import { disagreementsOn, type Found, type Share } from '../test/equivalence/disagreement.ts';
import { historyAt } from '../test/equivalence/history.ts';
import { openPlaces, placesIn } from '../test/equivalence/places.ts';
import { smallest } from '../test/equivalence/smallest.ts';
import type { Task } from '../test/equivalence/worker.ts';
import { temporaryFolder } from '../test/folder.ts';

/** Nothing here outlives the run, so nothing waits for the disk; the same few statements come again and are planned once. */
const forOneRun = [
  ...['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=8GB'],
  ...['shared_buffers=512MB', 'autovacuum=off', 'plan_cache_mode=force_generic_plan'],
];
const lanes = 2;
const shareSize = 250;
const sayEvery = 10_000;

const { values } = parseArgs({
  options: { histories: { type: 'string', default: '100000' }, seed: { type: 'string', default: '54' }, at: { type: 'string' } },
});
const [histories, seed, at] = [Number(values.histories), Number(values.seed), values.at === undefined ? null : Number(values.at)];
if (!(Number.isInteger(histories) && histories > 0 && Number.isInteger(seed) && (at === null || Number.isInteger(at)))) {
  console.error('npm run equivalence -- [--histories 100000] [--seed 54] [--at NUMBER]');
  process.exit(2);
}

const keys = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
const folder = temporaryFolder();
let postgres: RunningPostgres | undefined;
try {
  const socket = join(folder.path, 'postgres');
  postgres = await startPostgres({ dataFolder: folder.path, parameters: [...forOneRun, `unix_socket_directories=${socket}`] });
  await migrate(postgres.ownerUrl);
  await lighten(postgres.ownerUrl);
  process.exitCode = (await hold(bySocket(postgres.appUrl, socket))) ? 0 : 1;
} finally {
  await postgres?.stop();
  folder.remove();
}

/** Nothing of it is to survive a fall of the server, to take little room or to be listed: none of that is paid for. What statements do stays the same. */
async function lighten(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`
    DO $$
    DECLARE each record;
    BEGIN
      FOR each IN SELECT a.attrelid::regclass AS held, a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)' AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage = 'x'
      LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', each.held, each.name); END LOOP;
      FOR each IN SELECT i.indexrelid::regclass AS held FROM pg_index i
        WHERE NOT i.indisunique AND i.indrelid IN ('case_file'::regclass, 'journal_entry'::regclass, 'transfer'::regclass, 'task'::regclass, 'case_tally'::regclass)
      LOOP EXECUTE format('DROP INDEX %s', each.held); END LOOP;
      -- What refers to another goes first.
      FOR round IN 1..20 LOOP
        FOR each IN SELECT c.oid::regclass AS held FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^(pg_|information_schema)'
        LOOP
          BEGIN EXECUTE format('ALTER TABLE %s SET UNLOGGED', each.held); EXCEPTION WHEN invalid_table_definition THEN NULL; END;
        END LOOP;
      END LOOP;
    END $$`);
  await client.end();
}

/** The same address by the server's socket in a folder: a statement then costs less of both sides than by the network of this machine. */
function bySocket(url: string, socket: string): string {
  const { username, password, port, pathname } = new URL(url);
  return `postgres://${username}:${password}@${encodeURIComponent(socket)}:${port}${pathname}`;
}

/** Whether all three agree. */
async function hold(url: string): Promise<boolean> {
  const db = connect({ url, keys, connections: lanes, acting: { as: 'COMMAND' } });
  try {
    const holders = await openPlaces(db);
    const places = await placesIn(db, holders);
    const from = performance.now();
    const share = at === null ? await allOf({ url, keys, holders, seed, lanes }) : await one(at);
    const seconds = (performance.now() - from) / 1000;
    const rate = Math.round(share.histories / seconds);
    console.log(
      `seed ${seed}: ${share.histories} histories in ${Math.round(seconds)} s, ${rate} a second; ${share.applied} events applied, ${share.situations} situations held against the proof`,
    );
    if (share.found === null) {
      console.log('simulate, verify and apply agree on all of them.');
      return true;
    }
    const { index, history } = share.found;
    const least = await smallest(history, async (less) => (await disagreementsOn(less, places)).disagreements.length > 0);
    const { disagreements } = await disagreementsOn(least, places);
    console.log(`They part on history ${index} (npm run equivalence -- --seed ${seed} --at ${index}). The smallest that still does:`);
    console.log(JSON.stringify(least, null, 2));
    console.log(disagreements.join('\n'));
    return false;

    async function one(index: number): Promise<Share> {
      const history = historyAt(seed, index);
      const { disagreements, ...counted } = await disagreementsOn(history, places);
      return { ...counted, histories: 1, found: disagreements.length === 0 ? null : { index, history, disagreements } };
    }
  } finally {
    await db.end();
  }
}

/** Every history, shared out among as many threads as there are processors; stops at the first that disagrees. */
async function allOf(task: Task): Promise<Share> {
  const ranges = Array.from({ length: Math.ceil(histories / shareSize) }, (_, index): [number, number] => [
    index * shareSize,
    Math.min((index + 1) * shareSize, histories),
  ]).values();
  const total: Share = { histories: 0, applied: 0, situations: 0, found: null };
  const from = performance.now();
  let saidAt = from;
  const add = (share: Share): void => {
    total.histories += share.histories;
    total.applied += share.applied;
    total.situations += share.situations;
    total.found = earlier(total.found, share.found);
    if (performance.now() - saidAt < sayEvery) return;
    saidAt = performance.now();
    console.error(`${total.histories} of ${histories}, ${Math.round(total.histories / ((saidAt - from) / 1000))} a second`);
  };
  const threads = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('../test/equivalence/worker.ts', import.meta.url), { workerData: task }),
  );
  await Promise.all(
    threads.map(
      (thread) =>
        new Promise<void>((done, fail) => {
          thread.on('error', fail);
          thread.on('exit', () => done());
          thread.on('message', (share: Share | null) => {
            if (share !== null) add(share);
            thread.postMessage(total.found === null ? (ranges.next().value ?? null) : null);
          });
        }),
    ),
  );
  return total;
}

function earlier(one: Found | null, other: Found | null): Found | null {
  return one !== null && (other === null || one.index < other.index) ? one : other;
}
