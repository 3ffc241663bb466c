import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { isHttps, type Parts } from './parts.ts';

const DAY_MS = 86_400_000;
const KNOWN_DAYS = 180;

/** A browser that more people share forgets whoever signed in there first. */
const MOST_ACCOUNTS = 8;

/**
 * Browsers in which the holder of an account once signed in. They are counted apart, so that whoever tries passwords from elsewhere keeps
 * nobody out of the browser they work with. The cookie says nothing of who: a random id, and for each account a seal of both.
 */
export function knownBrowsers({ sessionKey, settings }: Pick<Parts, 'sessionKey' | 'settings'>) {
  const https = isHttps(settings);
  const name = https ? '__Secure-guichet-connu' : 'guichet-connu';
  const seal = (id: string, account: string, generation = sessionKey.active) =>
    createHmac('sha256', sessionKey.key('known browser', generation)).update(`known browser\n${id}\n${account}`).digest();

  function read(request: Request): { id: string; seals: string[] } {
    const value: unknown = (request.cookies as Record<string, unknown>)[name];
    const [id = '', ...seals] = typeof value === 'string' ? value.split('.') : [];
    return { id, seals: seals.slice(0, MOST_ACCOUNTS) };
  }

  function holds({ id, seals }: { id: string; seals: string[] }, account: string): boolean {
    const expected = sessionKey.generations.map((generation) => seal(id, account, generation));
    return seals.some((one) => {
      const given = Buffer.from(one, 'base64url');
      return expected.some((sealed) => given.length === sealed.length && timingSafeEqual(given, sealed));
    });
  }

  return {
    /** The id of a browser in which this account is known; null for any other. */
    idOf(request: Request, account: string): string | null {
      const known = read(request);
      return holds(known, account) ? known.id : null;
    },

    /** The holder of an account signed in: it is known in this browser. */
    remember(request: Request, response: Response, account: string): void {
      const before = read(request);
      const known = holds(before, account);
      const id = before.id === '' ? randomBytes(16).toString('base64url') : before.id;
      const seals = known ? before.seals : [seal(id, account).toString('base64url'), ...before.seals].slice(0, MOST_ACCOUNTS);
      const options = { httpOnly: true, sameSite: 'lax', secure: https, path: '/connexion', maxAge: KNOWN_DAYS * DAY_MS } as const;
      response.cookie(name, [id, ...seals].join('.'), options);
    },
  };
}
