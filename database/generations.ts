/**
 * Which generation of each key this database works with: one table says it to every process, so that a new one is taken up by all of them
 * while they run. A process says which generations it holds, so that none is made active before every process can open what it makes.
 */
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { KnownGeneration } from './key-ring.ts';
import type { Tx } from './pool.ts';
import type { DatabaseKeys } from './sealing.ts';

/** A key as it is followed. */
export interface FollowedKey {
  readonly name: string;
  readonly active: number;
  readonly generations: readonly number[];
  readonly isSettled: boolean;
  checkValue(generation: number): Buffer | null;
  activate(known: KnownGeneration): void;
}

/** What a process was given is not what this database works with. UNKNOWN: a generation it lacks; ANOTHER: a key that is not this database's. */
export class WrongKey extends Error {
  override readonly name = 'WrongKey';
  readonly key: string;
  readonly generation: number;
  readonly why: 'UNKNOWN' | 'ANOTHER';

  constructor(key: string, generation: number, why: 'UNKNOWN' | 'ANOTHER') {
    super(`${key} ${generation}: ${why}`);
    this.key = key;
    this.generation = generation;
    this.why = why;
  }
}

const followEveryMs = 5_000;
/** A process that said nothing for this long is gone. */
const holderLastsSeconds = 30;

type Query = Pick<Pool, 'query'>;

interface GenerationRow {
  name: string;
  generation: number;
  check_value: Buffer;
  settled: boolean;
}

/**
 * Takes up what the database says of these keys; a key it knows nothing of yet is written down with the oldest generation given. Throws
 * WrongKey, or as the pool does when the database is away.
 */
export async function adoptGenerations(pool: Query, keys: readonly FollowedKey[]): Promise<void> {
  const known = await readGenerations(pool);
  for (const key of keys) {
    const rows = known.filter(({ name }) => name === key.name);
    const all = rows.length > 0 ? rows : await firstKnown(pool, key);
    for (const { generation, check_value } of all) {
      if (key.checkValue(generation)?.equals(check_value) === false) throw new WrongKey(key.name, generation, 'ANOTHER');
    }
    const newest = all.reduce((one, other) => (other.generation > one.generation ? other : one));
    if (key.checkValue(newest.generation) === null) throw new WrongKey(key.name, newest.generation, 'UNKNOWN');
    key.activate({ active: newest.generation, settled: newest.settled });
  }
}

async function readGenerations(pool: Query): Promise<GenerationRow[]> {
  const { rows } = await pool.query<GenerationRow>('SELECT name, generation, check_value, settled_at IS NOT NULL AS settled FROM keys.generation');
  return rows;
}

async function firstKnown(pool: Query, key: FollowedKey): Promise<GenerationRow[]> {
  const oldest = Math.min(...key.generations);
  await pool
    .query('INSERT INTO keys.generation (name, generation, check_value, settled_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING', [
      key.name,
      oldest,
      key.checkValue(oldest),
    ])
    // Another process wrote it down at the same moment: only the first may.
    .catch((failure: { code?: unknown }) => {
      if (failure.code !== '42501') throw failure;
    });
  return (await readGenerations(pool)).filter(({ name }) => name === key.name);
}

export interface Following {
  pool: Query;
  keys: readonly FollowedKey[];
  /** Names the process to whoever rotates. */
  process: string;
  /** Reads again what the process was given, and teaches it to `keys`. */
  learnAgain(): void;
  /** Told what is wrong, once each time it begins; null when all is well again. */
  tell(wrong: unknown): void;
  everyMs?: number;
}

/**
 * Keeps up with the database until stopped, saying each time which generations this process holds. `said` resolves once that was said for
 * the first time, or could not be: who rotates a key from then on waits for this process.
 */
export function followGenerations(following: Following): { said: Promise<void>; stop(): Promise<void> } {
  const { pool, keys, process, learnAgain, tell, everyMs = followEveryMs } = following;
  const id = randomUUID();
  let isWrong = false;
  const once = async () => {
    try {
      learnAgain();
      await adoptGenerations(pool, keys);
      if (isWrong) tell(null);
      isWrong = false;
    } catch (failure) {
      if (!isWrong) tell(failure);
      isWrong = true;
    }
    await sayHeld(pool, id, process, keys).catch(() => undefined);
  };
  const said = once();
  let running = said;
  const timer = setInterval(() => {
    running = running.then(once);
  }, everyMs);
  timer.unref();
  return {
    said,
    stop: async () => {
      clearInterval(timer);
      await running;
      await pool.query('DELETE FROM keys.holder WHERE id = $1', [id]).catch(() => undefined);
    },
  };
}

