import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { askedOf } from '../../../cases/running/asked.ts';
import type { PartnerTransfer } from '../../../templates/views/partner.ts';

export const askWords = {
  ACKNOWLEDGED: 'Dire que vous l’avez reçue',
  IN_CHARGE: 'Dire si vous la prenez en charge',
  OUTCOME_GIVEN: 'Donner la suite',
} as const;

/** What is asked now: the whole way first, then only what is left of it. */
export function askedNow(transfer: Transfer): string {
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
  return { what: askWords[transfer.stage?.reach ?? 'ACKNOWLEDGED'], dueAt: limit.dueAt, late: limit.dueAt < now };
}
