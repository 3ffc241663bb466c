import type { TaskCause } from './cause.ts';
import type { Task } from './state.ts';

/** Whether a task is asked for an alert or for the person, which nothing that is done to a case ends; the others are the case's own. */
const ofAnAlert: Record<TaskCause['kind'], boolean> = {
  RULE: true,
  STEP: true,
  AGENT: true,
  ALERT: true,
  DANGER: true,
  NEWS: true,
  MESSAGE_LOST: true,
  AUTHOR_WROTE: true,
  NOT_SAFER: true,
  PARTNER_WROTE: true,
  TEXT_HELD: true,
  LEGAL_BASIS: true,
  PERSON_TO_INFORM: true,
  INFORMING: true,
  UNREAD: true,
  CHANNEL: false,
  NO_CHANNEL_LEFT: false,
  REMINDER: false,
  LIMIT: false,
  ESCALATION: false,
  OBLIGATION: false,
  REFUSED: false,
  TAKEN_BACK: false,
  INFORMATION: false,
  EXTENSION: false,
  CHANGED: false,
  NEW_VERSION: false,
  REPLY: false,
  LET_GO: false,
  LINK: false,
  UNWATCHED: false,
  LATE_ANSWER: false,
  CONFLICT: false,
  GAP: false,
  PLACES_DIFFER: false,
  ELSEWHERE: false,
  CALENDAR: false,
  LOOK_AGAIN: false,
  REOPENED: false,
  UNMERGED: false,
  MERGED: true,
};

/** Whether a task is still to be done for an alert or for the person. */
export const isOfAnAlert = ({ status, transfer, cause }: Pick<Task, 'status' | 'transfer' | 'cause'>): boolean =>
  status === 'OPEN' && transfer === null && ofAnAlert[cause.kind];

/** The open tasks of a case that go on in the one it is merged into. */
export const carriedOn = (tasks: readonly Task[]): Task[] => tasks.filter(isOfAnAlert);
