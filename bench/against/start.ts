import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type AcceptedMail, Mailbox } from '../../mailbox/mailbox.ts';
import { choosePort } from '../../runtime/ports.ts';
import { temporaryFolder } from '../../test/folder.ts';
import type { Build } from '../outside/build.ts';

export interface StartedBuild extends Build {
  stop(): Promise<void>;
}

const readyMs = 180_000;
const run = promisify(execFile);

/**
 * Starts the build in a folder as `npm start` does, on data, ports and a mail server of its own, and makes a key with its own command.
 * Nothing of this build's code is read: only what it prints, answers, mails and notes of the engine's port.
 */
export async function startBuild(root: string): Promise<StartedBuild> {
  const folder = temporaryFolder();
  const mails: AcceptedMail[] = [];
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, onMail: (mail) => mails.push(mail) });
  await mailbox.open();
  const port = await choosePort(undefined);
  const program = join(root, 'node_modules', '.bin', 'node');
  const env = { ...inherited(), GUICHET_DATA: folder.path, GUICHET_PORT: String(port), SMTP_URL: mailbox.url, LOG_LEVEL: 'warn' };
  const child = spawn(program, ['bin/guichet.ts', 'start'], { cwd: root, env });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await mailbox.close();
    folder.remove();
  };
  try {
    await ready(child);
    const made = await run(program, ['bin/guichet.ts', 'keys', 'create', '--department', '54', '--kind', 'desk'], { cwd: root, env });
    const noted = JSON.parse(readFileSync(join(folder.path, 'run', 'temporal.pid'), 'utf8')) as { port: number };
    return { url: `http://127.0.0.1:${port}`, mails, key: made.stdout.trim(), temporalPort: () => noted.port, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** What this process was started with, without what concerns an installation. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GUICHET_|DATABASE_|TEMPORAL_|SMTP_)/.test(name)));
}

async function ready(child: ReturnType<typeof spawn>): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const until = performance.now() + readyMs;
  while (!said.includes('Guichet est prêt')) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`The build did not start:\n${said}`);
    await delay(50);
  }
}
