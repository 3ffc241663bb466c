import type { Instant } from '../../calendar/span.ts';
import type { Happening } from './entries.ts';
import type { CaseState, Transfer } from './state.ts';
import { isEnded, isLeft } from './transfer-status.ts';

/**
 * What a recipient still finds behind its doors: the content; its own answers and a way to write to the desk; why they are shut, where its
 * agreement does not stand; or nothing at all.
 */
export type OpenTo = 'CONTENT' | 'ANSWERS' | 'SHUT' | 'NOTHING';

/** Of a case that ended before protocols said it. */
const unsaidDays = 90;
const day = 86_400_000;

/**
 * What a transfer opens to its recipient, the same at every door: link, account, key, files, document, list. `shut`: its body has no agreement
 * that stands, needs one, and does not read this transfer anyway (`cases/running/read-anyway.ts`).
 */
export function openTo(
  transfer: Pick<Transfer, 'status' | 'purpose'>,
  { conflict, shut, closedAt, readableDays = unsaidDays }: { conflict: boolean; shut: boolean } & Pick<CaseState, 'closedAt' | 'readableDays'>,
  now: Instant,
): OpenTo {
  if (conflict) return 'NOTHING';
  if (shut) return 'SHUT';
  if (isLeft(transfer)) return 'ANSWERS';
  const over = closedAt !== null && now > closedAt + readableDays * day && (transfer.purpose === 'INFORMATION' || isEnded(transfer));
  return over ? 'ANSWERS' : 'CONTENT';
}

/**
 * Bodies that said themselves that they are in conflict of interest: the protocol asks them for nothing more in the case, whatever is known
 * later. A person who asks one all the same (anybody with a forwarded link may have said it) answers for it.
 */
export function saidTied({ transfers }: Pick<CaseState, 'transfers'>): Set<string> {
  const asked = transfers.filter((one) => one.because.includes('AGENT') && !isLeft(one) && !one.conflict && one.refusal !== 'CONFLIT_INTERETS');
  const said = transfers.filter(({ refusal }) => refusal === 'CONFLIT_INTERETS').map(({ organisation }) => organisation);
  return new Set(said.filter((body) => !asked.some(({ organisation }) => organisation === body)));
}

/** Whether an entry says that a transfer ended because its recipient is in conflict of interest, by the law's word or the recipient's own. */
export function endsInConflict(entry: Happening): boolean {
  if (entry.kind === 'REFUSED') return entry.because.reason === 'CONFLIT_INTERETS';
  return (entry.kind === 'CANCELLED' || entry.kind === 'REROUTED') && entry.because.reason === 'CONFLICT';
}
