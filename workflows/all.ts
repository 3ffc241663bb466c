/** What the worker runs in its sandbox. */
export { campaignWorkflow } from './campaign.ts';
export { caseWorkflow } from './case.ts';
export { dailyWorkflow, declarationsWorkflow, dutyWorkflow, hourlyWorkflow, retentionWorkflow } from './daily.ts';
export { mailboxWorkflow } from './mailbox.ts';
