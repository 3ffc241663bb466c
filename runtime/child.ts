/** Starting the API and the worker as processes of their own. */
import { join } from 'node:path';
import type { Config } from '../settings/config.ts';
import { projectRoot } from '../settings/config.ts';
import { Problem } from '../settings/problem.ts';
import { readySignal } from './service.ts';
import type { StartedProcess } from './start-process.ts';
import { lastWords, startProcess } from './start-process.ts';

/** A machine that does much else takes its time: a process that lives is waited for. One that dies is told at once. */
const readyMs = 300_000;

/**
 * Starts `guichet NAME` and waits until it says it is ready; it stops by itself when the launcher
 * is gone. Throws a Problem when it dies first or is not ready in time.
 */
export async function startChild(
  name: 'api' | 'worker',
  config: Pick<Config, 'dataFolder' | 'databaseUrl' | 'databaseRelayUrl' | 'temporalAddress'>,
): Promise<StartedProcess> {
  const launched = await startProcess({
    dataFolder: config.dataFolder,
    name,
    program: process.execPath,
    flags: [join(projectRoot, 'bin', 'guichet.ts'), name],
    cwd: projectRoot,
    env: {
      ...process.env,
      // What was found takes the place of what was given, in a file too.
      DATABASE_URL: config.databaseUrl,
      DATABASE_URL_FILE: '',
      DATABASE_RELAY_URL: config.databaseRelayUrl,
      DATABASE_RELAY_URL_FILE: '',
      TEMPORAL_ADDRESS: config.temporalAddress,
    },
    channel: true,
    gently: name === 'worker',
  });
  const { child, logFile, ended } = launched;
  let timer: NodeJS.Timeout | undefined;
  const said = await Promise.race([
    new Promise<string>((answer) => child.once('message', (message) => answer(String(message)))),
    ended.then(() => lastWords(logFile)),
    new Promise<string>((answer) => {
      timer = setTimeout(() => answer('pas prêt après cinq minutes'), readyMs);
    }),
  ]);
  clearTimeout(timer);
  if (said === readySignal) return launched;
  child.kill('SIGKILL');
  throw new Problem(`Le processus « ${name} » n’a pas démarré (${said}) : lisez ${logFile}.`);
}
