/**
 * Turns wakes raised in Postgres into signals to workflows. It notes the number it saw once the engine has taken the
 * signal: a kill at any moment repeats a wake and loses none. Nudged by a notification, it sweeps besides.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { noteSeen, raisedWakes, type Wake } from '../cases/record/wakes.ts';
import { listenForWakes } from './listen.ts';

const inFlightAtMost = 16;
const askAgainWithRoomFor = 4;
const sweepEvery = 2_000;
const shortestPause = 250;
const longestPause = 5_000;
/** A case whose wake failed lets the others pass first. */
const setAsideFor = 5_000;

type Away = 'ENGINE_AWAY' | 'DATABASE_AWAY';

export interface RelayOptions {
  /** The role guichet_relay. */
  url: string;
  wake: (raised: Wake) => Promise<void>;
  log: Logger;
}

/** The relay's own connections: its role sees wakes and nothing else. */
export function connectRelay(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 2, statement_timeout: 15_000, application_name: 'guichet relay' });
  // An idle connection that the server closed is replaced at the next use, which reports its own errors.
  pool.on('error', () => undefined);
  return pool;
}

/** Starts relaying until closed, which lets what is in flight end. Outages are said once, waited for and survived. */
export function startRelay({ url, wake, log }: RelayOptions): { close(): Promise<void> } {
  const pool = connectRelay(url);
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<void>>();
  const aside = new Set<string>();
  const taken: Wake[] = [];
  const away = new Set<Away>();
  let pause = 0;
  let nudged = Promise.withResolvers<void>();
  const nudge = () => nudged.resolve();

  function failed(code: Away, failure: unknown): void {
    if (!away.has(code)) log.warn({ err: failure, code }, 'relay: no answer, wakes wait in the database');
    away.add(code);
    pause = Math.min(longestPause, Math.max(shortestPause, pause * 2));
  }

  function answered(code: Away): void {
    if (away.delete(code)) log.info({ code }, 'relay: answers again');
    if (away.size === 0) pause = 0;
  }

  async function carry(raised: Wake): Promise<void> {
    try {
      await wake(raised);
      taken.push(raised);
      answered('ENGINE_AWAY');
    } catch (failure) {
      failed('ENGINE_AWAY', failure);
      aside.add(raised.caseId);
      setTimeout(() => aside.delete(raised.caseId), setAsideFor).unref();
    }
    inFlight.delete(raised.caseId);
    nudge();
  }

  async function noteTaken(): Promise<void> {
    const noted = taken.slice();
    if (noted.length === 0) return;
    await noteSeen(pool, noted);
    taken.splice(0, noted.length);
  }

  async function pass(): Promise<void> {
    await noteTaken();
    const room = (pause === 0 ? inFlightAtMost : 1) - inFlight.size;
    if (room < Math.min(askAgainWithRoomFor, inFlight.size + 1)) return;
    const passedOver = [...inFlight.keys(), ...aside, ...taken.map(({ caseId }) => caseId)];
    const raised = await raisedWakes(pool, room, passedOver);
    answered('DATABASE_AWAY');
    for (const one of raised) inFlight.set(one.caseId, carry(one));
  }

  async function run(): Promise<void> {
    const sweep = setInterval(nudge, sweepEvery);
    while (!closing.signal.aborted) {
      nudged = Promise.withResolvers();
      await pass().catch((failure: unknown) => failed('DATABASE_AWAY', failure));
      if (pause > 0) await delay(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      await nudged.promise;
    }
    clearInterval(sweep);
    await Promise.all(inFlight.values());
    await noteTaken().catch((failure: unknown) => failed('DATABASE_AWAY', failure));
  }

  const listening = listenForWakes(url, nudge);
  const running = run();
  return {
    close: async () => {
      closing.abort();
      nudge();
      await Promise.all([running, listening.close()]);
      await pool.end();
    },
  };
}
