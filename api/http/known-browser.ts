import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { isHttps, type Parts } from './parts.ts';

const DAY_MS = 86_400_000;
const KNOWN_DAYS = 180;

/**
 * Browsers in which somebody once signed in. They are counted apart, so that whoever tries passwords from elsewhere keeps nobody out of the
 * browser they work with. The cookie says nothing of who: a random id and its seal.
 */
export function knownBrowsers({ sessionKey, settings }: Pick<Parts, 'sessionKey' | 'settings'>) {
  const https = isHttps(settings);
  const name = https ? '__Secure-guichet-connu' : 'guichet-connu';
  const seal = (id: string, generation = sessionKey.active) =>
    createHmac('sha256', sessionKey.key('known browser', generation)).update(`known browser\n${id}`).digest();

  return {
    /** The id of a browser that is known; null for any other. */
    idOf(request: Request): string | null {
      const value: unknown = (request.cookies as Record<string, unknown>)[name];
      const [id = '', given = ''] = typeof value === 'string' ? value.split('.') : [];
      const sealed = Buffer.from(given, 'base64url');
      const isOurs = (expected: Buffer) => sealed.length === expected.length && timingSafeEqual(sealed, expected);
      return sessionKey.generations.some((generation) => isOurs(seal(id, generation))) ? id : null;
    },

    /** Somebody signed in: this browser is known, under the id it has. */
    remember(request: Request, response: Response): void {
      const id = this.idOf(request) ?? randomBytes(16).toString('base64url');
      const options = { httpOnly: true, sameSite: 'lax', secure: https, path: '/connexion', maxAge: KNOWN_DAYS * DAY_MS } as const;
      response.cookie(name, `${id}.${seal(id).toString('base64url')}`, options);
    },
  };
}
