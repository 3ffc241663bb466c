import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { checkDatabase } from '../../runtime/database-rules.ts';
import { untilItAnswers } from '../../runtime/waiting.ts';
import type { ApiConfig } from '../../settings/config.ts';

/** Whether anything but health is answered yet. */
export interface Opening {
  readonly isOpen: boolean;
}

interface Waiting {
  logger: Logger;
  signal: AbortSignal;
  /** Told what is refused once a database that was away at first answers. */
  refuse(failure: unknown): void;
}

/**
 * Opens once the database answers and, in production, nothing it says is refused. Resolves after the first try, open or not; rejects
 * with a Problem when that one is refused.
 */
export async function openOnceAccepted(config: ApiConfig, { logger, signal, refuse }: Waiting): Promise<Opening> {
  if (config.mode !== 'production') return { isOpen: true };
  const opening = { isOpen: false };
  const first = Promise.withResolvers<'open' | 'away'>();
  let isAway = false;
  const away = (failure: unknown) => {
    if (!isAway) logger.warn({ err: failure, code: 'DATABASE_AWAY' }, 'the database does not answer: it is waited for');
    isAway = true;
    first.resolve('away');
  };
  untilItAnswers(() => checkDatabase(config), { away, signal }).then(
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
