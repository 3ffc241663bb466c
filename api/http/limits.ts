import { createHmac } from 'node:crypto';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { KeyRing } from '../../database/key-ring.ts';
import { neighbourhood } from './address.ts';
import { TooMany } from './errors.ts';

/** How many times in how long, per key of the door. */
export interface Limit {
  points: number;
  seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The public doors. An address may be a whole office or a whole care home behind one router. */
export const doors = {
  /** Of an account, from one line, or from a browser in which somebody once signed in. */
  'sign-in-account': { points: 10, seconds: 15 * MINUTE },
  /** Of an account, from all lines whose browser is not known. */
  'sign-in-anywhere': { points: 100, seconds: HOUR },
  'sign-in-address': { points: 100, seconds: 15 * MINUTE },
  /** By whoever keeps the accounts of a body: mails to addresses that they choose. */
  'member-invited': { points: 30, seconds: 24 * HOUR },
  'way-asked': { points: 4, seconds: HOUR },
  'public-page': { points: 900, seconds: MINUTE },
  'public-form': { points: 200, seconds: HOUR },
  'public-alert': { points: 20, seconds: HOUR },
  'link-address': { points: 120, seconds: 15 * MINUTE },
  'code-sent': { points: 6, seconds: HOUR },
  'code-tried': { points: 10, seconds: HOUR },
  follow: { points: 20, seconds: 15 * MINUTE },
  'author-message': { points: 30, seconds: HOUR },
  resume: { points: 20, seconds: 15 * MINUTE },
  telephony: { points: 600, seconds: HOUR },
  'api-address': { points: 60, seconds: MINUTE },
  'api-key': { points: 60_000, seconds: MINUTE },
} as const satisfies Record<string, Limit>;

export type Door = keyof typeof doors;

/** Gives a passage back: what succeeded is not counted where only failures are. */
type GivenBack = () => Promise<void>;

/**
 * Counts one passage through a door. Throws TooMany, with the seconds to wait, when there were too many.
 * `who` is hashed before it is kept: no address, e-mail or link is readable in the counters.
 */
export type Limiter = (door: Door, who: string) => Promise<GivenBack>;

/** Counts what comes often (API keys, pages read) in memory: a row per request would cost more than the request. */
const inMemory: ReadonlySet<Door> = new Set<Door>(['api-key', 'api-address', 'public-page']);

/** A whole network may pass this many times more often than one line of it. */
const NETWORK_SHARE = 10;

/**
 * Counters kept in Postgres, so that every process sees the same; a key already blocked is refused from memory.
 * When Postgres is away each process counts for itself. An address counts as its line, and with its whole network as well.
 */
export function createLimiter(pool: object, indexKey: KeyRing, limits: Record<Door, Limit> = doors): Limiter {
  const limiters = new Map(
    (Object.keys(limits) as Door[]).map((door): [Door, RateLimiterAbstract] => {
      const { points, seconds } = limits[door];
      const memory = new RateLimiterMemory({ keyPrefix: door, points, duration: seconds });
      if (inMemory.has(door)) return [door, memory];
      const shared = new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        schemaName: 'public',
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: door,
        points,
        duration: seconds,
        inMemoryBlockOnConsumed: points + 1,
        insuranceLimiter: memory,
      });
      return [door, shared];
    }),
  );
  const networks = new Map(
    (Object.keys(limits) as Door[]).map((door) => {
      const { points, seconds } = limits[door];
      return [door, new RateLimiterMemory({ keyPrefix: `network ${door}`, points: points * NETWORK_SHARE, duration: seconds })] as const;
    }),
  );
  const keyOf = (door: Door, who: string) => createHmac('sha256', indexKey.key('limits')).update(`${door}:${who}`).digest('base64url');
  return async (door, who) => {
    const address = neighbourhood(who);
    const one = keyOf(door, address?.line ?? who);
    const around = address === null ? null : keyOf(door, address.network);
    try {
      if (around !== null) await networks.get(door)?.consume(around);
      await limiters.get(door)?.consume(one);
      return async () => {
        if (around !== null) await networks.get(door)?.reward(around);
        await limiters.get(door)?.reward(one);
      };
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) throw new TooMany(Math.max(1, Math.ceil(thrown.msBeforeNext / 1000)));
      throw thrown;
    }
  };
}
