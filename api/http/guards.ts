import type { Request, RequestHandler, Response } from 'express';
import { type Account, accountOf } from '../../accounts/accounts.ts';
import { type AccountKind, may, type Right } from '../../accounts/rights.ts';
import type { Actor } from '../../cases/model/events.ts';
import { asActor } from '../../database/actor.ts';
import { Forbidden } from './errors.ts';
import type { Parts } from './parts.ts';
import { accountOfSession } from './session.ts';
import { trace } from './trace.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    /** Who is signed in, read again at each request: a suspended account is out at once. */
    account?: Account;
  }
}

/** The account signed in. Only behind `requireRight`. */
export function signedIn(response: Response): Account {
  const { account } = response.locals;
  if (account === undefined) throw new Error('no account: the route is not behind requireRight');
  return account;
}

const inJournals = {
  AGENT: 'AGENT',
  COORDINATOR: 'COORDINATOR',
  ADMIN: 'COORDINATOR',
  PARTNER: 'PARTNER',
  PARTNER_ADMIN: 'PARTNER',
  INSTITUTION: 'INSTITUTION',
  INSTITUTION_ADMIN: 'INSTITUTION',
} as const satisfies Record<AccountKind, Actor['kind']>;

/** How an account is named in a journal. */
export function actorOf({ kind, id }: Account): Actor {
  return { kind: inJournals[kind], id };
}

/**
 * Lets in accounts that have a right; the rest of the request is then done in the name of whoever it is. `signInFirst`
 * answers whoever is not signed in.
 */
export function requireRight(parts: Parts, signInFirst: (request: Request, response: Response) => Promise<void>, right: Right): RequestHandler {
  return async (request, response, next) => {
    const account = response.locals.account ?? (await signedInNow(parts, request));
    if (account === null) return signInFirst(request, response);
    if (!may(account, right)) {
      await trace(parts, request, { department: account.department, kind: 'REFUSED', account: account.id });
      throw new Forbidden('forbidden', 'Votre compte ne donne pas accès à cette page.');
    }
    response.locals.account = account;
    response.setHeader('Cache-Control', 'no-store');
    asActor({ as: 'PERSON', account: account.id }, next);
  };
}

/** For doors that ask for no account: the rest of the request is done in the name of the door. */
export function actingAs(as: 'DOOR' | 'PARTNER'): RequestHandler {
  return (_request, _response, next) => asActor({ as }, next);
}

async function signedInNow(parts: Parts, request: Request): Promise<Account | null> {
  const id = accountOfSession(request, parts.now());
  return id === null ? null : accountOf(parts.database, id);
}
