import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { askedOf } from '../../../cases/running/asked.ts';
import type { PartnerTransfer } from '../../../templates/views/partner.ts';
import type { Reach, TransferMode } from '../../../vocabulary/vocabulary.ts';

export const askWords: Readonly<Record<Reach, string>> = {
  ACKNOWLEDGED: 'Dire que vous l’avez reçue',
  IN_CHARGE: 'Dire si vous la prenez en charge',
  OUTCOME_GIVEN: 'Donner la suite',
};

/** What stands for a step where something else is asked than to take charge, then to say what was done. */
const askedOtherwise: Partial<Record<TransferMode, Partial<Record<Reach, string>>>> = {
  CONSULTATION: { IN_CHARGE: 'Donner votre avis', OUTCOME_GIVEN: 'Donner votre avis' },
  CONCERTATION: { IN_CHARGE: 'Dire si vous participez, et quand', OUTCOME_GIVEN: 'Dire ce que la concertation a donné' },
};

/** What a recipient must do to reach a step. */
export const askedToReach = (mode: TransferMode, reach: Reach): string => askedOtherwise[mode]?.[reach] ?? askWords[reach];

/** What is asked now: the whole way first, then only what is left of it. */
export function askedNow(transfer: Transfer): string {
  const { mode, purpose, paused, status, outcome } = transfer;
  if (purpose === 'INFORMATION') return askedOf(transfer);
  if (paused !== null) return 'attendre le complément demandé au guichet\u00a0; votre délai est arrêté.';
  if (status === 'ACKNOWLEDGED' && mode === 'TRANSFER') return 'dire si vous prenez la situation en charge, puis la suite donnée.';
  if (status === 'IN_CHARGE')
    return mode === 'CONCERTATION' ? 'venir à la concertation, puis dire ce qu’elle a donné.' : 'dire la suite donnée, quand elle est connue.';
  if (status !== 'OUTCOME_GIVEN') return askedOf(transfer);
  return outcome?.opinion === undefined
    ? 'plus rien\u00a0; si la suite change, corrigez-la ou complétez-la ici.'
    : 'plus rien\u00a0; si votre avis change, donnez-le de nouveau ici.';
}

/** By when the recipient must do what: the limit that runs for it now, if one does. */
export function runningLimit(state: CaseState, transfer: Transfer, now: number): PartnerTransfer['next'] {
  const limit = state.deadlines.find(({ kind, transfer: of }) => kind === 'LIMIT' && of === transfer.id);
  if (limit === undefined) return undefined;
  return { what: askedToReach(transfer.mode, transfer.stage?.reach ?? 'ACKNOWLEDGED'), dueAt: limit.dueAt, late: limit.dueAt < now };
}
