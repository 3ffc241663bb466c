import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { IDLE_HOURS, type SessionMarks } from '../../accounts/sessions.ts';
import { browserWords } from './browser-words.ts';
import { keyedLine } from './line.ts';
import { isHttps, type Parts } from './parts.ts';

/** However much it is used, it is over then: whoever goes on signs in again. */
const LONGEST_HOURS = 24;

declare module 'express-session' {
  interface SessionData extends SessionMarks {
    /** Id of the account that signed in. Only that: what it may do is read again at each request. */
    account: string;
    /** When it was opened; for one of version 0.1.0, which does not say, when it was first used since. */
    openedAt: number;
    /** Whether the second factor was proved when it was opened. */
    twice: boolean;
    /** Password accepted, second factor still to come. */
    awaited: { account: string; until: number };
    /** What the key offered for a second factor is drawn from. */
    offer: string;
    /** Said once at the top of the next page. */
    notice: { kind: 'DONE' | 'IMPORTANT'; text: string };
  }
}

/**
 * Sessions kept in Postgres, so that they can be ended from there. The cookie lasts as long as the browser; none is set
 * before somebody signs in.
 */
export function sessions(parts: Pick<Parts, 'settings' | 'database' | 'logger' | 'sessionKey'>): RequestHandler[] {
  const Store = connectPgSimple(session);
  const https = isHttps(parts.settings);
  const store = new Store({
    pool: parts.database.pool,
    schemaName: 'sessions',
    tableName: 'session',
    pruneSessionInterval: 900,
    errorLog: () => parts.logger.error('the sessions table did not answer'),
  });
  // Counted from the hour: what is stored says no minute at which somebody worked.
  Object.defineProperty(store, 'ttl', { get: () => IDLE_HOURS * 3600 - Math.ceil((Date.now() / 1000) % 3600) });
  const touch = store.touch.bind(store);
  store.touch = (id, data, done) => (nobodys.has(data) ? done?.() : touch(id, data, done));
  // The newest generation signs; a cookie signed with an older one is known until it lapses.
  const signing = (generations: readonly number[]) =>
    session({
      name: cookieName(parts),
      secret: generations.map((generation) => parts.sessionKey.secret('cookies', generation).toString('base64')),
      resave: false,
      saveUninitialized: false,
      unset: 'destroy',
      store,
      cookie: { httpOnly: true, sameSite: 'lax', secure: https, path: '/' },
    });
  let signedWith = parts.sessionKey.generations;
  let signed = signing(signedWith);
  const kept: RequestHandler = (request, response, next) => {
    const { generations } = parts.sessionKey;
    if (generations.join() !== signedWith.join()) [signedWith, signed] = [generations, signing(generations)];
    signed(request, response, next);
  };
  return [kept, savedBeforeRedirect];
}

const nobodys = new WeakSet<object>();

/** Says that a page asked this by itself: the session is not the longer for it. */
export function unattended(request: Request): void {
  nobodys.add(request.session);
}

/** A browser follows a redirection before the end of its answer, when the session would be stored: it is stored first. */
const savedBeforeRedirect: RequestHandler = (request, response, next) => {
  const redirect = response.redirect.bind(response) as (...to: unknown[]) => void;
  response.redirect = (...to: unknown[]) => {
    const { account, awaited, notice } = request.session ?? {};
    if (account === undefined && awaited === undefined && notice === undefined) return redirect(...to);
    request.session.save((failure: unknown) => (failure ? next(failure) : redirect(...to)));
  };
  next();
};

const cookieName = ({ settings }: Pick<Parts, 'settings'>): string => (isHttps(settings) ? '__Host-guichet' : 'guichet');

/** Opens a session with a new id, so that none prepared beforehand becomes somebody's; stored when this resolves. `twice`: the second factor was proved. */
export async function openSession(
  parts: Pick<Parts, 'database' | 'now'>,
  request: Request,
  { account, twice }: { account: string; twice: boolean },
): Promise<void> {
  await settled((done) => request.session.regenerate(done));
  const { session } = request;
  session.account = account;
  session.openedAt = parts.now();
  session.twice = twice;
  session.browser = browserWords(request.get('user-agent') ?? '');
  session.line = keyedLine(parts, request).toString('base64url');
  await settled((done) => request.session.save(done));
}

/** Whose session this is; null for nobody's, and for one that has lasted too long. */
export function accountOfSession({ session }: Request, now: number): string | null {
  if (session.account !== undefined) session.openedAt ??= now;
  return now - (session.openedAt ?? now) < LONGEST_HOURS * 3_600_000 ? (session.account ?? null) : null;
}

/** Ends this browser's session and takes its cookie away. */
export async function closeSession(parts: Pick<Parts, 'settings'>, request: Request, response: Response): Promise<void> {
  await settled((done) => request.session.destroy(done));
  // A browser refuses to take away a `__Host-` cookie by a line that is not itself secure.
  response.clearCookie(cookieName(parts), { path: '/', secure: isHttps(parts.settings) });
}

function settled(act: (done: (failure: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => act((failure) => (failure ? reject(failure) : resolve())));
}
