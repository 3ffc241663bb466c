import { deadline } from '../../calendar/deadline.ts';

/** `guichet deadline`: when a span ends on a department's calendar, and which days it skipped. */
export function printDeadline(options: { calendar: string; from: string; span: string; hours?: string }): void {
  console.log(JSON.stringify(deadline(options), null, 2));
}
