import type { Refusal } from '../model/refusal.ts';
import { caseEnded } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import { hasMail } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { isChased, leadingStage } from '../running/stages.ts';
import { raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

/**
 * Somebody of the desk reminds a recipient at once, of the stage that runs. No clock moves: the protocol's own reminders, the limit and what
 * follows come when they would have. Refused for whom the protocol never chases, and soon after another reminder: twice in a row is one.
 */
export function recipientReminded(turn: Turn, transfer: Transfer): Refusal | null {
  const { id, organisation, contact, stage, reminders } = transfer;
  if (turn.state.status !== 'OPEN') return caseEnded;
  if (!isLive(transfer) || stage === null)
    return { code: 'NOT_AWAITED', sayable: 'Rien n’est attendu de ce destinataire\u00a0: il n’y a rien à relancer.' };
  if (transfer.paused !== null)
    return { code: 'NOT_AWAITED', sayable: 'Ce destinataire attend un complément du guichet\u00a0: donnez-le avant de le relancer.' };
  if (!isChased(turn, transfer, stage.reach))
    return { code: 'NOT_CHASED', sayable: 'Le protocole ne relance jamais ce destinataire\u00a0: son silence se traite au guichet.' };
  if (isJustReminded(turn, transfer)) return { code: 'JUST_REMINDED', sayable: 'Ce destinataire vient d’être relancé\u00a0: une relance suffit.' };
  const { reach } = stage;
  const round = reminders + 1;
  const byMail = hasMail(turn, transfer);
  turn.write({ kind: 'REMINDED_NOW', transfer: id, because: { reach, round, channel: byMail ? 'EMAIL' : 'PHONE_TASK', organisation, contact } }, [
    { transfer: { id, reminders: round, remindedAt: turn.at } },
    ...(byMail ? [message(turn, transfer, transfer, { kind: 'REMINDER_NOW', round })] : []),
  ]);
  if (!byMail)
    raiseTask(turn, {
      kind: 'CALL_BACK',
      to: 'DESK',
      within: turn.delay('phoneReminder'),
      cause: { kind: 'REMINDER', transfer: id, reach, rank: round },
      transfer: id,
    });
  return null;
}

/** Reminded, by whomever, and not yet given the time that the protocol itself leaves before it chases, or a working day where that is shorter. */
function isJustReminded(turn: Turn, transfer: Transfer): boolean {
  const { id, stage, remindedAt, organisation } = transfer;
  const waits = turn.state.tasks.some(({ status, cause }) => status === 'OPEN' && cause.kind === 'REMINDER' && cause.transfer === id);
  if (waits || stage === null || remindedAt === undefined) return waits;
  const [first] = leadingStage(turn, transfer, stage.reach, stage.since)?.stage.remind ?? [];
  const day = turn.due({ workingDays: 1 }, organisation, remindedAt);
  return turn.at < (first === undefined ? day : Math.min(day, turn.due(first, organisation, remindedAt)));
}
