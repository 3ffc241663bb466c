/** Starting the long-lived processes of the product, each in a way that it can be found again. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../settings/problem.ts';
import type { ProcessMark } from './processes.ts';
import { markOf, writeRecord } from './processes.ts';

export interface StartedProcess {
  child: ChildProcess;
  mark: ProcessMark;
  logFile: string;
  /** Settles when the process is gone, whatever the reason. */
  ended: Promise<void>;
}

export interface StartOptions {
  dataFolder: string;
  /** Names the log and the record: logs/NAME.log, run/NAME.pid. */
  name: string;
  program: string;
  flags: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  port?: number;
  /** With a channel to this process, whose closing tells the child that this process is gone. */
  channel?: boolean;
  /** At a lower priority, so that a person who waits for a page never waits for the clock and the messenger. */
  gently?: boolean;
}

const gentleness = '12';

const largestLogBytes = 20 * 1024 * 1024;

/**
 * Starts a process in a session of its own, so that Ctrl-C reaches only the launcher, which then
 * stops everything in order. Noted under run/ before anything else can happen. Throws a Problem
 * when it cannot start.
 */
export async function startProcess(options: StartOptions): Promise<StartedProcess> {
  const { dataFolder, name, port, channel, gently, ...rest } = options;
  const nice = gently === true && process.platform !== 'win32';
  const program = nice ? 'nice' : options.program;
  const flags = nice ? ['-n', gentleness, options.program, ...options.flags] : options.flags;
  const logFile = join(dataFolder, 'logs', `${name}.log`);
  const log = openLog(dataFolder, logFile);
  const child = spawn(program, flags, {
    ...rest,
    detached: true,
    stdio: channel ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    // Each of them: an error that nobody hears would end this process.
    child.on('error', () => done());
  });
  const mark = markOf(child.pid ?? 0);
  if (nice) makeSessionGentle(mark.pid);
  if (child.pid !== undefined) writeRecord(dataFolder, name, { ...mark, port });
  await new Promise<void>((started, fail) => {
    child.once('spawn', started);
    child.once('error', (error) => fail(new Problem(`« ${name} » ne se lance pas (${error.message}) : relancez « npm ci ».`)));
  });
  return { child, mark, logFile, ended };
}

/**
 * Linux shares the processors between sessions first (autogroup), and each launched process has one of its own: a nice process
 * alone in its session would give way to nobody. Where there is no such file, being nice is enough.
 */
function makeSessionGentle(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, gentleness);
  } catch {
    // Another system, or a kernel without it.
  }
}

/** Appends; one earlier log is kept once the file has grown large. */
function openLog(dataFolder: string, logFile: string): number {
  mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) renameSync(logFile, `${logFile}.1`);
  return openSync(logFile, 'a', 0o600);
}

/** The last line of a log that matches, for a sentence that says why a process stopped. */
export function lastWords(logFile: string, pattern = /\S/): string {
  const line = readFileSync(logFile, 'utf8')
    .split('\n')
    .findLast((text) => pattern.test(text));
  return line?.trim().slice(0, 300) ?? 'sans dire pourquoi';
}
