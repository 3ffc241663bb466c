import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import type { PartnerTransfer } from '../../../templates/views/partner.ts';
import type { Role } from '../../../vocabulary/vocabulary.ts';
import { askedNow, runningLimit } from '../words/limits.ts';
import type { Names } from '../words/names.ts';

/** What may be said of a transfer before any code: codes and public names, nobody's situation. `now` is the case's time. */
export function partnerTransfer(reference: string, state: CaseState, transfer: Transfer, names: Names, now: number): PartnerTransfer {
  const next = runningLimit(state, transfer, now);
  return {
    reference,
    role: transfer.role satisfies Role,
    organisation: names.organisation(transfer.organisation),
    mode: transfer.mode,
    purpose: transfer.purpose,
    status: transfer.paused === null ? transfer.status : 'INFORMATION_REQUESTED',
    ...(transfer.handedOverAt !== null && { sentAt: transfer.handedOverAt }),
    asked: askedNow(transfer),
    because: transfer.because.map((rule) => names.rule(rule)),
    legalBasis: transfer.legalBasis,
    ...(next !== undefined && { next }),
  };
}

/** "c…@exemple.fr": enough to know the box, too little to learn it. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${address.slice(0, 1)}…${address.slice(at)}`;
}
