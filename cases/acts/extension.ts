import { lastMinuteOf } from '../../calendar/local.ts';
import { nextOpening } from '../../calendar/opening.ts';
import type { Instant } from '../../calendar/span.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { EntryOf } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { askedExtension } from '../running/extension-asked.ts';
import { closeStage, leadingStage, stageDeadlines } from '../running/stages.ts';
import { cancelTasks, finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

const outcomeLimit = ({ state }: Pick<Turn, 'state'>, { id }: Transfer) => state.deadlines.find((one) => one.id === `LIMIT:${id}:OUTCOME_GIVEN`);

/**
 * Between which instants a recipient may be given more time, or why it may not. Only whoever has the situation in charge may: that somebody
 * takes it in charge is owed at an instant which nothing moves. No more than the whole delay again, counted from the limit, or from now, and to the end of that day.
 */
export function moreTime(turn: Turn, transfer: Transfer): { after: Instant; until: Instant } | Refusal {
  const { purpose, status, stage, paused } = transfer;
  if (turn.state.status !== 'OPEN') return caseEnded;
  if (purpose !== 'ACTION' || status !== 'IN_CHARGE' || stage?.reach !== 'OUTCOME_GIVEN')
    return { code: 'NOT_AWAITED', sayable: 'Un délai se demande une fois la situation prise en charge, tant que la suite est attendue.' };
  if (paused !== null)
    return { code: 'NOT_AWAITED', sayable: 'Ce délai est arrêté, le temps que le guichet donne le complément\u00a0: il n’y a rien à prolonger.' };
  const after = Math.max(turn.at, outcomeLimit(turn, transfer)?.dueAt ?? turn.at);
  const whole = leadingStage(turn, transfer, 'OUTCOME_GIVEN', after);
  return { after, until: whole === null ? after : lastMinuteOf(whole.limit, calendarOf(turn.world.directory, transfer.organisation).zone) };
}

const notThen: Refusal = {
  code: 'NOT_THEN',
  sayable: 'Choisissez un jour après le délai qui court, et pas plus loin qu’une fois encore le délai entier.',
};

function refusalOf(turn: Turn, transfer: Transfer, until: Instant): Refusal | null {
  const room = moreTime(turn, transfer);
  if ('code' in room) return room;
  return until <= room.after || until > room.until ? notThen : null;
}

/** The recipient asks for more time to say what it did; its clocks go on until the desk has answered. Asked twice, it is asked once. */
export function extensionRequested(turn: Turn, transfer: Transfer, until: Instant): Refusal | null {
  const asked = askedExtension(turn.state, transfer.id);
  if (asked?.until === until) return null;
  if (asked !== null) return { code: 'ALREADY_ASKED', sayable: 'Un délai est déjà demandé\u00a0: le guichet doit d’abord y répondre.' };
  const refusal = refusalOf(turn, transfer, until);
  if (refusal !== null) return refusal;
  const { id, organisation, extensions = 0 } = transfer;
  const round = extensions + 1;
  turn.write({ kind: 'EXTENSION_REQUESTED', transfer: id, because: { organisation, until, round } }, [{ transfer: { id, extensions: round } }]);
  raiseTask(turn, {
    kind: 'EXTENSION_REQUESTED',
    to: 'DESK',
    within: turn.delay('informationRequest'),
    cause: { kind: 'EXTENSION', until, round },
    transfer: id,
  });
  return null;
}

/** The desk gives more time, asked for or not: the limit moves, reminders still to come move with it, and what followed a limit missed stops. */
export function extensionGranted(turn: Turn, transfer: Transfer, until: Instant): Refusal | null {
  const refusal = refusalOf(turn, transfer, until);
  if (refusal !== null) return refusal;
  const { id, organisation, obligation } = transfer;
  const asked = askedExtension(turn.state, id);
  const round = (transfer.extensions ?? 0) + (asked === null ? 1 : 0);
  const limit = outcomeLimit(turn, transfer);
  const calendar = calendarOf(turn.world.directory, organisation);
  const reminders = stageDeadlines(turn, id).filter(({ kind }) => kind === 'REMIND');
  const later = (dueAt: Instant): Instant => nextOpening(calendar, dueAt + until - (limit?.dueAt ?? until));
  const running = turn.state.deadlines.find((one) => one.id === `OBLIGATION:${obligation}`);
  tell(turn, transfer, round, { kind: 'EXTENSION_GRANTED', because: { organisation, until, round } }, [
    ...closeStage(turn, id),
    ...reminders.map((one): Change => ({ deadline: { ...one, dueAt: later(one.dueAt) } })),
    { deadline: { id: `LIMIT:${id}:OUTCOME_GIVEN`, kind: 'LIMIT', transfer: id, reach: 'OUTCOME_GIVEN', dueAt: until } },
    // Of an enquiry whose answer was challenged: what it owes again is owed by the limit that the desk set.
    ...(obligation !== null && running !== undefined && running.dueAt < until
      ? [{ obligation: { id: obligation, answerBy: until } }, { deadline: { ...running, dueAt: until } }]
      : []),
  ]);
  if (asked !== null) finishTask(turn, asked.task);
  cancelTasks(turn, 'EXTENDED', (task) => task.kind === 'SILENT_RECIPIENT' && task.transfer === id && task.cause.kind !== 'OBLIGATION');
  return null;
}

/** The desk keeps the delay as it is, and says so to whoever asked. */
export function extensionRefused(turn: Turn, transfer: Transfer): Refusal | null {
  const asked = askedExtension(turn.state, transfer.id);
  if (asked === null) return { code: 'NOT_AWAITED', sayable: 'Ce destinataire n’attend pas de réponse sur son délai.' };
  const { organisation, extensions: round = 1 } = transfer;
  tell(turn, transfer, round, { kind: 'EXTENSION_REFUSED', because: { organisation, round } }, []);
  finishTask(turn, asked.task);
  return null;
}

type Said = { [Kind in 'EXTENSION_GRANTED' | 'EXTENSION_REFUSED']: Pick<EntryOf<Kind>, 'kind' | 'because'> }[
  | 'EXTENSION_GRANTED'
  | 'EXTENSION_REFUSED'];

/** Writes the desk's answer and tells the recipient, by mail or by a person. */
function tell(turn: Turn, transfer: Transfer, round: number, said: Said, changes: Change[]): void {
  const byMail = hasMail(turn, transfer);
  turn.write({ ...said, transfer: transfer.id }, [
    { transfer: { id: transfer.id, extensions: round } },
    ...changes,
    ...(byMail ? [message(turn, transfer, transfer, { kind: 'INFORMATION', says: said.kind, round })] : []),
  ]);
  if (!byMail) tellByPerson(turn, transfer, { kind: 'REPLY', round });
}
