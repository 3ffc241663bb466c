import type { EntryKind } from '../../vocabulary/entries.ts';

/**
 * Entries that change nothing of what recipients are told: mails, answers, tasks, clocks. A kind that is not here is looked at: what is
 * new is told rather than missed.
 */
export const tellsNothing = [
  'HANDED_OVER',
  'DELIVERY_FAILED',
  'UNDELIVERABLE',
  'CHANNEL_CHANGED',
  'ACKNOWLEDGED',
  'IN_CHARGE',
  'INFORMATION_REQUESTED',
  'EXTENSION_REQUESTED',
  'OUTCOME_GIVEN',
  'PROGRESS_SAID',
  'DATES_SAID',
  'REMINDED',
  'REMINDED_NOW',
  'REMINDER_OVERTAKEN',
  'LIMIT_MISSED',
  'OBLIGATION_LAPSED',
  'LATE_ANSWER',
  'GAP',
  'TASK_RAISED',
  'TASK_TAKEN',
  'TASK_TAKEN_OVER',
  'TASK_GIVEN',
  'TASK_HANDED_BACK',
  'TASK_RELEASED',
  'TASK_DONE',
  'TASK_CANCELLED',
  'TASK_LATE',
  'LOOK_AGAIN',
  'AUTHOR_TOLD',
  'AUTHOR_WRITTEN',
  'AFTERWARDS_SAID',
  'RESULT_RECORDED',
  'TEXT_HELD',
] as const satisfies readonly EntryKind[];
