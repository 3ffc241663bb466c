import type { RequestHandler } from 'express';
import { checkDatabase } from '../../runtime/database-rules.ts';
import { adoptKeys } from '../../runtime/key-following.ts';
import { untilItAnswers } from '../../runtime/waiting.ts';
import type { ApiConfig } from '../../settings/config.ts';
import type { Parts } from './parts.ts';

/** Whether anything but health is answered yet. */
export interface Opening {
  readonly isOpen: boolean;
}

interface Waiting {
  signal: AbortSignal;
  /** Told what is refused once a database that was away at first answers. */
  refuse(failure: unknown): void;
}

/**
 * Opens once the database answers, the keys are its own and, in production, nothing it says is refused. Resolves after the first try, open or not; rejects
 * with a Problem when that one is refused.
 */
export async function openOnceAccepted(
  config: Pick<ApiConfig, 'mode' | 'databaseUrl' | 'databaseRelayUrl'>,
  { database, sessionKey, logger }: Pick<Parts, 'database' | 'sessionKey' | 'logger'>,
  { signal, refuse }: Waiting,
): Promise<Opening> {
  const opening = { isOpen: false };
  const first = Promise.withResolvers<'open' | 'away'>();
  const accept = async () => {
    if (config.mode === 'production') await checkDatabase(config);
    await adoptKeys(database, [sessionKey]);
  };
  let isAway = false;
  const away = (failure: unknown) => {
    if (!isAway) logger.warn({ err: failure, code: 'DATABASE_AWAY' }, 'the database does not answer: it is waited for');
    isAway = true;
    first.resolve('away');
  };
  untilItAnswers(accept, { away, signal }).then(
    () => {
      opening.isOpen = true;
      if (isAway) logger.info({ code: 'DATABASE_BACK' }, 'the database answers');
      first.resolve('open');
    },
    (failure: unknown) => {
      first.reject(failure);
      if (isAway && !signal.aborted) refuse(failure);
    },
  );
  await first.promise;
  return opening;
}

/** Answers "not yet" for everything behind it until the desk is open. */
export function onceOpen(opening: Opening): RequestHandler {
  return (_request, response, next) => {
    if (opening.isOpen) return next();
    response
      .status(503)
      .set('Retry-After', '5')
      .type('text')
      .send('Le guichet démarre, ou attend sa base de données\u00a0: recommencez dans un instant.');
  };
}
