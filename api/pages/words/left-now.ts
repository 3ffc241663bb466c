import { isToRecipient } from '../../../cases/model/message.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { isLive } from '../../../cases/model/transfer-status.ts';
import type { Applied } from '../../../cases/record/apply.ts';

/** What an act has leave: transfers that nobody had ordered before it, by mail or by somebody of the desk; news to who has theirs already. */
export function leftNow(before: CaseState, { state }: Extract<Applied, { state: CaseState }>): { mails: number; people: number; news: number } {
  const ordered = state.transfers.filter((transfer) => isLive(transfer) && !before.transfers.some(({ id }) => id === transfer.id));
  const mailed = ordered.filter(({ id }) => state.messages.some((message) => message.kind === 'TRANSFER' && message.transfer === id));
  const had = new Set(before.messages.map(({ id }) => id));
  const written = state.messages.filter((message) => !had.has(message.id) && isToRecipient(message) && message.kind !== 'TRANSFER').length;
  const called = state.tasks.slice(before.tasks.length).filter(({ cause }) => cause.kind === 'CHANGED' || cause.kind === 'NEW_VERSION').length;
  return { mails: mailed.length, people: ordered.length - mailed.length, news: written + called };
}
