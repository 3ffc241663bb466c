/**
 * Moves the clock of one workflow on the real server. Experimental upstream: this is the only module that touches it.
 * Only workflow time moves; what activities and Postgres call now stays real, which is why workflows pass their time on.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** Lets a workflow's clock run ahead by `ms`; resolves once it has. It skips only while no activity runs. */
export async function fastForward(client: Client, workflowId: string, ms: number): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  const id = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id, duration: msToTs(ms) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  await client.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution, fastForwardId: id });
}

/** What a workflow's clock says now, epoch milliseconds. */
export async function workflowNow(client: Client, workflowId: string): Promise<number> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const time = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time ? Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1_000_000) : Date.now();
}
