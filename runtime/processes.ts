/** Processes by id, told apart from a later process that was given the same id. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { codeOf } from '../settings/problem.ts';

/** A process as it can be recognised after this one is gone. */
export const processMark = z.object({ pid: z.number(), born: z.string() });
export type ProcessMark = z.infer<typeof processMark>;

/** When a process was born, as the system tells it; undefined when it is gone or a zombie. */
export function bornOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return bornOnLinux(pid);
    process.kill(pid, 0);
    if (process.platform === 'win32') return 'unknown';
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function bornOnLinux(pid: number): string | undefined {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may contain anything: fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`;
}

export function markOf(pid: number): ProcessMark {
  return { pid, born: bornOf(pid) ?? 'gone' };
}

export function isAlive(mark: ProcessMark): boolean {
  return bornOf(mark.pid) === mark.born;
}

/**
 * Sends each signal in turn, waiting for the process to end after each; returns when it is gone.
 * Does nothing to another process that has since been given the same id.
 */
export async function endProcess(mark: ProcessMark, steps: { signal: NodeJS.Signals; waitMs: number }[]): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (!isAlive(mark)) return;
    signalTo(mark.pid, signal);
    const until = performance.now() + waitMs;
    while (isAlive(mark) && performance.now() < until) await delay(20);
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (failure) {
    if (codeOf(failure) !== 'ESRCH') throw failure;
  }
}

const record = processMark.extend({ port: z.number().optional() });
export type ProcessRecord = z.infer<typeof record>;

export function runFolder(dataFolder: string): string {
  return join(dataFolder, 'run');
}

/** Notes a started process under run/NAME.pid, so that the next start finds what this one left. */
export function writeRecord(dataFolder: string, name: string, noted: ProcessRecord): void {
  mkdirSync(runFolder(dataFolder), { recursive: true, mode: 0o700 });
  writeFileSync(join(runFolder(dataFolder), `${name}.pid`), JSON.stringify(noted), { mode: 0o600 });
}

/** What run/NAME.pid says; undefined when absent or unreadable, as after a cut while writing. */
export function readRecord(dataFolder: string, name: string): ProcessRecord | undefined {
  try {
    const text = readFileSync(join(runFolder(dataFolder), `${name}.pid`), 'utf8');
    return record.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The names under run/ that an earlier start noted. */
export function recordedNames(dataFolder: string): string[] {
  try {
    return readdirSync(runFolder(dataFolder))
      .filter((file) => file.endsWith('.pid'))
      .map((file) => file.slice(0, -'.pid'.length))
      .sort();
  } catch {
    return [];
  }
}
