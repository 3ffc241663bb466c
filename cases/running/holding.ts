import { isOfAnAlert } from '../model/carried-on.ts';
import type { Obligation, Task } from '../model/state.ts';

/** A recipient asked something of the desk, or said something that nobody read yet: no act on the case ends that, a person does. */
export const isAwaitedOfDesk = ({ kind, status }: Pick<Task, 'kind' | 'status'>): boolean =>
  status === 'OPEN' && (kind === 'LATE_ANSWER' || kind === 'INFORMATION_REQUESTED' || kind === 'EXTENSION_REQUESTED');

/** Tasks that closing does not drop: somebody must do them first. */
export const holdsClosing = (task: Pick<Task, 'kind' | 'status'>): boolean =>
  isAwaitedOfDesk(task) || (task.status === 'OPEN' && (task.kind === 'PHONE_NOW' || task.kind === 'TEXT_TO_READ'));

/** Where nobody was told anything, what of an alert is still owed: to its author, to the person, by an institution. */
const owedAnyhow: ReadonlySet<Task['cause']['kind']> = new Set([
  'STEP',
  'AGENT',
  'INFORMING',
  'ALERT',
  'NEWS',
  'MESSAGE_LOST',
  'AUTHOR_WROTE',
  'NOT_SAFER',
  'PARTNER_WROTE',
]);

/** Whether a task goes on though its case ends: it is asked for an alert or for the person, not for the case (a confirmation in writing, an appointment). */
export const outlives = (end: 'CLOSED' | 'NOT_RETAINED', task: Task): boolean =>
  isOfAnAlert(task) && task.kind !== 'QUALIFY' && (end === 'CLOSED' || (owedAnyhow.has(task.cause.kind) && task.kind !== 'PHONE_NOW'));

/** Somebody must still answer: an acknowledgement is no answer. An obligation outlives the transfers that tried to meet it. */
export const isOwed = ({ status }: Pick<Obligation, 'status'>): boolean => status === 'OPEN' || status === 'LAPSED';
