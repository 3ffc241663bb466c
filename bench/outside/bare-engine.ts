import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { bareWorkflow } from './bare-workflow.ts';
import { type Build, perSecond } from './build.ts';

export interface BareActivities {
  look(): Promise<void>;
  hand(): Promise<void>;
}

/** An alert, two acknowledgements, two outcomes, a result, a closing: each act is a signal, the first starts the workflow. */
const acts = 7;
const deliveries = 2;
const taskQueue = 'bare';

/**
 * What the engine alone does, on the same server and in the same run: whole workflows with as many signals, timers,
 * activities and local activities as one case with two transfers, `lanes` at a time. Activities do nothing.
 */
export async function bareEngine(build: Pick<Build, 'temporalPort'>, seconds: number, lanes: number): Promise<{ workflowsPerSecond: number }> {
  const connection = await NativeConnection.connect({ address: `127.0.0.1:${build.temporalPort()}` });
  const nothing: BareActivities = { look: async () => undefined, hand: async () => undefined };
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: createRequire(import.meta.url).resolve('./bare-workflow.ts'),
    activities: nothing,
    maxConcurrentWorkflowTaskExecutions: 10,
    maxConcurrentActivityTaskExecutions: 20,
    maxConcurrentWorkflowTaskPolls: 5,
    maxConcurrentActivityTaskPolls: 5,
  });
  const client = new Client({ connection });
  try {
    return await worker.runUntil(async () => {
      await play(client);
      return { workflowsPerSecond: await perSecond(seconds, lanes, () => play(client)) };
    });
  } finally {
    await connection.close();
  }
}

/** One whole workflow: each act waits until the engine has taken the one before, the last until the workflow has ended. */
async function play({ workflow }: Client): Promise<void> {
  const handle = await workflow.signalWithStart<typeof bareWorkflow, [boolean]>('bareWorkflow', {
    workflowId: `bare/${randomUUID()}`,
    taskQueue,
    args: [deliveries],
    signal: 'act',
    signalArgs: [false],
  });
  for (let done = 1; done < acts; done += 1) await handle.signal('act', done === acts - 1);
  await handle.result();
}
