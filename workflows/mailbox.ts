/**
 * The one watcher of a mailbox, cluster-wide: its workflow's id names the department, and a single activity holds the connection.
 * It holds nothing, knows no address and no password; `activities/mailbox.ts` finds them.
 */
import { ActivityFailure, ApplicationFailure, continueAsNew, proxyActivities } from '@temporalio/workflow';
import { type MailboxActivities, NO_MAILBOX } from './errands.ts';

const { watchMailbox } = proxyActivities<MailboxActivities>({
  startToCloseTimeout: '2h',
  // A worker that dies is known within seconds, and another takes over.
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

export async function mailboxWorkflow(department: string): Promise<void> {
  try {
    await watchMailbox(department);
  } catch (failure) {
    const cause = failure instanceof ActivityFailure ? failure.cause : failure;
    // No longer configured: whoever configures it again starts this again.
    if (cause instanceof ApplicationFailure && cause.type === NO_MAILBOX) return;
    throw failure;
  }
  await continueAsNew<typeof mailboxWorkflow>(department);
}
