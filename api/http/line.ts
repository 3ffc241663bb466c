import type { Request } from 'express';
import { keyedHash } from '../../database/sealing.ts';
import { neighbourhood } from './address.ts';
import type { Parts } from './parts.ts';

/** The line a request comes from, as it may be kept: whether two are one can be said, and not where it is. */
export function keyedLine({ database }: Pick<Parts, 'database'>, { ip = '' }: Pick<Request, 'ip'>): Buffer {
  return keyedHash(database.keys, 'line', neighbourhood(ip)?.line ?? ip).subarray(0, 12);
}
