import type { Logger } from 'pino';
import type { Database } from '../database/pool.ts';
import { departments } from '../database/pool.ts';
import { renewProofs } from '../publication/proofs.ts';

const lookEvery = 10_000;

/**
 * Looks now and every ten seconds, until closed, for departments whose protocol was not proved with their newest directory,
 * and proves it. What fails is looked for again; what no longer holds is on the coordinator's list until it does.
 */
export function startProving(db: Database, log: Logger): { close(): Promise<void> } {
  let looking = Promise.resolve();

  async function lookOver(): Promise<void> {
    for (const department of await departments(db)) {
      for (const { procedure, directory, holds, properties } of await renewProofs(db, department, Date.now())) {
        const about = { department, procedure, directory };
        const failing = properties.filter((property) => !property.holds).map(({ id }) => id);
        if (holds) log.info({ code: 'PROVED', ...about }, 'the protocol is proved with the newest directory');
        else log.warn({ code: 'NOT_PROVED', ...about, failing }, 'the protocol does not hold with the newest directory');
      }
    }
  }

  const look = () => {
    looking = looking.then(lookOver).catch((failure: unknown) => log.warn({ err: failure, code: 'NOT_LOOKED' }, 'proofs will be made again later'));
  };
  look();
  const timer = setInterval(look, lookEvery);
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
