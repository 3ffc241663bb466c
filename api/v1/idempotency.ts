import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type KeptAnswer, keepAnswer, keptAnswer } from '../../accounts/kept-answers.ts';
import { keyedHash } from '../../database/sealing.ts';
import { BadRequest, Unprocessable } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';

/** A request whose body is also kept as it was sent. */
export type Raw = Request & { rawBody?: Buffer };

const shape = /^[\x21-\x7e]{1,200}$/;

/** The `Idempotency-Key` of a request, if it has one. Throws BadRequest on one that cannot be a key. */
export function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key !== undefined && !shape.test(key)) {
    throw new BadRequest('idempotency-key', 'Idempotency-Key\u00a0: envoyez de 1 à 200 caractères ASCII, sans espace.');
  }
  return key;
}

/** Who a key belongs to: the organisation it was made for, or the department's own desk or platform. */
export function ownerOf(caller: Caller): string {
  return `${caller.department}:${caller.kind}:${caller.organisation ?? ''}`;
}

function hashOf(request: Raw): Buffer {
  return createHash('sha256')
    .update(`${request.method} ${request.originalUrl}\n`)
    .update(request.rawBody ?? '')
    .digest();
}

/** Notes what a form says, for when it is sent again: not its bytes, where a drawn boundary stands, but its fields and what its files hold. */
export function noteForm(request: Raw, fields: unknown, files: readonly { name: string; bytes: Buffer }[]): void {
  const held = files.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')]);
  request.rawBody = Buffer.from(JSON.stringify([fields, held]));
}

/** What a request says, in a word that tells nobody else what it is: the same request has the same. */
export function saidIn({ database: { keys } }: Parts, request: Raw): string {
  return keyedHash(keys, 'sent', hashOf(request).toString('hex')).toString('base64url').slice(0, 22);
}

/**
 * Runs `act` once per key: sent again within seven days, the same request is answered the same; another one under the
 * same key is refused. `act` must itself be idempotent, since two copies may arrive together.
 */
export async function once<T>(parts: Parts, caller: Caller, request: Raw, act: (key: string | undefined) => Promise<T>): Promise<T> {
  const key = idempotencyKeyOf(request);
  if (key === undefined) return act(undefined);
  const kept = await keptFor(parts, caller, request, key);
  if (kept !== null) return kept.response as T;
  const response = await act(key);
  await keepAnswer(parts.database, caller.department, ownerOf(caller), key, { bodyHash: hashOf(request), response });
  return response;
}

/** As `once`, for an act that finds its own answer again and whose answer is not to be kept here (it holds a receipt). */
export async function onceUnkept<T>(parts: Parts, caller: Caller, request: Raw, key: string, act: () => Promise<T>): Promise<T> {
  const kept = await keptFor(parts, caller, request, key);
  const response = await act();
  if (kept === null) await keepAnswer(parts.database, caller.department, ownerOf(caller), key, { bodyHash: hashOf(request), response: null });
  return response;
}

async function keptFor(parts: Parts, caller: Caller, request: Raw, key: string): Promise<KeptAnswer | null> {
  const kept = await keptAnswer(parts.database, caller.department, ownerOf(caller), key);
  if (kept !== null && !kept.bodyHash.equals(hashOf(request))) throw mismatch();
  return kept;
}

export function mismatch(): Unprocessable {
  return new Unprocessable('idempotency-mismatch', 'Cette clé d’idempotence, ou ce numéro, a déjà servi pour une autre demande.');
}
