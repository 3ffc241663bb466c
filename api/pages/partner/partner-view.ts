import { askedOf } from '../../../activities/mails.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import type { PartnerTransfer } from '../../../templates/views/partner.ts';
import type { Role } from '../../../vocabulary/vocabulary.ts';
import type { Names } from '../words/journal-words.ts';

const reaches = {
  ACKNOWLEDGED: 'Dire que vous l’avez reçue',
  IN_CHARGE: 'Dire si vous la prenez en charge',
  OUTCOME_GIVEN: 'Donner la suite',
} as const;

/** What is asked now: the whole way first, then only what is left of it. */
function askedNow(transfer: Transfer): string {
  if (transfer.purpose === 'INFORMATION') return askedOf(transfer);
  if (transfer.paused !== null) return 'attendre le complément demandé au guichet\u00a0; votre délai est arrêté.';
  if (transfer.status === 'ACKNOWLEDGED' && transfer.mode === 'TRANSFER') return 'dire si vous prenez la situation en charge, puis la suite donnée.';
  if (transfer.status === 'IN_CHARGE') return 'dire la suite donnée, quand elle est connue.';
  if (transfer.status === 'OUTCOME_GIVEN') return 'plus rien\u00a0; si la suite change, corrigez-la ou complétez-la ici.';
  return askedOf(transfer);
}

/** By when the recipient must do what: the limit that runs for it now, if one does. */
export function runningLimit(state: CaseState, transfer: Transfer, now: number): PartnerTransfer['next'] {
  const limit = state.deadlines.find(({ kind, transfer: of }) => kind === 'LIMIT' && of === transfer.id);
  if (limit === undefined) return undefined;
  return { what: reaches[transfer.stage?.reach ?? 'ACKNOWLEDGED'], dueAt: limit.dueAt, late: limit.dueAt < now };
}

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
