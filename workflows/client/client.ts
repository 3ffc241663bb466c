/** How the rest of the house reaches workflows: their names, and the one act of waking a case. */
import { createRequire } from 'node:module';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { KeyMaterial, KeyRing } from '../../database/key-ring.ts';
import type { Config } from '../../settings/config.ts';
import { engineConnection } from '../../settings/engine-access.ts';
import type { campaignWorkflow } from '../campaign.ts';
import type { caseWorkflow } from '../case.ts';
import type { CampaignRef, CaseRef } from '../errands.ts';
import { payloadCodec } from './codec.ts';

export const taskQueue = 'guichet';

/** A call that is never answered would hold back the later wakes of its case. */
const answerWithin = 10_000;

/**
 * A run that failed is begun again by the engine, for as long as it fails: it holds nothing, so that a new one finds all it needs. It fails
 * when the database was away for long, or when what it left cannot be read any more.
 */
export const begunAgain = { initialInterval: '1s', maximumInterval: '1m' } as const;

export const workflowIdOf = (caseId: string): string => `case/${caseId}`;
export const campaignWorkflowId = (campaign: string): string => `campaign/${campaign}`;

const require = createRequire(import.meta.url);

/** The module through which failures are written and read, in the sandbox and outside. */
export const failureConverterPath = require.resolve('../failures.ts');

export function dataConverter(keys: EngineConfig['keys']): DataConverter {
  return {
    payloadCodecs: [payloadCodec(keys.master)],
    failureConverterPath,
  };
}

/** What reaching the engine takes; a ring follows the generations of its key. */
export interface EngineConfig extends Pick<Config, 'temporalAddress' | 'temporalAccess' | 'temporalNamespace'> {
  keys: { master: KeyMaterial | KeyRing };
}

export interface Engine {
  client: Client;
  close(): Promise<void>;
}

/** Opens a connection; it comes back by itself after an outage. Throws when the engine does not answer within 10 s. */
export async function connectToEngine(config: EngineConfig): Promise<Engine> {
  const connection = await Connection.connect({
    ...engineConnection(config),
    connectTimeout: '10s',
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace: config.temporalNamespace, dataConverter: dataConverter(config.keys) });
  return { client, close: () => connection.close() };
}

/** Of the engine's five, for runs that danger makes urgent, and for the others: what waits for a worker is taken in this order. */
const priorityOf = (urgent: boolean) => ({ priorityKey: urgent ? 1 : 3 });

/**
 * Makes a case's workflow look at its case, starting it when it does not run: start, wake and rebuild after a loss are
 * the same act; a run keeps the priority that it began with. Idempotent. Rejects with the engine's own error when it is away, or has not answered within 10 s.
 */
export async function wake(
  { client }: Pick<Engine, 'client'>,
  { caseId, department, urgent = false }: CaseRef & { urgent?: boolean },
): Promise<void> {
  await client.withDeadline(Date.now() + answerWithin, () =>
    client.workflow.signalWithStart<typeof caseWorkflow, []>('caseWorkflow', {
      workflowId: workflowIdOf(caseId),
      taskQueue,
      args: [{ caseId, department }],
      signal: 'wake',
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      retry: begunAgain,
      priority: priorityOf(urgent),
    }),
  );
}

/** Deletes all that the engine keeps of a case, running or over: its history, and what it would still do. Idempotent. Rejects when the engine is away. */
export async function forgetCase({ client }: Pick<Engine, 'client'>, caseId: string): Promise<void> {
  const { workflowService, options } = client;
  const known = client.workflow.list({ query: `WorkflowId = '${workflowIdOf(caseId)}'` });
  for await (const { workflowId, runId } of known)
    await client.withDeadline(Date.now() + answerWithin, () =>
      workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution: { workflowId, runId } }),
    );
}

/** The same for a campaign of the directory. Idempotent. */
export async function wakeCampaign({ client }: Pick<Engine, 'client'>, { campaign, department }: CampaignRef): Promise<void> {
  await client.withDeadline(Date.now() + answerWithin, () =>
    client.workflow.signalWithStart<typeof campaignWorkflow, []>('campaignWorkflow', {
      workflowId: campaignWorkflowId(campaign),
      taskQueue,
      args: [{ campaign, department }],
      signal: 'wake',
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      retry: begunAgain,
    }),
  );
}
