import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../settings/config.ts';
import { installRuntime } from '../../worker/log.ts';
import { workflowBundle } from '../../workflows/client/bundle.ts';
import { failureConverterPath } from '../../workflows/client/client.ts';
import { committedHistories, type RecordedHistory } from './histories.ts';

let bundle: Awaited<ReturnType<typeof workflowBundle>>;
beforeAll(async () => {
  installRuntime(pino({ level: 'silent' }));
  bundle = await workflowBundle(join(readSettings({}).dataFolder, 'bundles'));
});

const replay = (history: RecordedHistory) =>
  Worker.runReplayHistory({ workflowBundle: bundle, dataConverter: { failureConverterPath } }, history, 'case/replayed');

const histories = committedHistories();

it('has a history of every shape', () => {
  const shapes = new Set(histories.map(([name]) => name.replace(/^\d{4}-\d{2}-\d{2}-/, '')));
  expect(shapes).toEqual(new Set(['campaign', 'continued', 'continuing', 'finished', 'mailbox-gone', 'refused', 'retried', 'waiting']));
});

it.each(histories)('goes on today as it went when recorded: %s', async (_name, history) => {
  await expect(replay(history)).resolves.toBeUndefined();
});

it('notices a workflow that would go another way', async () => {
  const [, history] = histories.find(([name]) => name.endsWith('waiting')) ?? [];
  const changed = JSON.parse(JSON.stringify(history).replaceAll('"deliver"', '"hand"')) as RecordedHistory;
  await expect(replay(changed)).rejects.toThrow(/determinism/i);
});
