import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { doubleCsrf } from 'csrf-csrf';
import type { Request, RequestHandler, Response } from 'express';
import type { KeyRing } from '../../database/key-ring.ts';
import { Forbidden } from './errors.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lifetime of the token of a page that has no cookie yet. */
const OPEN_FORM_HOURS = 24;

function refused(): Forbidden {
  return new Forbidden(
    'csrf',
    'Cette page est restée ouverte trop longtemps, ou la demande vient d’un autre site\u00a0: revenez à la page et recommencez.',
  );
}

/**
 * Refuses what a browser says comes from another site, before anything is read. `Origin` is "null" on pages without a
 * referrer, so it only refuses when it names somebody else.
 */
export function sameSiteOnly(publicUrl: string): RequestHandler {
  const ours = new URL(publicUrl).host;
  return (request, _response, next) => {
    if (safe.has(request.method)) return next();
    const from = request.get('sec-fetch-site');
    if (from === 'cross-site' || from === 'same-site') return next(refused());
    const origin = request.get('origin');
    if (origin === undefined || origin === 'null') return next();
    const host = URL.canParse(origin) ? new URL(origin).host : '';
    next(host === ours || host === request.get('host') ? undefined : refused());
  };
}

declare module 'express-serve-static-core' {
  interface Locals {
    /** Token already given to this page. */
    csrf?: string;
  }
}

export interface SessionForms {
  /** Token for the forms of a page; sets its cookie if need be. */
  token(request: Request, response: Response): string;
  /** Refuses a form without the token of its own session. */
  protect: RequestHandler;
}

/** For pages with a session (and the sign-in page): double submit, bound to the session. */
export function sessionForms(sessionKey: KeyRing, https: boolean): SessionForms {
  const { generateCsrfToken, doubleCsrfProtection } = doubleCsrf({
    getSecret: () => sessionKey.generations.map((generation) => sessionKey.secret('forms', generation).toString('base64')),
    getSessionIdentifier: (request) => (request.session.account !== undefined ? request.session.id : 'nobody'),
    cookieName: https ? '__Host-guichet-form' : 'guichet-form',
    cookieOptions: { sameSite: 'lax', secure: https, httpOnly: true, path: '/' },
    getCsrfTokenFromRequest: (request) => {
      const header = request.get('x-csrf-token');
      return header ?? (request.body as { _csrf?: string } | undefined)?._csrf;
    },
  });
  return {
    // One token a page: each generation would replace the cookie of the one before.
    token: (request, response) => {
      response.locals.csrf ??= generateCsrfToken(request, response);
      return response.locals.csrf;
    },
    protect: doubleCsrfProtection,
  };
}

/**
 * For pages open to anybody, where no cookie is set before it is needed. The token says when the page was written and
 * what it is bound to (the link it was opened with, the draft it continues), signed.
 */
export interface OpenForms {
  token(boundTo: string): string;
  /**
   * Throws Forbidden unless `token` was made for one of these bindings. Bound to nothing ('') it lasts a day; bound to a link
   * or a draft it lasts as long as they do, so that nothing typed slowly is refused.
   */
  check(token: unknown, ...boundTo: [string, ...string[]]): void;
  /** Which of these bindings `token` was made for; undefined where for none. */
  boundTo(token: unknown, bindings: readonly string[]): string | undefined;
}

export function openForms(sessionKey: KeyRing, now: () => number): OpenForms {
  const sign = (boundTo: string, made: string, salt: string, generation = sessionKey.active) =>
    createHmac('sha256', sessionKey.key('open forms', generation)).update(`open-form\n${boundTo}\n${made}\n${salt}`).digest();
  function boundTo(token: unknown, bindings: readonly string[]): string | undefined {
    const [made, salt, signature, ...rest] = typeof token === 'string' ? token.split('.') : [];
    if (made === undefined || salt === undefined || signature === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const isOurs = (expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected);
    const age = now() - Number(made);
    return bindings.find((binding) => {
      const fresh = binding !== '' || (age >= 0 && age < OPEN_FORM_HOURS * 3_600_000);
      return fresh && sessionKey.generations.some((generation) => isOurs(sign(binding, made, salt, generation)));
    });
  }
  return {
    token(boundTo) {
      const made = String(now());
      const salt = randomBytes(8).toString('base64url');
      return [made, salt, sign(boundTo, made, salt).toString('base64url')].join('.');
    },
    check(token, ...bindings) {
      if (boundTo(token, bindings) === undefined) throw refused();
    },
    boundTo,
  };
}
