import type { Client } from '@temporalio/client';
import { begunAgain, taskQueue } from '../workflows/client/client.ts';
import type { mailboxWorkflow } from '../workflows/mailbox.ts';

/** Sees that every configured mailbox has its watcher, one for all workers. Idempotent. */
export async function startMailboxes(client: Client, departments: readonly string[]): Promise<void> {
  for (const department of departments) {
    await client.workflow.start<typeof mailboxWorkflow>('mailboxWorkflow', {
      workflowId: `mailbox/${department}`,
      taskQueue,
      args: [department],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      retry: begunAgain,
    });
  }
}
