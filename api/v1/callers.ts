import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type ApiKey, apiKeyOf } from '../../accounts/accounts.ts';
import { may, type Right } from '../../accounts/rights.ts';
import { Forbidden, Unauthorized } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';

/** Whoever holds an API key: what it may see and do is its key's department, kind and organisation. */
export type Caller = ApiKey;

/** A revoked key stops within this time. */
const KEPT_IN_MILLISECONDS = 5_000;
const MOST_KEPT = 1_000;

export type Authenticate = (request: Request) => Promise<Caller>;

/**
 * Finds who calls from `Authorization: Bearer`. Throws Unauthorized, or TooMany for an address that guesses. Answers are
 * kept in memory for a few seconds under the key's hash, so that a busy caller costs no query.
 */
export function callerAuthenticator(parts: Pick<Parts, 'database' | 'limit' | 'now'>): Authenticate {
  const known = new Map<string, { caller: Caller; until: number }>();
  return async (request) => {
    const key = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
    if (key === undefined) throw new Unauthorized();
    const hash = createHash('sha256').update(key).digest('base64');
    const kept = known.get(hash);
    if (kept !== undefined && kept.until > parts.now()) {
      await parts.limit('api-key', kept.caller.id);
      return kept.caller;
    }
    const caller = await apiKeyOf(parts.database, key);
    if (caller === null) {
      known.delete(hash);
      await parts.limit('api-address', request.ip ?? '');
      throw new Unauthorized();
    }
    if (known.size >= MOST_KEPT) known.clear();
    known.set(hash, { caller, until: parts.now() + KEPT_IN_MILLISECONDS });
    await parts.limit('api-key', caller.id);
    return caller;
  };
}

/** Throws Forbidden unless the caller's key has this right. */
export function requireKeyRight(caller: Caller, right: Right): void {
  if (!may(caller, right)) throw new Forbidden('forbidden', 'Cette clé ne permet pas cette action.');
}
