import type { TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { Transfer } from './state.ts';

type Stage = 'UNHEARD' | 'RECEIVED' | 'ANSWERED' | 'DONE' | 'LEFT';

/** What each status says of the recipient, in the one place where it is said: everything below is read from it. */
const stages: Record<TransferStatus, Stage> = {
  DUE: 'UNHEARD',
  SENT: 'UNHEARD',
  UNDELIVERABLE: 'UNHEARD',
  ACKNOWLEDGED: 'RECEIVED',
  // Shown of a transfer whose recipient waits for more; never a status it has.
  INFORMATION_REQUESTED: 'RECEIVED',
  IN_CHARGE: 'ANSWERED',
  OUTCOME_GIVEN: 'DONE',
  REFUSED: 'LEFT',
  REROUTED: 'LEFT',
  CANCELLED: 'LEFT',
};

type OfStatus = Pick<Transfer, 'status'>;
const among =
  (...which: Stage[]) =>
  ({ status }: OfStatus): boolean =>
    which.includes(stages[status]);

/** Live: something may still be expected of it. */
export const isLive = among('UNHEARD', 'RECEIVED', 'ANSWERED');
/** Ended: nothing is expected of it any more. */
export const isEnded = among('DONE', 'LEFT');
/** Answered: receiving is never an answer; taking in charge, or saying what was done, is. */
export const isAnswered = among('ANSWERED', 'DONE');
/** Its recipient has said nothing at all, whatever the messenger did meanwhile. */
export const isUnheard = among('UNHEARD');
/** Its recipient has nothing to do with it any more, and no way in: refused, taken over by another, or cancelled. */
export const isLeft = among('LEFT');
/** Somebody who must act has not answered: it holds the case. */
export const isAwaited = (transfer: Pick<Transfer, 'status' | 'purpose'>): boolean =>
  transfer.purpose === 'ACTION' && isLive(transfer) && !isAnswered(transfer);

/** The statuses of which one of these is true, for a statement that asks it of the table of transfers. */
export const statusesThat = (is: (of: OfStatus) => boolean): TransferStatus[] =>
  (Object.keys(stages) as TransferStatus[]).filter((status) => is({ status }));