async function sayHeld(pool: Query, id: string, process: string, keys: readonly FollowedKey[]): Promise<void> {
  const held = Object.fromEntries(keys.map((key) => [key.name, { generations: key.generations, active: key.active, settled: key.isSettled }]));
  await pool.query(
    `INSERT INTO keys.holder (id, process, held, at) VALUES ($1, $2, $3, now())
     ON CONFLICT (id) DO UPDATE SET held = excluded.held, at = excluded.at`,
    [id, process, JSON.stringify(held)],
  );
}

/** The generation that was made active and under which not everything has been made again once; null when there is none. */
export async function unsettledGeneration(pool: Query, name: string): Promise<number | null> {
  const { rows } = await pool.query<{ generation: number }>('SELECT generation FROM keys.generation WHERE name = $1 AND settled_at IS NULL', [name]);
  return rows[0]?.generation ?? null;
}

/** Makes a generation the active one, settled at once where nothing is made again. The owner's role only. */
export async function activateGeneration(pool: Query, key: FollowedKey, generation: number, settled: boolean): Promise<void> {
  await pool.query(
    `INSERT INTO keys.generation (name, generation, check_value, settled_at) VALUES ($1, $2, $3, CASE WHEN $4::boolean THEN now() END)
     ON CONFLICT DO NOTHING`,
    [key.name, generation, key.checkValue(generation), settled],
  );
}

/** Everything was made again once under a generation: each process may write under it alone. The owner's role only. */
export async function settleGeneration(pool: Query, name: string, generation: number): Promise<void> {
  await pool.query('UPDATE keys.generation SET settled_at = coalesce(settled_at, now()) WHERE name = $1 AND generation = $2', [name, generation]);
}

/** A process that lives, and what it holds of a key. */
export interface KeyHolder {
  process: string;
  generations: number[];
  active: number;
  settled: boolean;
}

/** Every process that lives and holds a key, as it last said. */
export async function holdersOf(pool: Query, name: string): Promise<KeyHolder[]> {
  const { rows } = await pool.query<{ process: string; held: Omit<KeyHolder, 'process'> }>(
    `SELECT process, held -> $1 AS held FROM keys.holder WHERE at > now() - make_interval(secs => $2) AND held ? $1 ORDER BY process, id`,
    [name, holderLastsSeconds],
  );
  return rows.map(({ process, held }) => ({ process, ...held }));
}

/** What the database knows of a key's generations, the newest first. */
export interface GenerationKnown {
  name: string;
  generation: number;
  since: Date;
  settledAt: Date | null;
}

export async function knownGenerations(pool: Query): Promise<GenerationKnown[]> {
  const { rows } = await pool.query<GenerationKnown>(
    'SELECT name, generation, since, settled_at AS "settledAt" FROM keys.generation ORDER BY name, generation DESC',
  );
  return rows;
}

/** What is kept under an older generation of `key` than the active one: `what` in French. */
export interface LeftUnderOlder {
  key: 'master' | 'index';
  what: string;
  n: number;
}

/** What of the department this transaction sees is still kept under an older generation than the active one. */
export async function leftUnderOlder(tx: Tx, { master, index }: DatabaseKeys): Promise<LeftUnderOlder[]> {
  const { rows } = await tx.query<LeftUnderOlder>({ text: underOlder }, [master.active, index.active]);
  return rows;
}

const underOlder = `
  SELECT 'master' AS key, 'clés de contenu enveloppées par une clé maîtresse' AS what, count(*)::int AS n FROM keys.sealed_key WHERE NOT (${isWrappedBy('$1')})
  UNION ALL SELECT 'index', 'traces de ressemblance', count(*)::int FROM likeness WHERE key_generation < $2
  UNION ALL SELECT 'index', 'empreintes de fichiers', count(*)::int FROM attachment_body WHERE key_generation < $2
  UNION ALL SELECT 'index', 'index de courriels', count(*)::int FROM inbound_mail WHERE key_generation < $2`;

/** In SQL: whether `wrapped` was wrapped by this generation of the master key, as `wrapDataKey` writes it. */
export function isWrappedBy(generation: string): string {
  return `get_byte(wrapped, 0) = 2 AND get_byte(wrapped, 1) = ${generation}`;
}
