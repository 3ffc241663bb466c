/**
 * Moves the clock of one workflow on the real server. Experimental upstream: this is the only module that touches it.
 * Only workflow time moves; what activities and Postgres call now stays real, which is why workflows pass their time on.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';

const { FastForwardPollingResult: Result } = proto.temporal.api.enums.v1;

/** Lets a workflow's clock run ahead by `ms`; resolves once it has. It skips only while no activity runs. */
export async function fastForward({ workflowService, options: { namespace } }: Client, workflowId: string, ms: number): Promise<void> {
  const about = { namespace, workflowExecution: { workflowId } };
  const id = randomUUID();
  await workflowService.updateWorkflowExecutionOptions({
    ...about,
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: msToTs(ms) } } },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const { fastForwardPollingResult: result, failedReason } = await workflowService.pollWorkflowExecutionTimeSkipping({
      ...about,
      fastForwardId: id,
    });
    if (result === Result.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) return;
    if (result !== Result.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) throw new Error(failedReason);
  }
}

/** What a workflow's clock says now, epoch milliseconds. */
export async function workflowNow(client: Client, workflowId: string): Promise<number> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const time = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time ? Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6 : Date.now();
}
