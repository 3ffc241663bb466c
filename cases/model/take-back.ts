import type { Instant } from '../../calendar/span.ts';
import type { Transfer } from './state.ts';

/** How long a recipient may take back a refusal: long enough for a wrong button, and no longer. */
export const takeBackMs = 10 * 60_000;

/** Until when a recipient may take back its refusal; null where it has none, or where it said that it is in conflict of interest. */
export function takeBackUntil({ refusal, refused }: Pick<Transfer, 'refusal' | 'refused'>): Instant | null {
  return refusal === null || refusal === 'CONFLIT_INTERETS' || !refused ? null : refused.at + takeBackMs;
}
