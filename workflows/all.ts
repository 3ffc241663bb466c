/** What the worker runs in its sandbox. */
export { caseWorkflow } from './case.ts';
export { dailyWorkflow, dutyWorkflow } from './daily.ts';
export { mailboxWorkflow } from './mailbox.ts';
