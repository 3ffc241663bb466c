import type { Request, RequestHandler, Response } from 'express';
import { type Account, accountOf } from '../../accounts/accounts.ts';
import type { Actor } from '../../cases/model/events.ts';
import { Forbidden } from './errors.ts';
import type { Parts } from './parts.ts';

export type Kind = Account['kind'];

declare module 'express-serve-static-core' {
  interface Locals {
    /** Who is signed in, read again at each request: a suspended account is out at once. */
    account?: Account;
  }
}

/** The account signed in. Only behind `requireKind`. */
export function signedIn(response: Response): Account {
  const { account } = response.locals;
  if (account === undefined) throw new Error('no account: the route is not behind requireKind');
  return account;
}

/** How an account is named in a journal. */
export function actorOf({ kind, id }: Account): Actor {
  return { kind: kind === 'ADMIN' ? 'COORDINATOR' : kind, id };
}

/**
 * Lets in accounts of these kinds. Somebody not signed in is sent to the sign-in page and comes back after; a form that
 * was being sent is carried along, so that nothing typed is lost.
 */
export function requireKind(parts: Parts, expired: (request: Request, response: Response) => Promise<void>, ...kinds: Kind[]): RequestHandler {
  return async (request, response, next) => {
    const id = request.session.account;
    const account = id === undefined ? null : await accountOf(parts.database, id);
    if (account === null) {
      if (request.method === 'GET') return response.redirect(303, `/connexion?${new URLSearchParams({ suite: request.originalUrl })}`);
      return expired(request, response);
    }
    if (!kinds.includes(account.kind)) throw new Forbidden('forbidden', 'Votre compte ne donne pas accès à cette page.');
    response.locals.account = account;
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}
