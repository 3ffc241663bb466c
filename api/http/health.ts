import { connect } from 'node:net';
import type { RequestHandler } from 'express';

/** A part the desk stands on. The database and its migrations are needed to answer; the rest catches up later. */
export type HealthPart = 'database' | 'migrations' | 'engine' | 'mail';
export type HealthChecks = Record<HealthPart, () => Promise<void>>;

const needed: ReadonlySet<HealthPart> = new Set<HealthPart>(['database', 'migrations']);
const PATIENCE_IN_MILLISECONDS = 2_000;

/** Resolves when something answers at this host and port within two seconds; throws otherwise. */
export function reachable(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PATIENCE_IN_MILLISECONDS });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error('timeout'));
    });
    socket.once('error', reject);
  });
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), PATIENCE_IN_MILLISECONDS);
  });
  try {
    await Promise.race([check(), tooLong]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** The process runs: nothing else is asked. */
export const live: RequestHandler = (_request, response) => {
  response.json({ status: 'live' });
};

/**
 * Which part is missing. 503 only when alerts cannot be taken in (database, migrations): without the engine or the mail
 * server they still are, and the answer says "degraded".
 */
export function ready(checks: HealthChecks): RequestHandler {
  return async (_request, response) => {
    const parts = await Promise.all((Object.keys(checks) as HealthPart[]).map(async (part) => [part, await passes(checks[part])] as const));
    const missing = parts.filter(([, ok]) => !ok).map(([part]) => part);
    const stopped = missing.some((part) => needed.has(part));
    response
      .status(stopped ? 503 : 200)
      .set('Cache-Control', 'no-store')
      .json({
        status: stopped ? 'unavailable' : missing.length > 0 ? 'degraded' : 'ready',
        missing,
        parts: Object.fromEntries(parts.map(([part, ok]) => [part, ok ? 'up' : 'down'])),
      });
  };
}
