import { isWrittenTo } from '../../directory/resolve.ts';
import type { Transfer } from '../model/state.ts';
import { leadingPolicy } from './stages.ts';
import { raiseTask } from './tasks.ts';
import type { Turn } from './turn.ts';

/** Whether a transfer's contact is told by the messenger. */
export const hasMail = (turn: Turn, { contact }: Pick<Transfer, 'contact'>): boolean => isWrittenTo(turn.world.directory, contact);

/** What a recipient who has no e-mail address is told by a person of the desk. */
export type News = { kind: 'CHANGED' | 'REPLY'; round: number } | { kind: 'NEW_VERSION' | 'LET_GO' | 'LINK' };

/**
 * Somebody tells the recipient: by post where the transfer went by post, or by hand, or nobody can call; else by telephone. What may be
 * graver is always called, where there is a telephone. Awaited twice, it is one task.
 */
export function tellByPerson(turn: Turn, transfer: Transfer, news: News): void {
  const isAwaited = turn.state.tasks.some(({ status, cause, transfer: of }) => status === 'OPEN' && cause.kind === news.kind && of === transfer.id);
  if (isAwaited) return;
  const contact = turn.world.directory.contactById.get(transfer.contact);
  const went = leadingPolicy(turn, transfer).channels[transfer.channel]?.kind;
  const called = contact?.phone !== undefined && (news.kind === 'CHANGED' || (went !== 'LETTER_TASK' && went !== 'HAND_TASK'));
  const written = !called && contact?.address !== undefined;
  raiseTask(turn, {
    kind: written ? 'LETTER' : 'CALL_BACK',
    to: 'DESK',
    within: turn.delay('phoneReminder'),
    cause: { ...news, transfer: transfer.id },
    transfer: transfer.id,
  });
}
