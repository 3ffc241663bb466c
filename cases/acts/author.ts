import { nextWithin } from '../../calendar/safe-hours.ts';
import { calendarOf } from '../../directory/resolve.ts';
import { alertOfCause } from '../model/cause.ts';
import type { CaseEvent, Change } from '../model/events.ts';
import { type AuthorNews, type Message, type MessageParts, messageIdentity } from '../model/message.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import type { AlertState, AuthorReach, Task } from '../model/state.ts';
import { type CauseOfLaw, taskSentence } from '../running/task-sentences.ts';
import { raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

/**
 * Tells the authors of a case, each by the one channel that is safe for them: a mail that says nothing but that there is
 * something to read, at their hours, or a call somebody must make. Who left no way to be reached reads it with the code.
 */
export function tellAuthors(turn: Turn, news: AuthorNews): void {
  for (const alert of turn.state.alerts) if (!alert.left) tell(turn, alert, news);
}

const unknownAlert: Refusal = { code: 'UNKNOWN_ALERT', sayable: 'Cette alerte n’est pas dans ce dossier.' };

export function authorWritten(turn: Turn, id: string): Refusal | null {
  const alert = turn.state.alerts.find((one) => one.id === id && !one.left);
  if (alert === undefined) return unknownAlert;
  if (turn.state.status === 'MERGED') return caseEnded;
  turn.write({ kind: 'AUTHOR_WRITTEN', because: { alert: alert.id } }, []);
  tell(turn, alert, 'MESSAGE');
  return null;
}

/**
 * The author answers what came of it, once the case is closed: said again the same, nothing more is written. Somebody who is not safer is
 * heard by a person, each time it is said after the last was heard.
 */
export function afterwardsSaid(turn: Turn, { alert: id, said }: Extract<CaseEvent, { kind: 'AfterwardsSaid' }>): Refusal | null {
  const alert = turn.state.alerts.find((one) => one.id === id && !one.left);
  if (alert === undefined) return unknownAlert;
  // A page shown before the case was opened again still says what it says.
  if (turn.state.status === 'MERGED') return caseEnded;
  const { answeredBy, safer, heard } = said;
  const before = alert.afterwards;
  const same = before?.answeredBy === answeredBy && before.safer === safer && before.heard === heard;
  const heardOf = turn.state.tasks.some(({ status, cause }) => status === 'OPEN' && cause.kind === 'NOT_SAFER' && cause.alert === id);
  if (same && (safer !== 'PAS' || heardOf)) return null;
  turn.write({ kind: 'AFTERWARDS_SAID', because: { alert: id, answeredBy, safer, heard } }, [{ alert: { ...alert, afterwards: said } }]);
  if (safer === 'PAS')
    raiseTask(turn, { kind: 'AUTHOR_ADDED', to: 'DESK', within: turn.delay('authorMessage'), cause: { kind: 'NOT_SAFER', alert: id } });
  return null;
}

/** An author who cannot be written to any more is called by somebody. */
export function authorUnreachable(turn: Turn, { kind, alert, news, told }: Extract<MessageParts, { kind: 'AUTHOR' }>): void {
  if (callOpen(turn, alert) === undefined) callBack(turn, { kind: 'MESSAGE_LOST', message: { kind, alert, news, told } });
}

/** Alerts of before there were safe channels said only that their author can be reached: a person calls. */
const reachOf = ({ reach, reachable }: AlertState): AuthorReach | null => reach ?? (reachable ? 'PHONE' : null);

/** Tells one author. `alert` is as the case has it now. */
export function tell(turn: Turn, alert: AlertState, news: AuthorNews): void {
  const reach = reachOf(alert);
  if (reach === null) return;
  const told = (alert.told ?? 0) + 1;
  const note = (changes: Change[]): void =>
    turn.write({ kind: 'AUTHOR_TOLD', because: { alert: alert.id, news, reach } }, [{ alert: { ...alert, told } }, ...changes]);
  if (reach !== 'EMAIL') {
    // The first call says what there is to say; a transfer decided meanwhile is part of it.
    if (news === 'TRANSFERRED') return;
    // The first call is about the alert itself: it acknowledges it. One call that is still to be made says all there is to say by then.
    const cause: CauseOfLaw = news === 'RECEIVED' ? { kind: 'ALERT', alert: alert.id } : { kind: 'NEWS', alert: alert.id, news, told };
    const open = callOpen(turn, alert.id);
    note(open?.cause.kind === 'NEWS' ? [{ task: { id: open.id, cause, sayable: taskSentence(cause, 'CALL_BACK') } }] : []);
    if (open === undefined) callBack(turn, cause);
    return;
  }
  // One mail that still waits for the author's hours will do for whatever there is to read by then.
  const waiting = turn.state.messages.some((message) => message.kind === 'AUTHOR' && message.alert === alert.id && message.tries === 0);
  note(waiting ? [] : [{ message: mail(turn, alert, news, told) }]);
}

/** The call to this author that somebody is still to make. */
const callOpen = (turn: Turn, alert: string): Task | undefined =>
  turn.state.tasks.find(({ kind, status, cause }) => kind === 'CALL_BACK' && status === 'OPEN' && alertOfCause(cause) === alert);

function callBack(turn: Turn, cause: CauseOfLaw): void {
  raiseTask(turn, { kind: 'CALL_BACK', to: 'DESK', within: turn.world.procedure.intake.acknowledgeReporter, cause });
}

function mail(turn: Turn, { id, hours }: AlertState, news: AuthorNews, told: number): Message {
  const parts = { kind: 'AUTHOR' as const, alert: id, news, told };
  const notBefore = hours === undefined ? turn.at : nextWithin(calendarOf(turn.world.directory, 'desk'), turn.at, hours);
  return { ...parts, id: messageIdentity(parts), notBefore, tries: 0 };
}
