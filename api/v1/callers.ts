import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type FoundApiKey, findApiKey, keyUsed, standingOf } from '../../accounts/api-keys.ts';
import { keyRefusals } from '../../accounts/key-words.ts';
import { type KeyRight, keyMay, may } from '../../accounts/rights.ts';
import { Forbidden, Unauthorized } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import { trace } from '../http/trace.ts';

/** Whoever holds an API key: what it may see and do is its key's department, kind, organisation and scopes. */
export type Caller = FoundApiKey;

/** A revoked or expired key stops within this time. */
const KEPT_IN_MILLISECONDS = 5_000;
const MOST_KEPT = 1_000;

export type Authenticate = (request: Request) => Promise<Caller>;

/**
 * Finds who calls from `Authorization: Bearer`. Throws Unauthorized, saying what to do about a key that was revoked or has expired, or
 * TooMany for an address that guesses. The day is noted. Answers are kept in memory for a few seconds under the key's hash, so that a busy caller costs no query.
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
    const caller = await findApiKey(parts.database, key);
    const standing = caller === null ? null : standingOf(caller, parts.now());
    if (caller === null || standing !== 'VALID') {
      known.delete(hash);
      await parts.limit('api-address', request.ip ?? '');
      if (caller !== null) await trace(parts, request, { department: caller.department, kind: 'KEY_REFUSED', account: null, about: caller.id });
      throw new Unauthorized(standing === null || standing === 'VALID' ? undefined : keyRefusals[standing]);
    }
    await keyUsed(parts.database, caller, parts.now());
    if (known.size >= MOST_KEPT) known.clear();
    known.set(hash, { caller, until: parts.now() + KEPT_IN_MILLISECONDS });
    await parts.limit('api-key', caller.id);
    return caller;
  };
}

/** Throws Forbidden unless the caller's key has this right; a refusal leaves a trace. */
export async function requireKeyRight(parts: Pick<Parts, 'database'>, request: Request, caller: Caller, right: KeyRight): Promise<void> {
  if (keyMay(caller, right)) return;
  await trace(parts, request, { department: caller.department, kind: 'KEY_REFUSED', account: null, about: caller.id });
  throw new Forbidden(
    'forbidden',
    may(caller, right)
      ? 'Cette clé a été limitée et ne permet pas cette action\u00a0: demandez à la coordination du guichet une clé qui la permet.'
      : 'Cette clé ne permet pas cette action.',
  );
}
