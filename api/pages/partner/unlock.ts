import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { KeyRing } from '../../../database/key-ring.ts';
import { linkHref } from '../shared/addresses.ts';

/** How long a page opened with a one-time code stays open. */
const OPEN_MINUTES = 30;

/** Remembers, in this browser and for one link only, that a one-time code was typed. */
export interface Unlock {
  open(response: Response, token: string): void;
  /** Until when the content may be read with this link; null when a code is needed. */
  until(request: Request, token: string): number | null;
}

export function createUnlock(sessionKey: KeyRing, https: boolean, now: () => number): Unlock {
  const name = https ? '__Secure-guichet-contenu' : 'guichet-contenu';
  const sign = (token: string, until: string, generation = sessionKey.active) =>
    createHmac('sha256', sessionKey.key('content', generation)).update(`content\n${token}\n${until}`).digest();
  return {
    open(response, token) {
      const until = String(now() + OPEN_MINUTES * 60_000);
      response.cookie(name, `${until}.${sign(token, until).toString('base64url')}`, {
        httpOnly: true,
        sameSite: 'lax',
        secure: https,
        path: linkHref(token),
        maxAge: OPEN_MINUTES * 60_000,
      });
    },
    until(request, token) {
      const value: unknown = (request.cookies as Record<string, unknown>)[name];
      const [until = '', signature = ''] = typeof value === 'string' ? value.split('.') : [];
      const given = Buffer.from(signature, 'base64url');
      const isOurs = (expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected);
      if (!sessionKey.generations.some((generation) => isOurs(sign(token, until, generation)))) return null;
      return Number(until) > now() ? Number(until) : null;
    },
  };
}
